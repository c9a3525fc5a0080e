import { messageDelivered } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import { ForeignAccount } from '../domain/account';
import { statusAfter } from '../domain/delivery';
import type { CalledLine } from '../domain/line';
import type { OutboundMessage } from '../domain/message';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { sendJob } from './queueText';
import { recordProgress } from './recordHindrance';
import { recordAccepted, recordErrorCode, idsOf } from './recordTextOutcome';

/** What the carrier says has become of a text of ours. A callback that names our message proves its send, whatever the answer to it was. */
export async function recordTextStatus(context: Context, line: CalledLine, said: WebhookOf<'textStatus'>): Promise<Answer> {
  await context.transaction(async (opened) => {
    const { first, message } = await opened.receipts.takeWithMessage(receiptOf(said), said);
    if (message && message.lineId !== line.lineId) throw new ForeignAccount('the text is one of another line');
    if (!first || !message || message.replacedSids.includes(said.messageSid)) return;
    const tx = opened.under(message.correlationId ?? said.messageSid);
    const proves = message.twilioSid === null && (message.status === 'SENDING' || message.status === 'QUEUED' || isSentAllTheSame(message));
    if (proves) {
      await recordAccepted(context, tx, message, said.messageSid, said.receivedAt);
      // What waits behind it in the conversation need not wait for the look-up any more.
      if (message.sendingAt && context.now().getTime() - message.sendingAt.getTime() > 1_000) await tx.enqueue(sendJob(message));
    }
    const present = proves ? { ...message, status: 'ACCEPTED' as const, twilioSid: said.messageSid } : message;
    if (present.twilioSid !== said.messageSid) return context.log.warn({ message: message.id, sid: said.messageSid }, 'a second text of one message');
    await moveText(context, tx, present, said);
  });
  return { kind: 'nothing' };
}

/** Dropped because the look-up did not find it, and late in the carrier's list: it counts as sent. */
function isSentAllTheSame(message: OutboundMessage): boolean {
  return message.status === 'DROPPED' && message.sendingAt !== null;
}

async function moveText(context: Context, tx: Work, message: OutboundMessage, said: WebhookOf<'textStatus'>): Promise<void> {
  const status = statusAfter(message.status, said.status);
  if (status === null) return;
  if (status === 'FAILED' || status === 'UNDELIVERED') {
    const retryAt = await recordErrorCode(context, tx, message, said.errorCode, status);
    if (retryAt) await tx.enqueue({ ...sendJob(message), runAt: retryAt });
    return;
  }
  tx.messages.change(message.id, { status });
  if (status === 'SENT' || status === 'DELIVERED') await recordProgress(context, tx, message, status);
  if (status === 'DELIVERED') await tx.say(messageDelivered(idsOf(message)));
}
