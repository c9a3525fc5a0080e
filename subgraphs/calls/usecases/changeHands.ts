import { notFound, refuse } from '../../../platform/errors/refusal';
import { conversationChanged, humanArrived } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { resolve, returnToAi, takeOver, type Conversation } from '../domain/conversation';
import { awaitHuman } from './awaitHuman';
import { enqueueTurn } from './enqueueTurn';
import { letGoHolds } from './letGoHolds';

/** A person takes the conversation, at once: whatever the AI has not sent yet is dropped. RESOURCE_NOT_FOUND; BUSINESS_RULE_VIOLATION for a resolved one that a newer has followed. */
export async function takeOverConversation(context: Context, id: string): Promise<Conversation> {
  return change(context, id, async (opened, conversation, userId, now) => {
    const taken = takeOver(conversation, userId);
    if (taken === conversation) return { next: taken, event: 'HUMAN_TAKEOVER' };
    await refuseSecondOpen(opened, conversation);
    await opened.say(humanArrived({ conversationId: id, userId, resolved: false, at: now.toISOString() }));
    // What the customer has asked is now the person's to answer, who has the whole time for it.
    const isOwed = taken.turn > taken.answeredTurn || taken.waitingSince !== null;
    return { next: isOwed ? await awaitHuman(opened, { ...taken, waitingSince: null }, now) : taken, event: 'HUMAN_TAKEOVER' };
  });
}

/** The AI gets the conversation back, and answers what the customer said meanwhile. RESOURCE_NOT_FOUND; BUSINESS_RULE_VIOLATION for a resolved one that a newer has followed, and where the AI is switched off. */
export async function returnConversationToAi(context: Context, id: string): Promise<Conversation> {
  return change(context, id, async (opened, conversation, userId, now) => {
    await refuseSecondOpen(opened, conversation);
    if (!(await opened.businesses.settings())?.ai.enabled) refuse('BUSINESS_RULE_VIOLATION', 'The AI is switched off. Switch it on, or answer yourself.');
    const returned = await backToAi(opened, conversation, now);
    // Whoever gives it back has seen to it: nobody else need be looked for.
    if (returned !== conversation) await opened.say(humanArrived({ conversationId: id, userId, resolved: false, at: now.toISOString() }));
    return { next: returned, event: 'AI_TAKEOVER' };
  });
}

/** Gives the conversation to the AI, whose turn is due where the customer has said something since the last answer. Answers it as it is then, to be saved; the same where the AI has it. */
export async function backToAi(opened: Work, conversation: Conversation, now: Date): Promise<Conversation> {
  const returned = returnToAi(conversation, await opened.leads.of(conversation.id));
  if (returned === conversation) return conversation;
  if (returned.turn > returned.answeredTurn) await enqueueTurn(opened, { conversationId: conversation.id }, now);
  return returned;
}

/** In characters. */
const noteMax = 2000;

/** Done: holds are let go, unsent AI texts dropped. It opens again when the customer is heard within 24 h. RESOURCE_NOT_FOUND; VALIDATION_FAILED for a note that is too long. */
export async function resolveConversation(context: Context, id: string, note: string | null): Promise<Conversation> {
  if (note !== null && note.length > noteMax) refuse('VALIDATION_FAILED', `\`note\` is at most ${noteMax} characters.`, { field: 'note' });
  return change(context, id, async (opened, conversation, userId, now) => {
    const resolved = resolve(conversation, note, now);
    if (resolved !== conversation) {
      await letGoHolds(opened, id, now);
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
    // A text that begins a newer one comes before, or after.
    await opened.customers.lockOf(id);
    const conversation = (await opened.conversations.byId(id)) ?? notFound('conversation');
    const { next, event } = await decide(opened, conversation, principal.kind === 'user' ? principal.userId : '', now);
    if (next === conversation) return conversation;
    // Reading is no activity: the conversation keeps its place in the list.
    const isReading = event === 'CONVERSATION_UPDATED' && next.status === conversation.status;
    const updatedAt = isReading ? conversation.updatedAt : now;
    await opened.conversations.save(next, updatedAt);
    await opened.say(conversationChanged({ conversationId: id, change: event, status: next.status, opened: false, at: now.toISOString() }));
    return { ...next, updatedAt };
  });
}

/** A customer and a number have one conversation that is not resolved: an older one stays as it is. */
export async function refuseSecondOpen({ conversations }: Work, conversation: Conversation): Promise<void> {
  if (conversation.status !== 'RESOLVED') return;
  const newer = await conversations.openOf(conversation.customerId, conversation.lineId);
  if (newer) refuse('BUSINESS_RULE_VIOLATION', 'The customer has begun a newer conversation. Go on there.', { conversationId: newer.conversation.id });
}
