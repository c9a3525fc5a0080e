import { conversationChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import { close, isOver, reopen, type Conversation, type Found } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { letGoHolds } from './letGoHolds';

/** The conversation that a call or text of the customer belongs to, locked: the open one, one resolved within 24 h opened again, or a new one. One that has come to its end is resolved first. */
export async function joinConversation(opened: Work, customer: Pick<Customer, 'id' | 'phone'>, lineId: string, now: Date): Promise<{ conversation: Conversation; isNew: boolean }> {
  return joinAfter(opened, await opened.conversations.latest(customer.id, lineId, now), customer, lineId, now);
}

/** The same, where the latest one has been asked for. */
export async function joinAfter(opened: Work, latest: Found | null, customer: Pick<Customer, 'id' | 'phone'>, lineId: string, now: Date): Promise<{ conversation: Conversation; isNew: boolean }> {
  if (latest && !isOver(latest.conversation, latest.lastVisitEnd, now)) {
    const { conversation } = latest;
    return { conversation: { ...(conversation.status === 'RESOLVED' ? reopen(conversation) : conversation), phone: customer.phone }, isNew: false };
  }
  if (latest) await end(opened, latest.conversation, now);
  return { conversation: await opened.conversations.begin(customer, lineId), isNew: true };
}

async function end(opened: Work, conversation: Conversation, now: Date): Promise<void> {
  const { id, updatedAt } = conversation;
  await letGoHolds(opened, id, now);
  // Nothing was said in it: it keeps its place in the list.
  await opened.conversations.save(close(conversation, now), updatedAt);
  await opened.say(conversationChanged({ conversationId: id, change: 'CONVERSATION_UPDATED', status: 'RESOLVED', opened: false, at: now.toISOString() }));
}
