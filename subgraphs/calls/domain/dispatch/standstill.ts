import type { MessageReading } from './reading/readMessage';
import { findsTooDear, isUndecided } from './reading/readDoubt';
import { asksAnything, asksUnknown, businessQuestions, isVisitNote, type BusinessQuestion } from './reading/readQuestion';
import { asksPrice, isMerelyPolite } from './reading/readReply';
import { fold } from './reading/words';
import { ESCALATED } from './texts';
import type { HistoryEntry } from './types';

/** How long a conversation has stood still: texts in a row that brought it no further, and the questions that were answered meanwhile. */
export interface Standstill {
  texts: number;
  answered: readonly Question[];
}

type Question = 'price' | 'robot' | 'who' | 'tooDear' | 'undecided' | 'unknown' | 'note' | BusinessQuestion;

/** A text of the customer, as far as it may bring the conversation further. */
export interface Step {
  text: string;
  reading: MessageReading;
  /** What we said before it. */
  last: HistoryEntry | undefined;
  /** Something is known by it that was not. */
  isNew: boolean;
  /** It answers what we asked, if only by turning it down: what we say next is another thing. */
  isAnswer: boolean;
  isFirst: boolean;
}

export const MOVING: Standstill = { texts: 0, answered: [] };

/**
 * The standstill after a text. A question that we answer, or pass to a person, is no standstill, but is one when it is asked again and nothing was said in between; nor is the greeting that a conversation
 * begins with, what was said to a person, or the first text after one was called. Source: contract/domain.md, "Conversations" (twice not understood).
 */
export function standstillAfter(before: Standstill, { text, reading, last, isNew, isAnswer, isFirst }: Step): Standstill {
  if (isNew || isAnswer || leadsElsewhere(reading, isPoliteOnly(text, last)) || isFirst && isGreeting(text) || wasAPersons(last)) return MOVING;
  const question = questionIn(text, reading);
  if (question && !before.answered.includes(question)) return { texts: 0, answered: [...before.answered, question] };
  return { texts: before.texts + 1, answered: before.answered };
}

/** "Hi", "yes", "ok": words, but none that say what is wanted. */
export function isGreeting(text: string): boolean {
  return /^\W*(hi|hello|hey|good (morning|afternoon|evening)|hola|buenas?|buenos dias|yes|ok|okay|si|yo|sup)\b.{0,25}$/.test(fold(text));
}

function questionIn(text: string, { asksRobot, asksWho }: MessageReading): Question | null {
  if (asksRobot) return 'robot';
  if (asksWho) return 'who';
  if (findsTooDear(text)) return 'tooDear';
  if (asksPrice(text)) return 'price';
  return businessQuestions(text)[0] ?? (asksUnknown(text) || asksAnything(text) ? 'unknown' : isUndecided(text) ? 'undecided' : isVisitNote(text) ? 'note' : null);
}

/** "Thanks!" to what was offered or asked: neither an answer nor a refusal. */
function isPoliteOnly(text: string, last: HistoryEntry | undefined): boolean {
  return ((last?.offeredSlots?.length ?? 0) > 0 || (last?.content.includes('?') ?? false)) && isMerelyPolite(text);
}

/** What ends the conversation, or calls a person. */
function leadsElsewhere({ thanks, withdraws, optOut, wantsHuman, angry, asksBooking, lifeSafety }: MessageReading, isPolite: boolean): boolean {
  return thanks && !isPolite || withdraws || optOut || wantsHuman || angry || asksBooking || lifeSafety !== null;
}

function wasAPersons(last: HistoryEntry | undefined): boolean {
  if (!last) return false;
  return last.role === 'human' || Object.values(ESCALATED).some(({ en, es }) => last.content.includes(en) || last.content.includes(es));
}
