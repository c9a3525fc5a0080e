import { enqueueJob } from '../../../platform/jobs/jobs';
import { notFound } from '../../../platform/errors/refusal';
import { conversationChanged, humanArrived } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { resolve, returnToAi, takeOver, type Conversation } from '../domain/conversation';

/** A person takes the conversation, at once: whatever the AI has not sent yet is dropped. RESOURCE_NOT_FOUND. */
export async function takeOverConversation(context: Context, id: string): Promise<Conversation> {
  return change(context, id, async (opened, conversation, userId, now) => {
    const taken = takeOver(conversation, userId);
    if (taken !== conversation) await opened.say(humanArrived({ conversationId: id, userId, resolved: false, at: now.toISOString() }));
    return { next: taken, event: 'HUMAN_TAKEOVER' };
  });
}

/** The AI gets the conversation back, and answers what the customer said meanwhile. RESOURCE_NOT_FOUND. */
export async function returnConversationToAi(context: Context, id: string): Promise<Conversation> {
  return change(context, id, async ({ tx }, conversation, _userId, now) => {
    const returned = returnToAi(conversation);
    if (returned !== conversation && returned.turn > returned.answeredTurn)
      await enqueueJob(tx, { topic: 'calls.continueConversation', payload: { conversationId: id }, priority: 'high', runAt: now, replaceKey: id, serialKey: `calls.turn:${id}` });
    return { next: returned, event: 'AI_TAKEOVER' };
  });
}

/** Done: holds are let go, unsent AI texts dropped. It opens again when the customer is heard within 24 h. RESOURCE_NOT_FOUND. */
export async function resolveConversation(context: Context, id: string, note: string | null): Promise<Conversation> {
  return change(context, id, async (opened, conversation, userId, now) => {
    const resolved = resolve(conversation, note, now);
    if (resolved !== conversation) {
      await opened.work.releaseHolds(id);
      await opened.say(humanArrived({ conversationId: id, userId, resolved: true, at: now.toISOString() }));
    }
    return { next: resolved, event: 'CONVERSATION_UPDATED' };
  });
}

/** The business has read it. RESOURCE_NOT_FOUND. */
export async function markConversationRead(context: Context, id: string): Promise<Conversation> {
  return change(context, id, async (_opened, conversation) => ({ next: conversation.unreadCount === 0 ? conversation : { ...conversation, unreadCount: 0 }, event: 'CONVERSATION_UPDATED' }));
}

type Decide = (opened: Work, conversation: Conversation, userId: string, now: Date) => Promise<{ next: Conversation; event: 'HUMAN_TAKEOVER' | 'AI_TAKEOVER' | 'CONVERSATION_UPDATED' }>;

async function change(context: Context, id: string, decide: Decide): Promise<Conversation> {
  const { principal } = context;
  const now = context.now();
  return context.transaction(async (opened) => {
    const conversation = (await opened.conversations.byId(id)) ?? notFound('conversation');
    const { next, event } = await decide(opened, conversation, principal.kind === 'user' ? principal.userId : '', now);
    if (next === conversation) return conversation;
    await opened.conversations.save(next, next.unreadCount === 0 && event === 'CONVERSATION_UPDATED' && next.status === conversation.status ? conversation.updatedAt : now);
    await opened.say(conversationChanged({ conversationId: id, change: event, status: next.status, opened: false, at: now.toISOString() }));
    return next;
  });
}
