import { countSegments, isGsm7 } from './smsSegments';

/** What Twilio's SmartEncoded writes instead of characters that GSM-7 does not have. Source: Twilio, "Smart Encoding: list of replaced characters". */
const lookalikes: Record<string, string> = {
  '"': '«»“”„‟ʺˮ❝❞〝〞',
  "'": '‘’‛ʻˈʼʽʹ´ˊ`ˋ❛❜‗\u0313\u0314\ufe10\ufe11',
  ',': '‚、\u0326﹐﹑､',
  '-': '–—―‐⁃•⎼⎽﹣',
  '/': '÷⧸⁄∕\u0337\u0338',
  '\\': '⧹⧵﹨\u20e5',
  '|': '∣⎸⎹⏐⎜⎟\u20d2\u20d3',
  _: '\u0332',
  '@': '﹫',
  $: '﹩',
  '!': 'ǃ︕﹗',
  '!!': '‼',
  '#': '﹟',
  '%': '﹪',
  '&': '﹠',
  '(': '❨❪﹙⟮⦅',
  ')': '❩❫﹚⟯⦆',
  '*': '⁎∗⊛✢✣✤✥✱✲✳✺✻✼✽❃❉❊⧆﹡',
  '+': '˖﹢',
  '.': '。﹒｡',
  ':': 'ː˸⦂꞉︓',
  ';': '⁏︔﹔',
  '<': '‹﹤',
  '=': '\u0347꞊﹦',
  '>': '›﹥',
  '?': '︖﹖',
  '^': 'ˆ\u0302\u1dcd',
  '{': '❴﹛',
  '}': '❵﹜',
  '~': '˜˷∼\u0303\u0330\u0334',
  '...': '…',
  '1/4': '¼',
  '1/2': '½',
  '3/4': '¾',
  ' ': '\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029\t',
  '': '\u200b\u200c\u2060\ufeff',
};
const replacements = new Map(Object.entries(lookalikes).flatMap(([plain, characters]) => [...characters].map((character) => [character, plain] as const)));

/** Full-width forms of ASCII stand in its order. */
function narrow(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xff01 + 0x21) : character;
}

function replaced(text: string): string {
  return [...text].map((character) => replacements.get(character) ?? narrow(character)).join('');
}

/** The text as Twilio sends it with SmartEncoded: lookalikes written in GSM-7, where that makes all of it GSM-7; else as it is. */
export function smartEncode(text: string): string {
  const encoded = replaced(text);
  return isGsm7(encoded) ? encoded : text;
}

/** How many segments our text takes: all of ours are sent with SmartEncoded. */
export function countSegmentsSent(text: string): number {
  return countSegments(smartEncode(text));
}

/** Whether what the carrier shows as sent is that text of ours, whatever lookalikes it has written otherwise: letters, digits and pictures are the same. */
export function isSameText(sent: string, ours: string): boolean {
  return skeletonOf(sent) === skeletonOf(ours);
}

function skeletonOf(text: string): string {
  return replaced(text).normalize('NFKD').replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]|\p{Lm}/gu, '');
}
