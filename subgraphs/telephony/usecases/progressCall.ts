import { callAnswered, callCompleted, callMissed, callReceived } from '../../../schema/events/telephony';
import { isDialable } from '../../../platform/values/phoneNumber';
import type { Work } from '../context';
import { ForeignAccount } from '../domain/account';
import type { CarriedCall } from '../domain/call';
import { advance, ringing, told, type Progress, type Signal } from '../domain/callProgress';
import type { CalledLine } from '../domain/line';

/** Who tells whether a number is one of ours, of whatever business. */
export interface OwnNumbers {
  byNumber(number: string): unknown;
}

/** The call that a webhook tells of, as it begins. */
export function newCall(own: OwnNumbers, line: CalledLine, said: { callSid: string; from: string; receivedAt: Date; durationSeconds?: number }): Omit<CarriedCall, 'progress'> {
  return {
    callSid: said.callSid,
    lineId: line.lineId,
    caller: said.from,
    called: line.number,
    screening: line.screening,
    ownNumber: own.byNumber(said.from) !== null,
    // Where its end is the first that is told of it, it began at least as long before as it lasted.
    startedAt: new Date(said.receivedAt.getTime() - (said.durationSeconds ?? 0) * 1_000),
  };
}

/** The call rings, and others hear of it. */
export async function beginCall(tx: Work, call: Omit<CarriedCall, 'progress'>): Promise<CarriedCall> {
  await tx.say(callReceived(toldOf(call)));
  return { ...call, progress: ringing };
}

/**
 * The call that a webhook tells of: the known one, or one made now, since the carrier's words come late and out of order, and any of them
 * can be the first. Where another has just made it, that one, locked. Throws ForeignAccount where it is a call to another line than said.
 */
export async function callToldOf(tx: Work, known: CarriedCall | null, call: Omit<CarriedCall, 'progress'>): Promise<CarriedCall> {
  const found = known ?? ((await tx.calls.add(call)) ? await beginCall(tx, call) : ((await tx.calls.lock(call.callSid)) as CarriedCall));
  if (found.lineId !== call.lineId) throw new ForeignAccount('the call is one to another line');
  return found;
}

/**
 * Moves the locked call by the signal, saves it with the carrier's words for it, and says what that means; once, whatever signals come.
 * Answers how far it is now.
 */
export async function progressCall(tx: Work, call: CarriedCall, signal: Signal, words?: { dialStatus?: string; answeredBy?: string; parentStatus?: string }): Promise<Progress> {
  const after = advance(call.progress, signal, call.screening);
  if (after !== call.progress || words) tx.calls.save(call.callSid, after, words);
  for (const what of told(call.progress, after)) await say(tx, call, what, after);
  return after;
}

async function say(tx: Work, call: CarriedCall, what: 'answered' | 'completed' | 'missed', now: Progress): Promise<void> {
  const ids = toldOf(call);
  if (what === 'missed' && now.state === 'MISSED') {
    await tx.say(callMissed({ ...ids, reason: now.reason, missedAt: now.missedAt.toISOString(), dialable: ids.from !== null, ownNumber: call.ownNumber }));
  }
  if (what === 'answered' && 'answeredAt' in now) await tx.say(callAnswered({ ...ids, answeredAt: now.answeredAt.toISOString() }));
  if (what === 'completed' && now.state === 'COMPLETED') await tx.say(callCompleted({ ...ids, answeredAt: now.answeredAt.toISOString(), endedAt: now.endedAt.toISOString(), durationSeconds: now.durationSeconds }));
}

/** A caller without a number that can be texted is told of as nobody (twilio.md 32). */
function toldOf(call: Pick<CarriedCall, 'callSid' | 'lineId' | 'caller' | 'called' | 'startedAt'>) {
  return { callSid: call.callSid, lineId: call.lineId, from: isDialable(call.caller) ? call.caller : null, to: call.called, startedAt: call.startedAt.toISOString() };
}
