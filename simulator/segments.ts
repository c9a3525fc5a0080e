const gsmBasic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const gsmExtended = new Set('^{}\\[~]|€\f');

/** The commonest of what SmartEncoded replaces, so that a curly quote does not turn a text into UCS-2. Source: Twilio, "Smart Encoding". */
const smartReplacements: Record<string, string> = {
  '‘': "'", '’': "'", '‚': ',', '‛': "'", '´': "'", '`': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‹': '<', '›': '>',
  '–': '-', '—': '-', '‐': '-', '•': '-', '…': '...', '‼': '!!', '¼': '1/4', '½': '1/2', '¾': '3/4', '\u00a0': ' ', '\u2009': ' ', '\u202f': ' ', '\u200b': '',
};

/**
 * How many segments a carrier bills: GSM-7 160 alone or 153 each, UCS-2 70 alone or 67 each; characters of the GSM
 * extension table count twice (3GPP TS 23.038).
 */
export function countSegments(body: string): number {
  let septets = 0;
  for (const character of body) {
    if (gsmBasic.has(character)) septets += 1;
    else if (gsmExtended.has(character)) septets += 2;
    else return body.length <= 70 ? 1 : Math.ceil(body.length / 67);
  }
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
}

/** The text with its typographic characters written in GSM-7 ones; as it is where others would keep it in UCS-2 all the same. */
export function smartEncode(body: string): string {
  const encoded = [...body].map((character) => smartReplacements[character] ?? character);
  const isGsm = encoded.join('').split('').every((character) => gsmBasic.has(character) || gsmExtended.has(character));
  return isGsm ? encoded.join('') : body;
}
