import { isDialable } from '../../../platform/values/phoneNumber';
import { callChanged, conversationChanged } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { isOver, reopen } from '../domain/conversation';
import { advances, changesBetween, type CallStatus } from '../domain/missedCall';

/** How far a call has come, as telephony tells of it. Times are ISO 8601; `from` is null where the caller hides it. */
export interface CallProgress {
  callSid: string;
  lineId: string;
  from: string | null;
  to: string;
  startedAt: string;
  status: Exclude<CallStatus, 'MISSED'>;
  /** From ANSWERED on. */
  answeredAt?: string;
  /** Of COMPLETED. */
  endedAt?: string;
}

/** Follows a call that rings, is taken, ends. It belongs to the caller's customer, and joins their open conversation; taken, it reopens one that was resolved within 24 h before (domain.md, "Conversations"); a new one begins only when it is missed. What the news skipped is told with it; late and repeated news change nothing. */
export async function recordCallProgress(context: Context, progress: CallProgress): Promise<void> {
  await context.transaction(async (opened) => {
    const { calls, customers, lines, say } = opened;
    // In a rush of missed calls the news that they rang comes last: it needs no lock to be none.
    const [known, isOwnNumber] = await Promise.all([calls.statusOf(progress.callSid), progress.from !== null && lines.isOwnNumber(progress.from)]);
    if (known !== null && !advances(known, progress.status)) return;
    // Before the call is locked (docs/decisions/0008).
    const customer = isDialable(progress.from) && !isOwnNumber ? await customers.at(progress.from) : null;
    const { call, made } = await calls.at(progress);
    const changes = changesBetween(made ? null : call.status, progress.status);
    if (changes.length === 0) return;
    const { answeredAt, endedAt } = progress;
    call.status = progress.status;
    if (answeredAt) call.answeredAt = new Date(answeredAt);
    if (endedAt) call.endedAt = new Date(endedAt);
    // They may have texted while it rang.
    if (call.conversationId === null && customer) {
      call.customerId = customer.id;
      call.conversationId = await conversationJoined(opened, customer.id, progress, context.now());
    }
    await calls.save(call);
    const at = { INCOMING_CALL: progress.startedAt, CALL_ANSWERED: answeredAt, CALL_ENDED: endedAt, CALL_MISSED: undefined };
    for (const change of changes) await say(callChanged({ callId: call.id, conversationId: call.conversationId, change, at: at[change] ?? progress.startedAt }));
  });
}

async function conversationJoined({ conversations, say }: Work, customerId: string, { lineId, answeredAt }: CallProgress, now: Date): Promise<string | null> {
  // Who rings may not be answered yet: then it is the missed call that reopens it.
  const found = answeredAt === undefined ? await conversations.openOf(customerId, lineId) : await conversations.latest(customerId, lineId, now);
  if (!found || isOver(found.conversation, found.lastVisitEnd, now)) return null;
  const { id, status, resolvedAt } = found.conversation;
  // Resolved while they talked, or after, it stays so.
  if (status === 'RESOLVED' && answeredAt !== undefined && resolvedAt !== null && resolvedAt < new Date(answeredAt)) {
    const reopened = reopen(found.conversation);
    await conversations.save(reopened, now);
    await say(conversationChanged({ conversationId: id, change: 'CONVERSATION_UPDATED', status: reopened.status, opened: false, at: now.toISOString() }));
  }
  return id;
}
