import { findsTooDear, isUndecided } from './reading/readDoubt';
import { asksAnything, asksUnknown, isVisitNote } from './reading/readQuestion';
import { NO_RUSH, NOTED, PRICE_TALK, QUESTION_PASSED, type Words } from './texts';

/** What a text says that moves the conversation neither on nor back: a price found too high, a question that only a person can answer, a choice yet to be made, something that those who come should know. */
export type Beside = 'tooDear' | 'unknown' | 'undecided' | 'note';

/** `isUnread`: nothing else in the text is understood. `ours`: what we said before it, where a price was told or not. */
export function besideIn(text: string, isUnread: boolean, ours: readonly string[]): Beside | null {
  if (findsTooDear(text) && ours.some((said) => TOLD_PRICE.test(said))) return 'tooDear';
  if (asksUnknown(text) || isUnread && asksAnything(text)) return 'unknown';
  if (!isUnread) return null;
  return isUndecided(text) ? 'undecided' : isVisitNote(text) ? 'note' : null;
}

const TOLD_PRICE = /\$\d/;

/** What the customer is told of it, before the next question or the times offered; and what a person is to read of it, who need not be waited for. */
export const HEARD: Readonly<Record<Beside, { told: Words; aside: string | null }>> = {
  tooDear: { told: PRICE_TALK, aside: 'The customer finds the estimate too high: please talk about the price.' },
  unknown: { told: QUESTION_PASSED, aside: 'The customer asked something that the assistant cannot answer: please read it.' },
  undecided: { told: NO_RUSH, aside: null },
  note: { told: NOTED, aside: 'The customer added something for the visit: please read it.' },
};

/** Whether we said already that the price can be talked about: who finds it too high again wants to do so. */
export const wasToldOfTalk = (ours: readonly string[]): boolean => ours.some((said) => said.includes(PRICE_TALK.en) || said.includes(PRICE_TALK.es));
