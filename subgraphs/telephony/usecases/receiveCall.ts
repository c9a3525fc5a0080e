import type { Context } from '../context';
import { decideForwarding } from '../domain/forwarding';
import type { CalledLine } from '../domain/line';
import { receiptKey, type Answer, type WebhookOf } from '../domain/webhook';
import { openCall, progressCall, type OwnNumbers } from './progressCall';

/** Dial rings so long at most; a call of which nothing more is heard this much later is looked up. */
const silenceSeconds = 90;

/** A customer calls: the call is noted, and goes to whom the line forwards to; with nobody to ring it is missed at once. */
export async function receiveCall(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'call'>): Promise<Answer> {
  const decision = decideForwarding(line, (number) => own.byNumber(number) !== null, said.forwardedFrom);
  await context.transaction(async (tx) => {
    if (!(await tx.receipts.add(receiptKey(said), said.token, said.receivedAt))) return;
    const call = await openCall(tx, own, line, said);
    if (decision.kind === 'nobody') await progressCall(tx, call, { kind: 'notForwarded', reason: decision.reason, at: said.receivedAt });
    else {
      const runAt = new Date(context.now().getTime() + (line.timeoutSeconds + silenceSeconds) * 1_000);
      await tx.enqueue({ topic: 'telephony.checkCall', payload: { callSid: said.callSid }, priority: 'low', runAt });
    }
  });
  return decision.kind === 'forward' ? { kind: 'forward', callSid: said.callSid, ...decision.forwarding } : { kind: 'goodbye' };
}
