import { humanNeeded } from '../../../schema/events/calls';
import type { Context } from '../context';

/** A customer who waits for a human longer than the business allows raises an alert. It does not hand back by itself (domain.md, "Conversations"). */
export async function remindHuman(context: Context, waiting: { conversationId: string; since: string }): Promise<void> {
  const now = context.now();
  await context.transaction(async ({ conversations, customers, say }) => {
    const conversation = await conversations.byId(waiting.conversationId);
    // Answered, handed back or resolved meanwhile; who waits anew has a reminder of their own.
    if (conversation?.waitingSince?.toISOString() !== waiting.since) return;
    const customer = await customers.of(conversation);
    await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'CUSTOMER_WAITING', reason: 'The customer has been waiting for an answer.', hazard: null, customerPhone: customer.phone, at: now.toISOString() }));
  });
}
