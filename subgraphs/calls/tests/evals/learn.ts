import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsAndPairs } from '../../domain/dispatch/reading/learnedJobs';
import type { WordCounts } from '../../domain/dispatch/reading/lexicon/weights';
import { wordsOf } from '../../domain/dispatch/reading/readMessage';
import type { TradeType } from '../../domain/dispatch/types';
import { DANGER_GENERATED, dangerSource } from './learnDanger';
import type { Labelled } from './score';

/** The labelled texts, all by eval/GUIDE.md: `dev` was given, the others are our own, `first` to `fifteenth` written before the rules had seen them. */
export const SETS = ['dev.jsonl', 'composed.jsonl', 'first.jsonl', 'second.jsonl', 'third.jsonl', 'fourth.jsonl', 'fifth.jsonl', 'sixth.jsonl', 'seventh.jsonl', 'eighth.jsonl', 'ninth.jsonl', 'tenth.jsonl', 'eleventh.jsonl', 'twelfth.jsonl', 'thirteenth.jsonl', 'fourteenth.jsonl', 'fifteenth.jsonl'] as const;
/** Texts that neither rules nor weights were made from: nothing is mended by them, so they tell how new texts fare. */
export const HELD_OUT = 'sixteenth.jsonl';
/** Plain, harmless requests that nothing is learned from; the limits of an alarm were chosen with an eye on how many of them alarm, and one rule was mended by them. */
export const PLAIN_HELD_OUT = 'plainHeldOut.jsonl';
export const GENERATED = 'subgraphs/calls/domain/dispatch/reading/lexicon/learned.generated.ts';
/** A word of one text teaches nothing. */
const TEXTS_MIN = 2;

export function readSet(file: string): Labelled[] {
  return readFileSync(join(process.cwd(), 'subgraphs/calls/tests/evals', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);
}

/** Counts the words of labelled texts by trade and job. */
export function learn(records: readonly Labelled[]): Record<TradeType, WordCounts> {
  const trades = new Map<string, { texts: Record<string, number>; seen: Record<string, Record<string, number>> }>();
  for (const { text, trade, job_type: job } of records) {
    const name = trade.toUpperCase() as TradeType;
    const { texts, seen } = trades.get(name) ?? trades.set(name, { texts: {}, seen: {} }).get(name)!;
    const code = job ?? '';
    texts[code] = (texts[code] ?? 0) + 1;
    for (const word of wordsAndPairs(wordsOf(text))) {
      const counts = Object.hasOwn(seen, word) ? seen[word]! : (seen[word] = {});
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  const inOrder = <T>(record: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const often = (counts: Record<string, number>): boolean => Object.values(counts).reduce((sum, count) => sum + count, 0) >= TEXTS_MIN;
  return Object.fromEntries([...trades].sort(([a], [b]) => (a < b ? -1 : 1)).map(([trade, { texts, seen }]) => [
    trade, { texts: inOrder(texts), seen: inOrder(Object.fromEntries(Object.entries(seen).filter(([, counts]) => often(counts)).map(([word, counts]) => [word, inOrder(counts)]))) },
  ])) as Record<TradeType, WordCounts>;
}

/** The file that the dispatcher reads: `npm run -s build && node dist/subgraphs/calls/tests/evals/learn.js` writes it and the next one anew after a set has changed. */
export function learnedSource(): string {
  return `import type { TradeType } from '../../types';
import type { WordCounts } from './weights';

/** Made by subgraphs/calls/tests/evals/learn.ts from the labelled texts beside it. */
export const LEARNED: Readonly<Record<TradeType, WordCounts>> = ${JSON.stringify(learn(SETS.flatMap(readSet))).replace(/"([A-Z_]+)":\{"texts"/g, '\n  "$1": {"texts"').replace(/,"seen":/g, ',\n    "seen":')};
`;
}

/** The same for what sounds dangerous. */
export function learnedDangerSource(): string {
  return dangerSource([...SETS, 'phrases.jsonl', 'hazards.jsonl', 'indirect.jsonl', 'plain.jsonl'].flatMap(readSet));
}

if (require.main === module) {
  writeFileSync(GENERATED, learnedSource());
  writeFileSync(DANGER_GENERATED, learnedDangerSource());
}
