import type { TradeType } from '../types';
import { LEARNED } from './lexicon/learned.generated';
import type { WordCounts } from './lexicon/weights';

/** What one word may say against a job, and for it: so that many weak words do not outvote a strong one. */
const AGAINST_MAX = 1;
const FOR_MAX = 2.5;

/** The words and neighbouring pairs of a text, endings cut, numbers alike. Takes text from plainWords(). */
export function wordsAndPairs(words: string): Set<string> {
  const all = (words.match(/[a-z']+|\d+/g) ?? []).map((word) => (/^\d/.test(word) ? '#' : stem(word)));
  return new Set([...all, ...all.slice(1).map((word, index) => `${all[index]} ${word}`)]);
}

function stem(word: string): string {
  const ending = ['ing', 'ed', 'es', 's'].find((end) => word.endsWith(end) && word.length - end.length >= 4);
  return ending ? word.slice(0, -ending.length) : word;
}

/**
 * How much likelier each job is than the rest by the words of a text alone (naive Bayes, natural logarithms), "" for none: a second opinion for texts that no rule
 * knows. Learned from the labelled texts by tests/evals/learn.ts.
 */
export function learnedJobs(words: string, trade: TradeType, counts: WordCounts = LEARNED[trade]): Map<string, number> {
  const total = Object.values(counts.texts).reduce((sum, texts) => sum + texts, 0);
  const found = [...wordsAndPairs(words)].flatMap((word) => (Object.hasOwn(counts.seen, word) ? [counts.seen[word]!] : []));
  return new Map(Object.entries(counts.texts).map(([code, texts]) => {
    const evidence = found.map((seen) => {
      const here = seen[code] ?? 0;
      const elsewhere = Object.values(seen).reduce((sum, count) => sum + count, 0) - here;
      const likelier = Math.log(((here + 0.25) / (texts + 1)) / ((elsewhere + 0.25) / (total - texts + 1)));
      return Math.max(-AGAINST_MAX, Math.min(FOR_MAX, likelier));
    });
    return [code, Math.log(texts / total) + evidence.reduce((sum, value) => sum + value, 0)];
  }));
}
