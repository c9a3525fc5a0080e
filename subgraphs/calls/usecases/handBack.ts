import { conversationChanged } from '../../../schema/events/calls';
import type { Context } from '../context';
import { backToAi } from './changeHands';

/** The AI gets back a conversation whose person has been silent for longer than the business allows while the customer waits (domain.md: "unless config says so"). */
export async function handBack(context: Context, { conversationId, since }: { conversationId: string; since: string }): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const { businesses, conversations, say } = opened;
    const conversation = await conversations.byId(conversationId);
    // Answered, handed back or resolved meanwhile; or there is no AI to take it.
    if (conversation?.waitingSince?.toISOString() !== since || !(await businesses.settings())?.ai.enabled) return;
    await conversations.save(await backToAi(opened, conversation, now), now);
    await say(conversationChanged({ conversationId, change: 'AI_TAKEOVER', status: 'OPEN', opened: false, at: now.toISOString() }));
  });
}
