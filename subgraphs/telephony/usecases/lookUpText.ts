import { isSameText } from '../../../platform/values/smartEncoding';
import type { Context, Work } from '../context';
import { lookUpUntil } from '../domain/delivery';
import type { OutboundMessage, SentText } from '../domain/message';
import { nextAttemptAt } from '../domain/backoff';
import { claimText, type Claimed, type Ready } from './claimText';
import { recordAccepted, recordFailed } from './recordTextOutcome';

/**
 * The carrier's clock and ours may differ by so much. A text of an earlier minute is not taken for this one: it stands on a message of
 * its own by then.
 */
const clockSlackMillis = 60_000;
/** Between look-ups that failed. */
const pause = { secondsMin: 10, secondsMax: 300 };

/**
 * Looks for a text whose send is uncertain at the carrier. There, the send has succeeded; not there, it is claimed anew. While the carrier
 * cannot be asked nothing is sent, and past the time for that the text has failed: it may have been sent, and nobody can tell.
 */
export async function lookUpText(context: Context, ready: Ready): Promise<Claimed> {
  const sent = await findSent(context, ready).catch((error: unknown) => {
    context.log.warn({ err: error, message: ready.message.id }, 'the carrier cannot be asked for an uncertain text');
    return null;
  });
  return context.step(async (tx) => {
    const message = await tx.messages.lock(ready.message.id);
    if (message?.status !== 'SENDING') return { kind: 'done' };
    if (sent === null) return waitOrGiveUp(context, tx, message);
    const known = await tx.messages.knownSids(message.to, sent.map((text) => text.sid));
    // The oldest of those that belong to no other message: two equal texts under way take one each.
    const ours = sent.filter((text) => !known.has(text.sid)).at(-1);
    if (!ours) return claimText(context, tx, message, await tx.lines.lockForSending(message.id));
    await recordAccepted(context, tx, message, ours.sid, ours.createdAt);
    return { kind: 'done' };
  });
}

async function findSent(context: Context, { message, from, account }: Ready): Promise<SentText[]> {
  const since = new Date((message.sendingAt ?? message.queuedAt).getTime() - clockSlackMillis);
  const texts = await (await context.carrierOf(account)).findTexts({ from, to: message.to, since });
  return texts.filter((text) => isSameText(text.body, message.body));
}

async function waitOrGiveUp(context: Context, tx: Work, message: OutboundMessage): Promise<Claimed> {
  const now = context.now();
  if (now < lookUpUntil(message)) await tx.again(nextAttemptAt(message.sendingAt ?? message.queuedAt, now, pause, Math.random()));
  else await recordFailed(context, tx, message, { code: null, reason: 'UNCERTAIN' });
  return { kind: 'done' };
}
