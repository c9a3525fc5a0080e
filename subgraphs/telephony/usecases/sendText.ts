import type { Context, Work } from '../context';
import { worthSendingUntil } from '../domain/delivery';
import type { OutboundMessage, SendResult } from '../domain/message';
import { objectionTo } from './objectToText';
import { acceptText, dropText, failByCode, failText } from './settleText';
import { waitForTurn } from './waitForTurn';

/** The carrier's list may lag by so much: an uncertain send is looked up no earlier (twilio.md 20). */
const lookUpAfterMillis = 10_000;
/** The carrier's clock and ours may differ by so much, and its times have whole seconds. */
const clockSlackMillis = 2_000;
/** The shortest validity that the carrier can be held to. */
const validitySecondsMin = 5;
/** By default Twilio calls back once more, and on a connection failure only (twilio.md 16). */
const moreRetries = '#rc=5&rp=all';

type Prepared = { kind: 'done' } | { kind: 'lookUp'; message: OutboundMessage; from: string } | { kind: 'send'; message: OutboundMessage; from: string };

/**
 * Sends one text: claimed in a transaction, handed to the carrier outside of any, the answer noted in another. A send of which the
 * answer was lost is looked up before it is tried again, so that no customer has it twice.
 */
export async function sendText(context: Context, messageId: string): Promise<void> {
  const prepared = await context.step((tx) => prepare(context, tx, messageId));
  if (prepared.kind === 'done') return;
  if (prepared.kind === 'lookUp' && (await foundAtCarrier(context, prepared))) return;
  const { message, from } = prepared;
  if (prepared.kind === 'lookUp' && !(await claimAnew(context, message))) return;
  const secondsLeft = Math.floor((worthSendingUntil(message).getTime() - context.now().getTime()) / 1_000);
  const result = await context.carrier.sendText({
    from,
    to: message.to,
    body: message.body,
    statusCallback: `${context.publicUrl}/webhooks/twilio/sms/status?message=${message.id}${moreRetries}`,
    validitySeconds: message.validitySeconds === null ? null : Math.max(validitySecondsMin, secondsLeft),
  });
  await context.transaction((tx) => note(context, tx, message.id, result));
}

/** Everything that can speak against sending, and the claim; the answer `done` has ended or postponed the job. */
async function prepare(context: Context, tx: Work, messageId: string): Promise<Prepared> {
  const now = context.now();
  const done: Prepared = { kind: 'done' };
  const message = await tx.messages.lock(messageId);
  if (!message || (message.status !== 'QUEUED' && message.status !== 'SENDING')) return done;
  const line = await tx.lines.lockForSending(message.lineId);
  if (message.status === 'SENDING') {
    const dueAt = new Date((message.sendingAt ?? now).getTime() + lookUpAfterMillis);
    if (now < dueAt) return tx.again(dueAt).then(() => done);
    return { kind: 'lookUp', message, from: line?.number ?? '' };
  }
  const objection = await objectionTo(context, tx, message, line);
  if (objection === 'OPTED_OUT') return dropText(tx, message, objection).then(() => done);
  if (objection) return failText(tx, message, objection).then(() => done);
  if (!line) return done;
  const waitUntil = await waitForTurn(tx, message, line, now);
  if (waitUntil) return tx.again(waitUntil).then(() => done);
  if (message.ownership !== null && message.claimedAt === null && !(await tx.messages.claim(message.id, message.ownership))) return dropText(tx, message, 'SUPERSEDED').then(() => done);
  tx.lines.setNextSend(message.lineId, new Date(now.getTime() + (message.segments * 1_000) / line.segmentsPerSecond));
  tx.messages.change(message.id, { status: 'SENDING', sendingAt: now, claimedAt: message.claimedAt ?? now, attempts: message.attempts + 1 });
  return { kind: 'send', message: { ...message, sendingAt: now }, from: line.number };
}

/** Looks for the text at the carrier; where it is there, the send has succeeded. */
async function foundAtCarrier(context: Context, { message, from }: { message: OutboundMessage; from: string }): Promise<boolean> {
  const since = new Date((message.sendingAt ?? message.queuedAt).getTime() - clockSlackMillis);
  const sent = (await context.carrier.findTexts({ from, to: message.to, since })).filter((text) => text.body === message.body);
  return context.step(async (tx) => {
    const present = await tx.messages.lock(message.id);
    if (present?.status !== 'SENDING') return true;
    const known = await tx.messages.knownSids(sent.map((text) => text.sid));
    // The oldest of those that belong to no other message: two equal texts under way take one each.
    const ours = sent.filter((text) => !known.has(text.sid)).at(-1);
    if (ours) await acceptText(tx, present, ours.sid, ours.createdAt);
    return ours !== undefined;
  });
}

/** The carrier does not have it: it goes again, unless it comes too late or the customer has said STOP meanwhile. */
async function claimAnew(context: Context, message: OutboundMessage): Promise<boolean> {
  return context.step(async (tx) => {
    const present = await tx.messages.lock(message.id);
    const line = await tx.lines.lockForSending(message.lineId);
    if (present?.status !== 'SENDING') return false;
    const objection = await objectionTo(context, tx, present, line);
    if (objection === 'OPTED_OUT') await dropText(tx, present, objection);
    else if (objection) await failText(tx, present, objection);
    else tx.messages.change(message.id, { sendingAt: context.now(), attempts: present.attempts + 1 });
    return objection === null;
  });
}

async function note(context: Context, tx: Work, messageId: string, result: SendResult): Promise<void> {
  const message = await tx.messages.lock(messageId);
  // A callback was quicker than the answer.
  if (message?.status !== 'SENDING') return;
  const now = context.now();
  switch (result.kind) {
    case 'accepted':
      return acceptText(tx, message, result.sid, now);
    case 'refused': {
      const retryAt = await failByCode(context, tx, message, result.code, 'FAILED');
      return retryAt ? tx.again(retryAt) : undefined;
    }
    case 'notProcessed': {
      // Not before the carrier allows it, and then not all at once: jitter on a bound that grows.
      const jitterMillis = Math.random() * Math.min(30_000, 250 * 2 ** Math.min(message.attempts, 10));
      const dueAt = new Date(now.getTime() + result.retryAfterSeconds * 1_000 + jitterMillis);
      tx.messages.change(messageId, { status: 'QUEUED', dueAt });
      return tx.again(dueAt);
    }
    case 'uncertain':
      context.log.warn({ message: messageId, why: result.message }, 'a send is uncertain and will be looked up');
      return tx.again(new Date(now.getTime() + lookUpAfterMillis));
  }
}
