const gsm7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const gsm7Extension = new Set('^{}\\[~]|€\f');

/**
 * How many SMS segments a text takes: GSM-7 160 (153 in a series), else UCS-2 70 (67); characters of the GSM extension table count twice
 * (3GPP TS 23.038; twilio.md 23), and so do those beyond U+FFFF in UCS-2. One curly quote makes a text UCS-2.
 */
export function countSegments(text: string): number {
  const characters = [...text];
  return isGsm7(text)
    ? fill(characters.map((character) => (gsm7.has(character) ? 1 : 2)), 160, 153)
    : fill(characters.map((character) => character.length), 70, 67);
}

/** Segments for characters of that many units each. None is torn: where a segment has not enough left, the character begins the next. */
function fill(units: readonly number[], alone: number, inSeries: number): number {
  if (units.reduce((sum, unit) => sum + unit, 0) <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const unit of units) {
    const isFull = used + unit > inSeries;
    segments += isFull ? 1 : 0;
    used = isFull ? unit : used + unit;
  }
  return segments;
}

/** Whether GSM-7 can write all of the text. */
export function isGsm7(text: string): boolean {
  return [...text].every((character) => gsm7.has(character) || gsm7Extension.has(character));
}
