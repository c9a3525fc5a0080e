import type { Context, Work } from '../context';
import type { CarriedCall } from '../domain/call';
import { isDecided, waitsForDial } from '../domain/callProgress';
import { decideForwarding } from '../domain/forwarding';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { checkCallJob } from './ownJobs';
import { beginCall, callToldOf, newCall, progressCall, type OwnNumbers } from './progressCall';

/** Dial rings so long at most; a call of which nothing more is heard this much later is looked up. */
const silenceSeconds = 90;

/** A customer calls: the call is noted, and goes to whom the line forwards to; with nobody to ring it is missed at once. */
export async function receiveCall(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'call'>): Promise<Answer> {
  const decision = decideForwarding(line, (number) => own.byNumber(number) !== null, said.forwardedFrom);
  const decided = await context.transaction(async (tx) => {
    const { call, first } = await takeIn(tx, own, line, said);
    const isRinging = call.progress.state === 'RINGING';
    if (first && isRinging && decision.kind === 'nobody') await progressCall(tx, call, { kind: 'notForwarded', reason: decision.reason, at: said.receivedAt });
    else if (first && !isDecided(call.progress)) {
      const runAt = new Date(context.now().getTime() + (line.timeoutSeconds + silenceSeconds) * 1_000);
      await tx.enqueue(checkCallJob({ callSid: said.callSid }, { priority: 'low', runAt }));
    }
    // Asked once more after the call went on (a fallback, a late repeat): nobody is rung a second time.
    return !isRinging || waitsForDial(call.progress);
  });
  return decision.kind === 'forward' && !decided ? { kind: 'forward', callSid: said.callSid, caller: said.from, called: line.number, ...decision.forwarding } : { kind: 'goodbye' };
}

async function takeIn(tx: Work, own: OwnNumbers, line: CalledLine, said: WebhookOf<'call'>): Promise<{ call: CarriedCall; first: boolean }> {
  const call = newCall(own, line, said);
  const { first, isNew } = await tx.receipts.takeWithNewCall(receiptOf(said), call);
  return { first, call: isNew ? await beginCall(tx, call) : await callToldOf(tx, await tx.calls.lock(said.callSid), call) };
}
