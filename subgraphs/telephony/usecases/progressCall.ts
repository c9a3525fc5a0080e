import { callAnswered, callCompleted, callMissed, callReceived } from '../../../schema/events/telephony';
import { isDialable } from '../../../platform/values/phoneNumber';
import type { Work } from '../context';
import type { CarriedCall } from '../domain/call';
import { advance, told, type Progress, type Signal } from '../domain/callProgress';
import type { CalledLine } from '../domain/line';

/** Who tells whether a number is one of ours, of whatever business. */
export interface OwnNumbers {
  byNumber(number: string): unknown;
}

/**
 * The call of a webhook, locked, and made where this webhook is the first we hear of it: the carrier's words come late and out of order,
 * and any of them can be the first. Says callReceived for a new one.
 */
export async function openCall(tx: Work, own: OwnNumbers, line: CalledLine, said: { callSid: string; from: string; to: string; receivedAt: Date }): Promise<CarriedCall> {
  const known = await tx.calls.lock(said.callSid);
  if (known) return known;
  const call = {
    callSid: said.callSid,
    lineId: line.lineId,
    caller: said.from,
    called: line.number,
    screening: line.screening,
    ownNumber: own.byNumber(said.from) !== null,
    startedAt: said.receivedAt,
  };
  if (!(await tx.calls.add(call))) return (await tx.calls.lock(said.callSid)) as CarriedCall;
  await tx.say(callReceived({ ...idsOf(call), startedAt: call.startedAt.toISOString() }));
  return { ...call, progress: { state: 'RINGING', acceptedAt: null } };
}

/** Moves the locked call by the signal, saves it, and says what that means; once, whatever signals come. Answers how far it is now. */
export async function progressCall(tx: Work, call: CarriedCall, signal: Signal): Promise<Progress> {
  const after = advance(call.progress, signal, call.screening);
  if (after === call.progress) return after;
  await tx.calls.save(call.callSid, after);
  for (const what of told(call.progress, after)) await say(tx, call, what, after);
  return after;
}

async function say(tx: Work, call: CarriedCall, what: 'answered' | 'completed' | 'missed', now: Progress): Promise<void> {
  const ids = idsOf(call);
  if (what === 'missed' && now.state === 'MISSED') {
    await tx.say(
      callMissed({ ...ids, reason: now.reason, startedAt: call.startedAt.toISOString(), missedAt: now.missedAt.toISOString(), dialable: ids.from !== null, ownNumber: call.ownNumber }),
    );
  }
  if (what === 'answered' && 'answeredAt' in now) await tx.say(callAnswered({ ...ids, answeredAt: now.answeredAt.toISOString() }));
  if (what === 'completed' && now.state === 'COMPLETED') await tx.say(callCompleted({ ...ids, endedAt: now.endedAt.toISOString(), durationSeconds: now.durationSeconds }));
}

/** A caller without a number that can be texted is told of as nobody (twilio.md 32). */
function idsOf(call: Pick<CarriedCall, 'callSid' | 'lineId' | 'caller' | 'called'>) {
  return { callSid: call.callSid, lineId: call.lineId, from: isDialable(call.caller) ? call.caller : null, to: call.called };
}
