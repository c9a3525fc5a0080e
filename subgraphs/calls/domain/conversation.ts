import type { ConversationStage, Urgency } from './dispatch/types';

/** Open; waiting for the customer's word; waiting for a human; over. */
export type ConversationStatus = 'OPEN' | 'WAITING_CUSTOMER' | 'ESCALATED' | 'RESOLVED';

/** A conversation of one customer with one business number. `ownership` grows with each change of hands, `turn` with each text of the customer. */
export interface Conversation {
  id: string;
  customerId: string;
  lineId: string;
  status: ConversationStatus;
  stage: ConversationStage;
  handler: 'AI' | 'HUMAN';
  assigneeId: string | null;
  ownership: number;
  turn: number;
  answeredTurn: number;
  urgency: Urgency;
  unreadCount: number;
  resolutionNote: string | null;
  missedTextAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  resolvedAt: Date | null;
  /** Since when the customer waits for a human; null while they do not. */
  waitingSince: Date | null;
}

/** A resolved conversation is reopened by a call or text within so many hours; later a new one begins (domain.md, "Conversations"). */
export const reopenHours = 24;

/** A person takes the conversation: every reply made before it is dropped when it is to be sent, and nobody else is looked for. Taking one's own again changes nothing. */
export function takeOver(conversation: Conversation, userId: string): Conversation {
  if (conversation.handler === 'HUMAN' && conversation.assigneeId === userId && conversation.status !== 'RESOLVED') return conversation;
  const status = conversation.status === 'WAITING_CUSTOMER' ? 'WAITING_CUSTOMER' : 'OPEN';
  return { ...conversation, handler: 'HUMAN', assigneeId: userId, ownership: conversation.ownership + 1, status, resolvedAt: null };
}

/** The AI gets it back, and answers what the customer has said meanwhile. */
export function returnToAi(conversation: Conversation): Conversation {
  if (conversation.handler === 'AI') return conversation;
  return { ...conversation, handler: 'AI', assigneeId: null, ownership: conversation.ownership + 1, status: 'OPEN', resolvedAt: null, waitingSince: null };
}

/** Done: whatever still waits to be sent by the AI is dropped. */
export function resolve(conversation: Conversation, note: string | null, now: Date): Conversation {
  if (conversation.status === 'RESOLVED') return conversation;
  return { ...conversation, status: 'RESOLVED', ownership: conversation.ownership + 1, resolutionNote: note, resolvedAt: now, waitingSince: null };
}

/** The AI has said its last word and nobody owes the other anything: what it said still goes out, and the customer opens it again by writing. */
export function close(conversation: Conversation, now: Date): Conversation {
  return { ...conversation, status: 'RESOLVED', stage: 'CLOSED', resolvedAt: now, waitingSince: null };
}

/** A visit is booked: the next move, to come, is the business's; no human has to look for it, and the customer owes no answer. */
export function book(conversation: Conversation): Conversation {
  return { ...conversation, stage: 'BOOKED', status: conversation.status === 'RESOLVED' ? 'RESOLVED' : 'OPEN' };
}

/** The AI gives it to whoever comes first: it stays silent until a person takes over or hands it back. */
export function escalate(conversation: Conversation): Conversation {
  return { ...conversation, status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN', ownership: conversation.ownership + (conversation.handler === 'AI' ? 1 : 0) };
}

/** The customer is heard again after it was resolved. */
export function reopen(conversation: Conversation): Conversation {
  return { ...conversation, status: 'OPEN', handler: 'AI', assigneeId: null, stage: conversation.stage === 'CLOSED' ? 'GREETING' : conversation.stage, resolvedAt: null, waitingSince: null };
}

/** A text of the customer arrived. */
export function hear(conversation: Conversation): Conversation {
  return { ...conversation, turn: conversation.turn + 1, unreadCount: conversation.unreadCount + 1, status: conversation.status === 'WAITING_CUSTOMER' ? 'OPEN' : conversation.status };
}

const rank: Record<Urgency, number> = { NORMAL: 0, URGENT: 1, EMERGENCY: 2 };

/** The more urgent of two. */
export function moreUrgent(a: Urgency, b: Urgency): Urgency {
  return rank[a] >= rank[b] ? a : b;
}
