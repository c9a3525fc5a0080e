import { FIGURATIVE, STEERING } from './lexicon/figures';
import { CONFUSABLE, MISSPELLED, TARGETS } from './lexicon/spelling';

/** Lower case without accents or curly quotes, each character kept in its place, so that offsets hold for the original too. */
export function fold(text: string): string {
  let folded = '';
  for (const unit of text) {
    const plain = unit.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[\u2018\u2019\u00b4`]/, "'").replace(/[\u201c\u201d]/, '"').replace(/[\u2013\u2014]/, '-');
    folded += plain.length === unit.length ? plain : unit;
  }
  return folded;
}

/** Folded text with misspelt trade words put right, without figures of speech and without words meant to steer a machine: what the word rules read. Offsets of the original do not hold. */
export function plainWords(text: string): string {
  return fold(text)
    .replace(/\bt[- ]stat\b/g, 'thermostat').replace(/\bw\/o\b/g, 'without').replace(/\bw\/|\bw(?= [a-z])/g, 'with ').replace(/ {2,}/g, ' ')
    .replace(/[a-z]+(?:'[a-z]+)?/g, (word) => spelled(word))
    .replace(/\s+/g, ' ')
    .replace(STEERING, '~')
    .replace(FIGURATIVE, '~')
    .trim();
}

const cache = new Map<string, string>();
/** The cache holds words, not customers; it is bounded so that nonsense cannot fill the memory. */
const CACHE_WORDS_MAX = 20_000;

function spelled(word: string): string {
  const known = MISSPELLED.get(word);
  if (known !== undefined) return known;
  if (word.length < 5 || TARGETS.has(word) || CONFUSABLE.has(word)) return word;
  const seen = cache.get(word);
  if (seen !== undefined) return seen;
  const corrected = nearest(word);
  if (cache.size < CACHE_WORDS_MAX) cache.set(word, corrected);
  return corrected;
}

/** A word that is a known one with another ending ("installs", "detected") is no slip. */
const isInflected = (word: string): boolean => /(?:s|es|ed|d|ing|er|ers|or|ors|ion|'s)$/.test(word) && [word.replace(/(?:'s|s|es|ed|d|ing|er|ers|or|ors|ion)$/, ''), word.replace(/(?:es|ed|ing|er|ers|or|ors|ion)$/, ''), word.replace(/(?:es|ed|ing|er|ers|or|ors|ion)$/, 'e')].some((stem) => TARGETS.has(stem));

/** One slip in a word of five to eight letters, two in a longer one that begins alike; the first letter is nearly always right. */
function nearest(word: string): string {
  if (isInflected(word)) return word;
  let best = word;
  let bestDistance = 3;
  for (const target of TARGETS) {
    if (target[0] !== word[0] || Math.abs(target.length - word.length) > 2) continue;
    const allowed = target.length >= LONG_WORD && word.length >= LONG_WORD && target.slice(0, 2) === word.slice(0, 2) ? 2 : 1;
    const distance = slips(word, target, Math.min(allowed, bestDistance - 1));
    if (distance <= allowed && distance < bestDistance) { best = target; bestDistance = distance; }
  }
  return best;
}

/** Whether one word is the other but for one slip, or two in a long one: a letter more, less, another or swapped with its neighbour. The first letter is nearly always right. */
export function isSlipOf(word: string, other: string): boolean {
  const allowed = Math.min(word.length, other.length) >= LONG_WORD ? 2 : 1;
  return word[0] === other[0] && Math.abs(word.length - other.length) <= allowed && slips(word, other, allowed) <= allowed;
}

const LONG_WORD = 9;

/** Damerau-Levenshtein distance (neighbouring letters swapped count one), or more than `limit` where it exceeds it. */
function slips(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      next.push(value);
    }
    if (Math.min(...next) > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[b.length]!;
}
