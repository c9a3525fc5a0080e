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
 * extension table count twice (3GPP TS 23.038). No escape or surrogate pair is parted.
 */
export function countSegments(body: string): number {
  const characters = [...body];
  const isGsm = characters.every((character) => gsmBasic.has(character) || gsmExtended.has(character));
  const sizes = characters.map((character) => (isGsm ? (gsmBasic.has(character) ? 1 : 2) : character.length));
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1;
  let segments = 1;
  let room = each;
  for (const size of sizes) {
    if (size > room) {
      segments += 1;
      room = each;
    }
    room -= size;
  }
  return segments;
}

/** The text with its typographic characters written in GSM-7 ones; as it is where others would keep it in UCS-2 all the same. */
export function smartEncode(body: string): string {
  const encoded = [...body].map((character) => smartReplacements[character] ?? character);
  const isGsm = encoded.join('').split('').every((character) => gsmBasic.has(character) || gsmExtended.has(character));
  return isGsm ? encoded.join('') : body;
}
