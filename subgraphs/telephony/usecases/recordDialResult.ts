import type { Context } from '../context';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { newCall, openCall, progressCall, type OwnNumbers } from './progressCall';

/** Dial is over: the call was answered or missed, decided once. */
export async function recordDialResult(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'dialResult'>): Promise<Answer> {
  const progress = await context.transaction(async (tx) => {
    const taken = await tx.receipts.takeWithCall(receiptOf(said), said.callSid);
    const call = taken.call ?? (await openCall(tx, newCall(own, line, said)));
    if (!taken.first) return call.progress;
    const signal = { kind: 'dialEnded', status: said.dialStatus, bridged: said.bridged, durationSeconds: said.durationSeconds, at: said.receivedAt } as const;
    return progressCall(tx, call, signal, { dialStatus: said.dialStatus });
  });
  return progress.state === 'MISSED' ? { kind: 'goodbye' } : { kind: 'hangUp' };
}
