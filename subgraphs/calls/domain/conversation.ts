import type { ConversationStage, Urgency } from './dispatch/types';
import type { Lead } from './lead';

/** Open; waiting for the customer's word; waiting for a human; over. */
export type ConversationStatus = 'OPEN' | 'WAITING_CUSTOMER' | 'ESCALATED' | 'RESOLVED';

/** A conversation of one customer with one business number. `phone` is the customer's number last heard in it, to which texts go. `ownership` grows with each change of hands, `turn` with each text of the customer. */
export interface Conversation {
  id: string;
  customerId: string;
  phone: string;
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

/** A conversation, and when the last visit that was booked in it ends. */
export interface Found {
  conversation: Conversation;
  lastVisitEnd: Date | null;
}

/** A resolved conversation is reopened by a call or text within so many hours; later a new one begins (domain.md, "Conversations"). */
export const reopenHours = 24;

/** Nobody has said or done anything for so long: whoever comes back then, comes with something new. Longer than the time to reopen, since an answer may take a weekend. */
export const quietDaysMax = 7;

/**
 * Whether a conversation that nobody resolved has come to its end, so that the next call or text begins a new one: else a job of months ago would
 * lend its urgency, place and time to the next. What the AI has ends with the visit that was booked; what a person has, or was never booked, when
 * it has been quiet for a week. None ends while a visit is to come, or the customer waits for a human: that is still owed.
 * @param lastVisitEnd when the last visit that was booked in it ends; null where none was
 */
export function isOver(conversation: Conversation, lastVisitEnd: Date | null, now: Date): boolean {
  const { status, handler, waitingSince, updatedAt } = conversation;
  const isOwed = status === 'ESCALATED' || waitingSince !== null || (lastVisitEnd !== null && lastVisitEnd > now);
  if (status === 'RESOLVED' || isOwed) return false;
  if (lastVisitEnd !== null && handler === 'AI') return true;
  return now.getTime() - updatedAt.getTime() > quietDaysMax * 86_400_000;
}

/** A person takes the conversation: every reply made before it is dropped when it is to be sent, and nobody else is looked for. Taking one's own again changes nothing. */
export function takeOver(conversation: Conversation, userId: string): Conversation {
  if (conversation.handler === 'HUMAN' && conversation.assigneeId === userId && conversation.status !== 'RESOLVED') return conversation;
  const status = conversation.status === 'WAITING_CUSTOMER' ? 'WAITING_CUSTOMER' : 'OPEN';
  return { ...conversation, handler: 'HUMAN', assigneeId: userId, ownership: conversation.ownership + 1, status, resolvedAt: null };
}

/** The AI gets it back, and answers what the customer has said meanwhile. It goes on from where it had come, by the conversation's lead, before a human was needed. */
export function returnToAi(conversation: Conversation, lead: Pick<Lead, 'status' | 'jobType' | 'address'> | null): Conversation {
  if (conversation.handler === 'AI') return conversation;
  const stage = conversation.stage === 'ESCALATED' ? stageReached(lead) : conversation.stage;
  return { ...conversation, stage, handler: 'AI', assigneeId: null, ownership: conversation.ownership + 1, status: 'OPEN', resolvedAt: null, waitingSince: null };
}

function stageReached(lead: Pick<Lead, 'status' | 'jobType' | 'address'> | null): ConversationStage {
  if (lead?.status === 'BOOKED') return 'BOOKED';
  if (!lead?.jobType) return 'COLLECTING_JOB';
  return lead.address ? 'PROPOSING_SLOT' : 'COLLECTING_ADDRESS';
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
  return { ...conversation, status: 'OPEN', handler: 'AI', assigneeId: null, stage: conversation.stage === 'CLOSED' || conversation.stage === 'ESCALATED' ? 'GREETING' : conversation.stage, resolvedAt: null, waitingSince: null };
}

/** A text of the customer arrived. */
export function hear(conversation: Conversation): Conversation {
  return { ...conversation, turn: conversation.turn + 1, unreadCount: conversation.unreadCount + 1, status: conversation.status === 'WAITING_CUSTOMER' ? 'OPEN' : conversation.status };
}

/** A word arrived that the carrier answers itself: to be read, but no turn of the conversation, and what is on its way to the customer goes on. */
export function hearAside(conversation: Conversation): Conversation {
  return { ...conversation, unreadCount: conversation.unreadCount + 1 };
}

/**
 * When the human whom the customer asks for again now is to be reminded; null where that is due already. So long after the first unanswered text, and
 * from then on at every full period in which the customer asks: who writes often neither waits longer nor raises more.
 */
export function reminderAt(waitingSince: Date | null, now: Date, minutes: number): Date | null {
  const periodMillis = minutes * 60_000;
  if (waitingSince === null) return new Date(now.getTime() + periodMillis);
  const periods = Math.floor((now.getTime() - waitingSince.getTime()) / periodMillis);
  return periods < 1 ? null : new Date(waitingSince.getTime() + (periods + 1) * periodMillis);
}

/** How pressing a visit for that job is: what the conversation came to, until something is booked in it; then what is known of that job. */
export function urgencyOf(conversation: Conversation, lead: Lead | null, jobType: string): Urgency {
  if (lead?.status !== 'BOOKED') return conversation.urgency;
  return lead.jobType === jobType ? lead.urgency : 'NORMAL';
}

const rank: Record<Urgency, number> = { NORMAL: 0, URGENT: 1, EMERGENCY: 2 };

/** The more urgent of two. */
export function moreUrgent(a: Urgency, b: Urgency): Urgency {
  return rank[a] >= rank[b] ? a : b;
}

/** A turn is owed to an unanswered text while the AI has the conversation. */
export function isTurnDue(conversation: Conversation): boolean {
  return conversation.turn > conversation.answeredTurn && conversation.status !== 'RESOLVED' && conversation.handler === 'AI';
}

/** Somebody owes the customer an answer: the AI, whose turn is due, or a person. */
export function owesAnswer(conversation: Conversation): boolean {
  return conversation.status === 'ESCALATED' || conversation.waitingSince !== null || isTurnDue(conversation);
}

/** Orders open conversations that turn out to be with one customer, the one that goes on first: what a person has, then where the customer waits, then what was last heard in. */
export function goesOnBefore(a: Conversation, b: Conversation): number {
  const first = (decides: (conversation: Conversation) => boolean) => Number(decides(b)) - Number(decides(a));
  return first(({ assigneeId }) => assigneeId !== null) || first(owesAnswer) || b.updatedAt.getTime() - a.updatedAt.getTime();
}
