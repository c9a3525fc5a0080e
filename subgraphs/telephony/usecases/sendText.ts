import type { Context, Work } from '../context';
import { lookUpAfterMillis, worthSendingUntil } from '../domain/delivery';
import type { OutboundMessage, SendResult } from '../domain/message';
import { moreRetries } from '../domain/webhook';
import { claimText, type Claimed, type Ready } from './claimText';
import { lookUpText } from './lookUpText';
import { recordAccepted, recordErrorCode } from './recordTextOutcome';

/** The shortest validity that the carrier can be held to. */
const validitySecondsMin = 5;

/**
 * Sends one text: claimed in a transaction, handed to the carrier outside of any, the answer noted in another. A send of which the
 * answer was lost is looked up before it is tried again, so that no customer has it twice.
 */
export async function sendText(context: Context, messageId: string): Promise<void> {
  const prepared = await context.step((tx) => prepare(context, tx, messageId));
  const claimed = prepared.kind === 'lookUp' ? await lookUpText(context, prepared) : prepared;
  if (claimed.kind === 'done') return;
  const result = await handOver(context, claimed);
  await context.transaction((tx) => note(context, tx, messageId, result));
}

async function prepare(context: Context, tx: Work, messageId: string): Promise<Claimed | ({ kind: 'lookUp' } & Ready)> {
  const [message, line] = await Promise.all([tx.messages.lock(messageId), tx.lines.lockForSending(messageId)]);
  if (!message || (message.status !== 'QUEUED' && message.status !== 'SENDING')) return { kind: 'done' };
  if (message.status === 'QUEUED') return claimText(context, tx, message, line);
  const dueAt = new Date((message.sendingAt ?? message.queuedAt).getTime() + lookUpAfterMillis);
  if (context.now() < dueAt) return tx.again(dueAt).then(() => ({ kind: 'done' }));
  return { kind: 'lookUp', message, from: line?.number ?? '', account: line?.account ?? null };
}

async function handOver(context: Context, { message, from, account }: Ready): Promise<SendResult> {
  const secondsLeft = Math.floor((worthSendingUntil(message).getTime() - context.now().getTime()) / 1_000);
  const carrier = await context.carrierOf(account).catch((error: unknown) => {
    context.log.error({ err: error, message: message.id }, 'the tokens of an account cannot be opened');
    return null;
  });
  // As the carrier would refuse a token that is not the account's.
  if (!carrier) return { kind: 'refused', code: 20003, message: 'no token' };
  return carrier.sendText({
    from,
    to: message.to,
    body: message.body,
    statusCallback: `${context.publicUrl}/webhooks/twilio/sms/status?message=${message.id}${moreRetries}`,
    validitySeconds: message.validitySeconds === null ? null : Math.max(validitySecondsMin, secondsLeft),
  });
}

async function note(context: Context, tx: Work, messageId: string, result: SendResult): Promise<void> {
  const message = await tx.messages.lock(messageId);
  // A callback was quicker than the answer.
  if (message?.status !== 'SENDING') return;
  const now = context.now();
  switch (result.kind) {
    case 'accepted':
      return recordAccepted(context, tx, message, result.sid, now);
    case 'refused': {
      const retryAt = await recordErrorCode(context, tx, message, result.code, 'FAILED');
      return retryAt ? tx.again(retryAt) : undefined;
    }
    case 'notProcessed': {
      // Not before the carrier allows it, and then not all at once: jitter on a bound that grows.
      const jitterMillis = Math.random() * Math.min(30_000, 250 * 2 ** Math.min(message.attempts, 10));
      // At its end, that it came too late is told.
      const dueAt = new Date(Math.min(now.getTime() + result.retryAfterSeconds * 1_000 + jitterMillis, worthSendingUntil(message).getTime()));
      tx.messages.change(messageId, { status: 'QUEUED', dueAt });
      return tx.again(dueAt);
    }
    case 'uncertain':
      context.log.warn({ message: messageId, why: result.message }, 'a send is uncertain and will be looked up');
      return tx.again(lookUpAt(message, now));
  }
}

/** Later, and not all at once, where the text was uncertain before: the carrier has more than a moment's trouble. */
function lookUpAt(message: OutboundMessage, now: Date): Date {
  const spreadMillis = Math.min(50_000, lookUpAfterMillis * (2 ** Math.min(message.attempts - 1, 10) - 1));
  return new Date(now.getTime() + lookUpAfterMillis + Math.random() * spreadMillis);
}
