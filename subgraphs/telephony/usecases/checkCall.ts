import type { Context } from '../context';
import { progressCall } from './progressCall';

/** Looked at again after so long while the carrier says that the call goes on. */
const againSeconds = 60;

/** A call of which nothing was heard since it rang: its webhooks were lost. The carrier knows what became of it. */
export async function checkCall(context: Context, callSid: string): Promise<void> {
  const rings = await context.step(async (tx) => (await tx.calls.lock(callSid))?.progress.state === 'RINGING');
  const found = rings ? await context.carrier.findCall(callSid) : null;
  await context.transaction(async (tx) => {
    if (!rings) return;
    if (found && !found.ended) return tx.again(new Date(context.now().getTime() + againSeconds * 1_000));
    const call = await tx.calls.lock(callSid);
    if (call) await progressCall(tx, call, { kind: 'callEnded', durationSeconds: found?.durationSeconds ?? 0, waited: true, at: context.now() });
  });
}
