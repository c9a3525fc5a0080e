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

/** The call that a webhook tells of, as it begins. */
export function newCall(own: OwnNumbers, line: CalledLine, said: { callSid: string; from: string; receivedAt: Date }): Omit<CarriedCall, 'progress'> {
  return {
    callSid: said.callSid,
    lineId: line.lineId,
    caller: said.from,
    called: line.number,
    screening: line.screening,
    ownNumber: own.byNumber(said.from) !== null,
    startedAt: said.receivedAt,
  };
}

/** The call rings, and others hear of it. */
export async function beginCall(tx: Work, call: Omit<CarriedCall, 'progress'>): Promise<CarriedCall> {
  await tx.say(callReceived({ ...idsOf(call), startedAt: call.startedAt.toISOString() }));
  return { ...call, progress: { state: 'RINGING', acceptedAt: null } };
}

/**
 * Makes the call of a webhook that is the first we hear of it: the carrier's words come late and out of order, and any of them can be the
 * first. Where another has just made it, that one, locked.
 */
export async function openCall(tx: Work, call: Omit<CarriedCall, 'progress'>): Promise<CarriedCall> {
  return (await tx.calls.add(call)) ? beginCall(tx, call) : ((await tx.calls.lock(call.callSid)) as CarriedCall);
}

/**
 * Moves the locked call by the signal, saves it with the carrier's words for it, and says what that means; once, whatever signals come.
 * Answers how far it is now.
 */
export async function progressCall(tx: Work, call: CarriedCall, signal: Signal, words?: { dialStatus?: string; parentStatus?: string }): Promise<Progress> {
  const after = advance(call.progress, signal, call.screening);
  if (after !== call.progress || words) tx.calls.save(call.callSid, after, words);
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
