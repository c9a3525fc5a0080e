import { isDialable } from '../../../platform/values/phoneNumber';
import { callChanged } from '../../../schema/events/calls';
import type { Context } from '../context';
import { advances, type CallStatus } from '../domain/missedCall';

/** How far a call has come, as telephony tells of it. Times are ISO 8601; `from` is null where the caller hides it. */
export interface CallProgress {
  callSid: string;
  lineId: string;
  from: string | null;
  to: string;
  startedAt: string;
  status: Exclude<CallStatus, 'MISSED'>;
  at: string;
}

const change = { RINGING: 'INCOMING_CALL', ANSWERED: 'CALL_ANSWERED', COMPLETED: 'CALL_ENDED' } as const;

/** Follows a call that rings, is taken, ends. It belongs to the caller's customer, and joins their open conversation; a new one begins only when it is missed. Late and repeated news move nothing backwards. */
export async function recordCallProgress(context: Context, progress: CallProgress): Promise<void> {
  await context.transaction(async ({ conversations, work, say }) => {
    const { call, made } = await work.callAt(progress);
    const moved = advances(call.status, progress.status);
    if (!made && !moved) return;
    if (moved) call.status = progress.status;
    if (progress.status === 'ANSWERED') call.answeredAt = new Date(progress.at);
    if (progress.status === 'COMPLETED') call.endedAt = new Date(progress.at);
    // They may have texted while it rang.
    if (call.conversationId === null && isDialable(progress.from) && !(await work.isOwnNumber(progress.from))) {
      const customer = await conversations.customerAt(progress.from);
      call.customerId = customer.id;
      call.conversationId = (await conversations.openOf(customer.id, progress.lineId))?.id ?? null;
    }
    await work.saveCall(call);
    await say(callChanged({ callId: call.id, conversationId: call.conversationId, change: change[progress.status], at: progress.at }));
  });
}
