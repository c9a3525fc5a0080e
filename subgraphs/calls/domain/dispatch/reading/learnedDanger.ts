import { wordsAndPairs } from './learnedJobs';
import { DANGER_WEIGHTS } from './lexicon/learnedDanger.generated';
import type { DangerWeights } from './lexicon/weights';

/**
 * From these log-odds on an alarm is raised. Where the whole was learned from four fifths of the labelled texts, it raised one for 1 % of the harmless ones of the last fifth,
 * most of which were written to mislead.
 */
const ALARM_LOG_ODDS = 1;

/** How dangerous a text sounds by its words alone, 0 being as likely as not. Takes text from plainWords(). */
export function dangerLogOdds(words: string, { bias, words: weights }: DangerWeights = DANGER_WEIGHTS): number {
  return [...wordsAndPairs(words)].reduce((sum, word) => sum + (Object.hasOwn(weights, word) ? weights[word]! : 0), bias);
}

/** A second ear for dangers in words that no rule knows: it only ever adds an alarm. Learned from the labelled texts by tests/evals/learnDanger.ts. */
export function soundsDangerous(words: string): boolean {
  return dangerLogOdds(words) >= ALARM_LOG_ODDS;
}
