import { humanNeeded, optOutAsked } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { mayAskForNoTexts } from '../domain/heard';

/** So many words and a stop is all that was said; with more, it may mean something else. */
const plainOptOutWordsMax = 8;

/** What a person is asked to do where an opt-out leaves a visit that nobody may text about. */
export const optedOutWithVisit = 'Opted out with a visit booked: call them.';
/** The same of a word that the carrier takes for an opt-out ("Cancel"): most likely the visit is meant. */
export const wroteKeywordWithVisit = (body: string): string => `Wrote ${body.trim().toUpperCase().replace(/[.!]+$/, '')} with a visit booked, and is opted out of texts: call them, the visit may be meant.`;
const toBeChecked = 'The customer seems to have asked for no more texts, and gets none. Check what they meant.';

/** Texts of the customer that ask for no more. */
export interface OptOutInWords {
  conversation: Conversation;
  customer: Customer;
  said: readonly string[];
  /** When they said so: START may have come since. */
  saidAt: Date;
  /** They ask for a person in the same breath. */
  wantsHuman: boolean;
}

/** Plain words opt out too; a longer text that holds such words, and one with a visit to come, is shown to a human as well (domain.md, "The text after a missed call"). */
export async function heedOptOut({ appointments, say }: Work, { conversation, customer, said, saidAt, wantsHuman }: OptOutInWords, now: Date): Promise<void> {
  const at = saidAt.toISOString();
  await say(optOutAsked({ conversationId: conversation.id, phone: customer.phone, at }));
  const isPlain = said.join(' ').trim().split(/\s+/).length <= plainOptOutWordsMax && !wantsHuman && !said.some(mayAskForNoTexts);
  const hasVisit = (await appointments.visitsToCome(customer.id, now)).length > 0;
  if (isPlain && !hasVisit) return;
  const reason = hasVisit ? optedOutWithVisit : toBeChecked;
  await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'TASK', reason, hazard: null, untilOptIn: !hasVisit, customerPhone: customer.phone, at }));
}
