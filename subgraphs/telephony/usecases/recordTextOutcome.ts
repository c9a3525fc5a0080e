import { messageAccepted, messageDropped, messageFailed } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import { handlingOf, unreachabilityProven, worthSendingUntil } from '../domain/delivery';
import type { OutboundMessage } from '../domain/message';
import { recordHindrance, recordLostWarning, recordProgress } from './recordHindrance';
import { recordOptOut } from './recordOptOut';

/** What the carrier would say of a text to somebody who opted out. */
const optedOutCode = 21610;
/** Where the tenant's sending is stopped for want of a registration, it is tried again after so long. */
const blockMillis = 3_600_000;

/** The carrier has the text: by its answer, by a signed callback, or by its list. */
export async function recordAccepted(context: Context, tx: Work, message: OutboundMessage, sid: string, at: Date): Promise<void> {
  tx.messages.change(message.id, { status: 'ACCEPTED', twilioSid: sid });
  // A text tried once more has been told of already.
  if (message.replacedSids.length === 0) await tx.say(messageAccepted({ ...idsOf(message), twilioSid: sid, acceptedAt: at.toISOString() }));
  await recordProgress(context, tx, message, 'ACCEPTED');
}

/** We decided at the last moment not to send it. */
export async function recordDropped(context: Context, tx: Work, message: OutboundMessage, reason: 'OPTED_OUT' | 'SUPERSEDED'): Promise<void> {
  tx.messages.change(message.id, { status: 'DROPPED', reason });
  await tx.say(messageDropped({ ...idsOf(message), reason }));
  await recordLostWarning(context, tx, message, reason === 'OPTED_OUT' ? optedOutCode : null);
}

/** It may not go out any more. What the carrier took before, and failed, is not tried again: it has failed. */
export async function recordSuperseded(context: Context, tx: Work, message: OutboundMessage): Promise<void> {
  if (message.replacedSids.length === 0) await recordDropped(context, tx, message, 'SUPERSEDED');
  else await recordFailed(context, tx, message, { code: message.errorCode, reason: 'SUPERSEDED', status: 'UNDELIVERED' });
}

/** Why a text reaches nobody. `blockedUntil`: nor does any other of the business before then. */
export interface Failure {
  code: number | null;
  reason: string;
  status?: 'FAILED' | 'UNDELIVERED';
  blockedUntil?: Date | null;
  /** Why no further text will reach its number either. */
  unreachable?: 'LANDLINE' | 'INVALID' | null;
}

/** The text reaches nobody. */
export async function recordFailed(context: Context, tx: Work, message: OutboundMessage, { code, reason, status = 'FAILED', blockedUntil = null, unreachable = null }: Failure): Promise<void> {
  tx.messages.change(message.id, { status, errorCode: code, reason });
  const beforeAcceptance = message.twilioSid === null && message.replacedSids.length === 0;
  await tx.say(messageFailed({ ...idsOf(message), code, reason, beforeAcceptance, unreachable, blockedUntil: blockedUntil?.toISOString() ?? null }));
  await recordLostWarning(context, tx, message, code);
}

/**
 * The carrier failed the text with a code, in its answer or in a callback: what the code asks for is done (twilio.md 24).
 * Answers when it is to be tried again; null where it has failed for good.
 */
export async function recordErrorCode(context: Context, tx: Work, message: OutboundMessage, code: number | null, status: 'FAILED' | 'UNDELIVERED'): Promise<Date | null> {
  const now = context.now();
  const handling = handlingOf(code);
  await recordHindrance(context, tx, message, code, handling.reason);
  if (handling.kind !== 'fail') {
    const at = new Date(now.getTime() + handling.afterSeconds * 1_000);
    if (handling.kind === 'slowDown') tx.lines.pause(message.lineId, at);
    // Tried again for a full queue it is still tried once more for another code.
    const mayRetry = handling.kind === 'slowDown' || message.errorCode === null;
    if (mayRetry && at < worthSendingUntil(message)) {
      const replacedSids = message.twilioSid === null ? message.replacedSids : [...message.replacedSids, message.twilioSid];
      tx.messages.change(message.id, { status: 'QUEUED', twilioSid: null, replacedSids, dueAt: at, ...(handling.kind === 'retryOnce' && { errorCode: code }) });
      return at;
    }
  }
  const optsOut = handling.kind === 'fail' && handling.optOut;
  const blockedUntil = handling.kind === 'fail' && handling.blocksTenant ? new Date(now.getTime() + blockMillis) : null;
  // They were out when it was handed over; what they have said since counts.
  if (optsOut) await recordOptOut(tx, message.to, 'CARRIER', message.sendingAt ?? now);
  if (blockedUntil && code !== null) tx.lines.blockAll(code, blockedUntil);
  const unreachable = unreachabilityProven(code, message);
  if (unreachable !== null && code !== null) tx.optOuts.markUnreachable(message.to, code, now);
  await recordFailed(context, tx, message, { code, reason: handling.reason, status, blockedUntil, unreachable });
  return null;
}

export function idsOf(message: OutboundMessage) {
  return { messageId: message.id, purpose: message.purpose, conversationId: message.conversationId };
}
