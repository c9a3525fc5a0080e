import type { LifeSafety } from '../types';
import { wordsAndPairs } from './learnedJobs';
import { CONCEPTS } from './lexicon/concepts';
import { DANGER_WEIGHTS } from './lexicon/learnedDanger.generated';
import type { DangerWeights } from './lexicon/weights';

/**
 * From these log-odds on an alarm is raised though no rule knows the words. Where the whole was learned from four fifths of the labelled texts, it raised one for 4 % of those of the last fifth that
 * could wait for a scheduled visit, most of which were written to mislead.
 */
const ALARM_LOG_ODDS = -1.5;
/**
 * Below these a rule's word ("zapped", "on fire") is no danger, unless a sentence by itself sounds like one: harmless words after a danger do not take it back. Only for kinds whose words are
 * often meant otherwise; that somebody is trapped or hurt, the rules alone decide, since there as many dangers would be lost as false alarms.
 */
const HARMLESS_LOG_ODDS: Partial<Record<LifeSafety, number>> = { fire: -4, electric_shock: -4, water_near_power: -4, carbon_monoxide: -6, gas: -6 };
const DANGEROUS_SENTENCE_LOG_ODDS = 0;
/** From these on a sentence is a danger whatever else the text says. */
const CLEAR_LOG_ODDS = 4;

/** The words of a text and their neighbours, the concepts they stand for (and which of them are not denied), and which of these stand together in a sentence. Takes text from plainWords(). */
export function signsOf(words: string): Set<string> {
  const signs = wordsAndPairs(words);
  for (const concept of conceptsIn(words)) signs.add(`@${concept}`);
  for (const concept of conceptsIn(words.replace(DENIAL, '~'))) signs.add(`@yes ${concept}`);
  for (const sentence of sentencesOf(words)) {
    const concepts = conceptsIn(sentence);
    concepts.forEach((concept, index) => concepts.slice(index + 1).forEach((other) => signs.add(`@${concept}+${other}`)));
  }
  return signs;
}

/** A denial and what it reaches. */
const DENIAL = /\b(?:no|not|never|nothing|nobody|none|without|isn't|aren't|don't|doesn't|didn't|wasn't|haven't|sin|nadie|ni|nunca)\b(?: (?!but |and |pero |y )[a-z']+){1,3}/g;

const conceptsIn = (words: string): string[] => CONCEPTS.filter(([, list]) => list.test(words)).map(([name]) => name);
/** A text of plain words by its sentences and lines, none of them empty. */
export const sentencesOf = (words: string): string[] => words.split(/(?<=[.!?;])\s+|\n/).filter(Boolean);

/** How dangerous a text sounds as a whole, in natural log-odds. */
export function dangerLogOdds(words: string, { bias, words: weights }: DangerWeights = DANGER_WEIGHTS): number {
  return [...signsOf(words)].reduce((sum, sign) => sum + (Object.hasOwn(weights, sign) ? weights[sign]! : 0), bias);
}

/** A second ear for dangers in words that no rule knows, in a text as a whole or clearly in one of the sentences given. Learned from the labelled texts by tests/evals/learnDanger.ts. */
export function soundsDangerous(words: string, sentences: readonly string[]): boolean {
  return dangerLogOdds(words) >= ALARM_LOG_ODDS || sentences.some((sentence) => dangerLogOdds(sentence) >= CLEAR_LOG_ODDS);
}

/** Whether a text sounds so harmless that a danger of this kind, which a rule heard in it, is none. */
export function soundsHarmless(words: string, kind: LifeSafety): boolean {
  const limit = HARMLESS_LOG_ODDS[kind];
  return limit !== undefined && dangerLogOdds(words) < limit && sentencesOf(words).every((sentence) => dangerLogOdds(sentence) < DANGEROUS_SENTENCE_LOG_ODDS);
}
