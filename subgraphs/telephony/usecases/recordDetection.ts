import type { Context } from '../context';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { callToldOf, newCall, progressCall, type OwnNumbers } from './progressCall';

/** The carrier has heard who picked up. `human` is a person; a machine, a fax, `unknown` and whatever else it says is none (twilio.md 4). */
export async function recordDetection(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'detection'>): Promise<Answer> {
  await context.transaction(async (tx) => {
    const taken = await tx.receipts.takeWithCall(receiptOf(said), said.parentCallSid);
    if (!taken.first) return;
    const call = await callToldOf(tx, taken.call, newCall(own, line, { ...said, callSid: said.parentCallSid }));
    await progressCall(tx, call, { kind: 'detected', person: said.answeredBy === 'human', at: said.receivedAt }, { answeredBy: said.answeredBy });
  });
  return { kind: 'nothing' };
}
