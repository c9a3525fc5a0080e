import { humanNeeded, optOutAsked } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Turn } from './carryOutTurn';

/** So many words and a stop is all that was said; with more, it may mean something else. */
const plainOptOutWordsMax = 8;

/** Plain words opt out too; a longer text that holds such words is shown to a human as well (domain.md, "The text after a missed call"). */
export async function heedOptOut({ say }: Work, { conversation, customer, history }: Turn, proposal: DispatchResult, now: Date): Promise<void> {
  const at = now.toISOString();
  await say(optOutAsked({ conversationId: conversation.id, phone: customer.phone, at }));
  const said = history.filter((message) => message.sender === 'CUSTOMER' && message.turn > conversation.answeredTurn).map((message) => message.body);
  const isPlain = said.join(' ').trim().split(/\s+/).length <= plainOptOutWordsMax && !proposal.extractedInfo.wantsHuman;
  if (!isPlain)
    await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'TASK', reason: 'The customer seems to have asked for no more texts, and gets none. Check what they meant.', hazard: null, customerPhone: customer.phone, at }));
}
