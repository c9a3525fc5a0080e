import { messageAccepted, messageDropped, messageFailed } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import { handlingOf, worthSendingUntil } from '../domain/delivery';
import type { OutboundMessage } from '../domain/message';
import { recordOptOut } from './receiveText';

/** Where the tenant's sending is stopped for want of a registration, it is tried again after so long. */
const blockMillis = 3_600_000;

/** The carrier has the text: by its answer, by a signed callback, or by its list. */
export async function acceptText(tx: Work, message: OutboundMessage, sid: string, at: Date): Promise<void> {
  tx.messages.change(message.id, { status: 'ACCEPTED', twilioSid: sid, errorCode: null });
  // A text tried once more has been told of already.
  if (message.replacedSids.length === 0) await tx.say(messageAccepted({ ...idsOf(message), twilioSid: sid, acceptedAt: at.toISOString() }));
}

/** We decided at the last moment not to send it. */
export async function dropText(tx: Work, message: OutboundMessage, reason: 'OPTED_OUT' | 'SUPERSEDED'): Promise<void> {
  tx.messages.change(message.id, { status: 'DROPPED', reason });
  await tx.say(messageDropped({ ...idsOf(message), reason }));
}

/** The text reaches nobody. */
export async function failText(tx: Work, message: OutboundMessage, failure: { code: number | null; reason: string; status?: 'FAILED' | 'UNDELIVERED' }): Promise<void> {
  tx.messages.change(message.id, { status: failure.status ?? 'FAILED', errorCode: failure.code, reason: failure.reason });
  const beforeAcceptance = message.twilioSid === null && message.replacedSids.length === 0;
  await tx.say(messageFailed({ ...idsOf(message), code: failure.code, reason: failure.reason, beforeAcceptance }));
}

/**
 * The carrier failed the text with a code, in its answer or in a callback: what the code asks for is done (twilio.md 24).
 * Answers when it is to be tried again; null where it has failed for good.
 */
export async function failByCode(context: Context, tx: Work, message: OutboundMessage, code: number | null, status: 'FAILED' | 'UNDELIVERED'): Promise<Date | null> {
  const now = context.now();
  const handling = handlingOf(code);
  if (handling.kind !== 'fail') {
    const at = new Date(now.getTime() + handling.afterSeconds * 1_000);
    const mayRetry = handling.kind === 'slowDown' || message.replacedSids.length === 0;
    if (mayRetry && at < worthSendingUntil(message)) {
      const replacedSids = message.twilioSid === null ? message.replacedSids : [...message.replacedSids, message.twilioSid];
      if (handling.kind === 'slowDown') tx.lines.pause(message.lineId, at);
      tx.messages.change(message.id, { status: 'QUEUED', twilioSid: null, replacedSids, errorCode: code, dueAt: at });
      return at;
    }
  }
  const optsOut = handling.kind === 'fail' && handling.optOut;
  const blocks = handling.kind === 'fail' && handling.blocksTenant;
  if (optsOut) await recordOptOut(tx, message.to, 'CARRIER', now);
  if (blocks && code !== null) tx.lines.blockAll(code, new Date(now.getTime() + blockMillis));
  if ('unreachable' in handling && handling.unreachable && code !== null) tx.optOuts.markUnreachable(message.to, code, now);
  await failText(tx, message, { code, reason: handling.kind === 'slowDown' ? 'QUEUE_FULL' : handling.reason, status });
  return null;
}

export function idsOf(message: OutboundMessage) {
  return { messageId: message.id, purpose: message.purpose, conversationId: message.conversationId };
}
