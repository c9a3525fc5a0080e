const gsm7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const gsm7Extension = new Set('^{}\\[~]|€\f');

/**
 * How many SMS segments a text takes: GSM-7 160 (153 in a series), else UCS-2 70 (67); characters of the
 * GSM extension table count twice (3GPP TS 23.038; twilio.md 23). One curly quote makes a text UCS-2.
 */
export function countSegments(text: string): number {
  let septets = 0;
  for (const character of text) {
    if (gsm7.has(character)) septets += 1;
    else if (gsm7Extension.has(character)) septets += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
}

/** Whether GSM-7 can write all of the text. */
export function isGsm7(text: string): boolean {
  return [...text].every((character) => gsm7.has(character) || gsm7Extension.has(character));
}
