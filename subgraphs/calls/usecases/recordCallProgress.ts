import { isDialable } from '../../../platform/values/phoneNumber';
import { callChanged } from '../../../schema/events/calls';
import type { Context } from '../context';
import { isOver } from '../domain/conversation';
import { changesBetween, type CallStatus } from '../domain/missedCall';

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

/** Follows a call that rings, is taken, ends. It belongs to the caller's customer, and joins their open conversation; a new one begins only when it is missed. What the news skipped is told with it; late and repeated news change nothing. */
export async function recordCallProgress(context: Context, progress: CallProgress): Promise<void> {
  await context.transaction(async ({ calls, conversations, customers, lines, say }) => {
    const { call, made } = await calls.at(progress);
    const changes = changesBetween(made ? null : call.status, progress.status);
    if (changes.length === 0) return;
    const { answeredAt, endedAt } = progress;
    call.status = progress.status;
    if (answeredAt) call.answeredAt = new Date(answeredAt);
    if (endedAt) call.endedAt = new Date(endedAt);
    // They may have texted while it rang.
    if (call.conversationId === null && isDialable(progress.from) && !(await lines.isOwnNumber(progress.from))) {
      const customer = await customers.at(progress.from);
      call.customerId = customer.id;
      const open = await conversations.openOf(customer.id, progress.lineId);
      call.conversationId = open && !isOver(open.conversation, open.lastVisitEnd, context.now()) ? open.conversation.id : null;
    }
    await calls.save(call);
    const at = { INCOMING_CALL: progress.startedAt, CALL_ANSWERED: answeredAt, CALL_ENDED: endedAt, CALL_MISSED: undefined };
    for (const change of changes) await say(callChanged({ callId: call.id, conversationId: call.conversationId, change, at: at[change] ?? progress.startedAt }));
  });
}
