import type { Context, Work } from '../context';
import type { SealedAccount } from '../domain/account';
import type { SendingLine } from '../domain/line';
import type { OutboundMessage } from '../domain/message';
import { findObjection } from './findObjection';
import { recordDropped, recordFailed, recordSuperseded } from './recordTextOutcome';
import { waitForTurn } from './waitForTurn';

/** A text with the number and the account that it goes out from. */
export type Ready = { message: OutboundMessage; from: string; account: SealedAccount | null };
/** `done`: the job has been ended or put off. */
export type Claimed = { kind: 'done' } | ({ kind: 'send' } & Ready);

/**
 * Claims the locked text for a send, with its line's turn; unless something speaks against it, or its turn has not come. A text that has
 * been handed to the carrier before, in vain, is claimed like any other: a person may have taken over since, or it may come too late by
 * now, and the line keeps its pace.
 */
export async function claimText(context: Context, tx: Work, message: OutboundMessage, line: SendingLine | null): Promise<Claimed> {
  const now = context.now();
  const done: Claimed = { kind: 'done' };
  const [objection, waitUntil] = await Promise.all([findObjection(context, tx, message, line), line && waitForTurn(tx, message, line, now)]);
  if (objection === 'OPTED_OUT') return recordDropped(context, tx, message, objection).then(() => done);
  if (objection) return recordFailed(context, tx, message, objection).then(() => done);
  if (!line) return done;
  if (waitUntil) {
    tx.messages.change(message.id, { status: 'QUEUED', looksAt: waitUntil });
    return tx.again(waitUntil).then(() => done);
  }
  if (message.ownership !== null && !(await tx.messages.claim(message.id, message.ownership))) return recordSuperseded(context, tx, message).then(() => done);
  tx.lines.setNextSend(message.lineId, new Date(now.getTime() + (message.segments * 1_000) / line.segmentsPerSecond));
  tx.messages.change(message.id, { status: 'SENDING', sendingAt: now, claimedAt: message.claimedAt ?? now, attempts: message.attempts + 1 });
  return { kind: 'send', message: { ...message, sendingAt: now }, from: line.number, account: line.account };
}
