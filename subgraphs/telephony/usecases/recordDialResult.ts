import type { Context } from '../context';
import type { CalledLine } from '../domain/line';
import { receiptKey, type Answer, type WebhookOf } from '../domain/webhook';
import { openCall, progressCall, type OwnNumbers } from './progressCall';

/** Dial is over: the call was answered or missed, decided once. */
export async function recordDialResult(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'dialResult'>): Promise<Answer> {
  const progress = await context.transaction(async (tx) => {
    const first = await tx.receipts.add(receiptKey(said), said.token, said.receivedAt);
    const call = await openCall(tx, own, line, said);
    if (!first) return call.progress;
    await tx.calls.note(said.callSid, { dialStatus: said.dialStatus });
    return progressCall(tx, call, { kind: 'dialEnded', status: said.dialStatus, bridged: said.bridged, durationSeconds: said.durationSeconds, at: said.receivedAt });
  });
  return progress.state === 'MISSED' ? { kind: 'goodbye' } : { kind: 'hangUp' };
}
