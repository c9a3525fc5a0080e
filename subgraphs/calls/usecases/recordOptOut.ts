import { conversationChanged, leadChanged } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { isTurnDue, type Conversation } from '../domain/conversation';
import { enqueueTurn } from './enqueueTurn';

/**
 * A number (E.164) has asked for no more texts, or for texts again, as telephony tells of it: its customer is known so from here on, also before they first call.
 * Who wants no more texts wants no visit either, until they come back: the work that they asked for from it is lost where nothing is booked. Who comes back
 * is answered what they wrote meanwhile. Changes are heard in any order: the one said last counts.
 */
export async function recordOptOut(context: Context, { phone, optedOut, changedAt }: { phone: string; optedOut: boolean; changedAt: string }): Promise<void> {
  const now = context.now();
  const at = now.toISOString();
  await context.transaction(async (opened) => {
    const { conversations, customers, leads, say } = opened;
    const customer = await customers.at(phone);
    // Conversations are locked before their number (docs/decisions/0008).
    const open = (await conversations.openOfAny([customer.id])).filter((conversation) => conversation.phone === phone);
    if (!(await customers.changeOptOut(phone, optedOut, new Date(changedAt)))) return;
    // Who has one open before them sees at once whether the customer may be texted.
    for (const { id, status } of open) await say(conversationChanged({ conversationId: id, change: 'CONVERSATION_UPDATED', status, opened: false, at }));
    if (!optedOut) return answerWrittenMeanwhile(opened, open, now);
    for (const { id, conversationId, status } of await leads.loseUnbooked(customer, 'OPTED_OUT')) await say(leadChanged({ leadId: id, conversationId, status, created: false, at }));
  });
}

/** The AI left it to a person, who could have called at best: now it can be answered as it was asked. What a person has, stays theirs. */
async function answerWrittenMeanwhile(opened: Work, open: readonly Conversation[], now: Date): Promise<void> {
  const ai = (await opened.businesses.settings())?.ai;
  if (!ai?.enabled) return;
  for (const conversation of open)
    if (isTurnDue(conversation)) await enqueueTurn(opened, { conversationId: conversation.id }, new Date(now.getTime() + ai.silenceSeconds * 1000));
}
