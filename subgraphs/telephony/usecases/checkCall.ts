import type { Context, Work } from '../context';
import type { CarriedCall, FoundCall } from '../domain/call';
import { nextAttemptAt } from '../domain/backoff';
import { progressCall } from './progressCall';

/** Between looks at a call of which nothing new is heard: few while two talk, since its end is told as a rule. */
const pauses = { RINGING: { secondsMin: 60, secondsMax: 300 }, ANSWERED: { secondsMin: 300, secondsMax: 1_800 } };
/** So long after its begin a call is asked after: none of Twilio's lasts for more than a day, and of one that nobody took here the missed call is soon to be known, unless the carrier itself says that it goes on. */
const patienceHours = { cannotBeAsked: 1, mayGoOn: 25 };
/** No work that is alive leaves a call unproven for so long. */
const forgottenAfterMillis = 60_000;

/**
 * A call of which nothing was heard for long: its webhooks were lost. The carrier knows what became of it. While it cannot be asked, or
 * says that the call goes on, it is asked again; past the time for that the call counts as over, of a length that nobody knows.
 */
export async function checkCall(context: Context, callSid: string): Promise<void> {
  const open = await context.step(async (tx) => {
    const call = await tx.calls.lock(callSid);
    if (call) await settleIfForgotten(context, tx, call);
    return call && isOpen(call) ? { account: await tx.lines.accountOf(call.lineId) } : null;
  });
  const found = open && (await askFor(context, open.account, callSid));
  await context.transaction(async (tx) => {
    const call = open && (await tx.calls.lock(callSid));
    if (!call || !isOpen(call)) return;
    const now = context.now();
    const { state } = call.progress;
    const heardAt = lastHeardOf(call);
    // Without screening two who talk are known as ringing until they have ended.
    const hours = patienceHours[found || state === 'ANSWERED' ? 'mayGoOn' : 'cannotBeAsked'];
    const isGivenUp = now.getTime() - call.startedAt.getTime() >= hours * 3_600_000;
    if (found?.ended) await progressCall(tx, call, { kind: 'callEnded', durationSeconds: found.durationSeconds, waited: true, at: found.endedAt ?? heardAt });
    // When it ended nobody knows: whoever acts on it is to know that it is an old call.
    else if (isGivenUp) await progressCall(tx, call, { kind: 'callEnded', durationSeconds: 0, waited: true, at: heardAt });
    else await tx.again(nextAttemptAt(heardAt, now, pauses[state], Math.random()));
  });
}

type OpenCall = CarriedCall & { progress: Extract<CarriedCall['progress'], { state: 'RINGING' | 'ANSWERED' }> };

/** An unproven one is decided by a job of its own, within seconds; one that stays, since that job is dead, here. */
async function settleIfForgotten(context: Context, tx: Work, call: CarriedCall): Promise<void> {
  if (call.progress.state !== 'UNPROVEN') return;
  const forgottenAt = new Date(call.progress.endedAt.getTime() + forgottenAfterMillis);
  if (context.now() < forgottenAt) return tx.again(forgottenAt);
  await progressCall(tx, call, { kind: 'unproven', at: context.now() });
}

function isOpen(call: CarriedCall): call is OpenCall {
  return call.progress.state === 'RINGING' || call.progress.state === 'ANSWERED';
}

function lastHeardOf({ progress, startedAt }: OpenCall): Date {
  return progress.state === 'ANSWERED' ? progress.answeredAt : (progress.acceptedAt ?? startedAt);
}

/** A call that the carrier does not know is over. Null while it cannot be asked. */
async function askFor(context: Context, account: Parameters<Context['carrierOf']>[0], callSid: string): Promise<FoundCall | null> {
  try {
    return (await (await context.carrierOf(account)).findCall(callSid)) ?? { ended: true, endedAt: null, durationSeconds: 0 };
  } catch (error) {
    context.log.warn({ err: error, callSid }, 'the carrier cannot be asked for a call');
    return null;
  }
}
