import type { Context } from '../context';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { settleUnprovenJob } from './ownJobs';
import { callToldOf, newCall, progressCall, type OwnNumbers } from './progressCall';

/**
 * The key, or what detection heard, may be told of so long after Dial's end. Longer than a webhook that was kept on disk for a moment needs
 * to be applied: a report that is only late must not make a missed call of an answered one.
 */
const proofGraceMillis = 5_000;

/** Dial is over: the call was answered or missed, decided once, as soon as it is known who picked up. */
export async function recordDialResult(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'dialResult'>): Promise<Answer> {
  const progress = await context.transaction(async (tx) => {
    const taken = await tx.receipts.takeWithCall(receiptOf(said), said.callSid);
    const call = await callToldOf(tx, taken.call, newCall(own, line, said));
    if (!taken.first) return call.progress;
    const signal = { kind: 'dialEnded', status: said.dialStatus, bridged: said.bridged, durationSeconds: said.durationSeconds, at: said.receivedAt } as const;
    const after = await progressCall(tx, call, signal, { dialStatus: said.dialStatus });
    if (after.state === 'UNPROVEN') {
      await tx.enqueue(settleUnprovenJob({ callSid: said.callSid }, { priority: 'critical', runAt: new Date(context.now().getTime() + proofGraceMillis) }));
    }
    return after;
  });
  return progress.state === 'MISSED' ? { kind: 'goodbye' } : { kind: 'hangUp' };
}

/** The grace is over: what has not been told by now counts as not told. */
export async function settleUnproven(context: Context, callSid: string): Promise<void> {
  await context.transaction(async (tx) => {
    const call = await tx.calls.lock(callSid);
    if (call) await progressCall(tx, call, { kind: 'unproven', at: context.now() });
  });
}
