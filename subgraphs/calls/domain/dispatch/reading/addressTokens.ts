import { STREET_SUFFIXES } from './lexicon/places';
import { fold } from './words';

/** A word of the text with what stands right after it. */
export interface Token { raw: string; low: string; start: number; end: number; comma: boolean; stop: boolean; /** A share, no number of a house. */ percent: boolean }

/** The words of a text, in order. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[#A-Za-z0-9À-ÿ][\w'’À-ÿ/-]*\.?/g)].map((match) => {
    const dotted = match[0].endsWith('.');
    const after = text.slice(match.index + match[0].length);
    const bare = dotted ? match[0].slice(0, -1) : match[0];
    const abbreviation = dotted && (STREET_SUFFIXES.has(bare.toLowerCase()) || DIRECTION.test(bare.toLowerCase()) || /^(st|ft|mt|apt|ste)$/i.test(bare)) && /^\s+(?:[A-Z#\d]|(?:in|en|apt|apartment|apto|unit|suite|ste|lot|trailer|upstairs|downstairs)\b)/.test(after) || (dotted && /^,/.test(after));
    const end = match.index + bare.length;
    return { percent: after.startsWith('%'), raw: bare, low: fold(bare), start: match.index, end, comma: /^\s*,/.test(after), stop: (dotted && !abbreviation) || /^\s*[.!?;:()\n]/.test(after) || /^\s+-\s/.test(after) };
  });
}

export const DIGIT_WORDS = new Set('zero oh one two three four five six seven eight nine'.split(' '));
export const NUMBER_WORDS = new Set([...DIGIT_WORDS, ...'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand'.split(' ')]);
export const DIRECTION = /^(n|s|e|w|ne|nw|se|sw|north|south|east|west|northeast|northwest|southeast|southwest)$/;
export const SPANISH_STREET = /^(?:calle|avenida|av|avda|camino|paseo|carretera|calzada)$/;
