import type { LifeSafety } from '../types';
import { wordsAndPairs } from './learnedJobs';
import { CONCEPTS } from './lexicon/concepts';
import { DANGER_WEIGHTS } from './lexicon/learnedDanger.generated';
import type { DangerWeights } from './lexicon/weights';

/**
 * From these log-odds on an alarm is raised though no rule knows the words; higher ones are asked of a text without any sign of danger (below), as plain requests have none. Chosen where the whole was
 * learned from four fifths of the labelled texts: of the plain requests of the last fifth 0.6 % raised an alarm (4.3 % at -1.5 for all), of those written to mislead 2 to 3 %, and of the dangers told
 * indirectly 78 % were heard by rule or ear (91 % at -1.5). A false alarm tells a customer to call 911, so that plain requests weigh more.
 */
const ALARM_LOG_ODDS = 1.5;
const ALARM_WITHOUT_SIGN_LOG_ODDS = 3;
const OFTEN_MEANT_OTHERWISE = -4;
/**
 * Below these a rule's word ("zapped", "on fire") is no danger, unless a sentence by itself sounds like one: harmless words after a danger do not take it back. Only for kinds whose words are
 * often meant otherwise; that somebody is trapped or hurt, the rules alone decide, since there as many dangers would be lost as false alarms.
 */
const HARMLESS_LOG_ODDS: Partial<Record<LifeSafety, number>> = { fire: OFTEN_MEANT_OTHERWISE, electric_shock: OFTEN_MEANT_OTHERWISE, water_near_power: OFTEN_MEANT_OTHERWISE, carbon_monoxide: -6, gas: -6 };
const DANGEROUS_SENTENCE_LOG_ODDS = 0;
/** From these on a sentence with a sign of danger is one whatever else the text says. */
const CLEAR_LOG_ODDS = 4;
/**
 * The weights were learned from short texts: in longer ones they add up beside each other, of what stands far apart, to a danger that nobody tells, or harmless talk outweighs one that is told. With
 * thirty words of talk before them, more of the dangers are heard by parts than by the whole (850 of 1446, not 654), and 3 in a thousand harmless texts raise an alarm.
 */
const HEARD_WHOLE_WORDS_MAX = 30;
const CLAUSE_END = /[,;]\s+|\s+(?=(?:and|but|then|so|because|y|pero)\s)/;

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

/** Things that make a danger, each by itself: something burns, smells, hisses or shocks; somebody is hurt, ill, frail, afraid or stuck. */
const SIGNS_OF_DANGER = [
  'SMELL', 'FUEL', 'EGGS', 'HISS', 'CHAR', 'TOO_HOT', 'SMOULDER', 'FLARE', 'BURNT_THINGS', 'SPARK_SEEN', 'STUNG', 'NUMBED', 'STILL_IN', 'AILING', 'FUMES', 'SOUNDS', 'OUT_THERE', 'DETACHED',
  'INJURY', 'UNRESPONSIVE', 'BREATH', 'FEAR', 'SENSATION', 'UNWELL', 'RESCUERS', 'FIRE_SEEN', 'DISEASE', 'DEVICE', 'FALL', 'WEAPON', 'COOKING', 'HOTCOLD', 'BODY', 'CHILD', 'FRAIL', 'KIN', 'STUCK', 'SHUT_IN',
  'FOUR_BEEPS', 'YELLOW_PIPE',
];
/** Things that make a danger where one of either list is named: somebody and a door, water and electricity, something hanging and a pole. */
const SIGNS_TOGETHER: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['ADULT'], ['LOCK_EVENT', 'BEHIND', 'PLACE_SHUT', 'EXIT', 'HANDLE']],
  [['WET'], ['POWERED', 'LIVE_THING', 'APPLIANCE', 'ELECTRIC']],
  [['DOWNED'], ['POLE', 'ELECTRIC']],
];

/** Whether anything is named, and not denied, that a danger is made of. */
function hasSignOfDanger(words: string): boolean {
  const told = new Set(conceptsIn(words.replace(DENIAL, '~')));
  const any = (names: readonly string[]): boolean => names.some((name) => told.has(name));
  return any(SIGNS_OF_DANGER) || SIGNS_TOGETHER.some((lists) => lists.every(any));
}

/**
 * A second ear for dangers in words that no rule knows, in a text as a whole or clearly in one of the sentences given; a long text is heard by its sentences, a long sentence by its clauses.
 * Learned from the labelled texts by tests/evals/learnDanger.ts.
 */
export function soundsDangerous(words: string, sentences: readonly string[]): boolean {
  if (isLong(words)) return sentences.some((sentence) => (isLong(sentence) ? sentence.split(CLAUSE_END).some(isClearDanger) : isAlarming(sentence)));
  return isAlarming(words) || hasSignOfDanger(words) && sentences.some((sentence) => dangerLogOdds(sentence) >= CLEAR_LOG_ODDS);
}

function isAlarming(words: string): boolean {
  const logOdds = dangerLogOdds(words);
  return logOdds >= ALARM_WITHOUT_SIGN_LOG_ODDS || logOdds >= ALARM_LOG_ODDS && hasSignOfDanger(words);
}

const isClearDanger = (clause: string): boolean => dangerLogOdds(clause) >= CLEAR_LOG_ODDS && hasSignOfDanger(clause);
const isLong = (words: string): boolean => words.split(' ').length > HEARD_WHOLE_WORDS_MAX;

/** Whether a text sounds so harmless that a danger of this kind, which a rule heard in it, is none. */
export function soundsHarmless(words: string, kind: LifeSafety): boolean {
  const limit = HARMLESS_LOG_ODDS[kind];
  return limit !== undefined && dangerLogOdds(words) < limit && sentencesOf(words).every((sentence) => dangerLogOdds(sentence) < DANGEROUS_SENTENCE_LOG_ODDS);
}

/** Whether a part of a text, by itself, sounds like the danger that a rule heard in it; one whose words are seldom meant otherwise need only sound no more harmless than a text without any sign. */
export function soundsAlone(words: string, kind: LifeSafety): boolean {
  const isOftenMeantOtherwise = HARMLESS_LOG_ODDS[kind] === OFTEN_MEANT_OTHERWISE;
  return dangerLogOdds(words) >= (isOftenMeantOtherwise ? DANGEROUS_SENTENCE_LOG_ODDS : DANGER_WEIGHTS.bias);
}
