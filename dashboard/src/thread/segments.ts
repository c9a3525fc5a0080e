/** How many SMS segments a text takes, as carriers count: GSM-7 160 (153 in a series), else UCS-2 70 (67); 3GPP TS 23.038. */
const gsm7 = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const extension = new Set('^{}\\[~]|€\f');

export function countSegments(text: string): number {
  let septets = 0;
  for (const character of text) {
    if (gsm7.has(character)) septets += 1;
    else if (extension.has(character)) septets += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
}
