import type { Context } from '../context';
import { waitsForDial } from '../domain/callProgress';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { settleCallJob } from './ownJobs';
import { callToldOf, newCall, progressCall, type OwnNumbers } from './progressCall';

/** Dial's action may be overtaken by the caller's leg by about so much. */
const graceMillis = 2_000;

/** The caller's leg is over. Where Dial's action never came, the caller hung up while it rang: missed (twilio.md 1, 6). */
export async function recordCallEnd(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'callEnded'>): Promise<Answer> {
  await context.transaction(async (tx) => {
    const taken = await tx.receipts.takeWithCall(receiptOf(said), said.callSid);
    if (!taken.first) return;
    const call = await callToldOf(tx, taken.call, newCall(own, line, said));
    const after = await progressCall(tx, call, { kind: 'callEnded', durationSeconds: said.durationSeconds, waited: false, at: said.receivedAt }, { parentStatus: said.callStatus });
    if (!waitsForDial(after)) return;
    const ended = { callSid: said.callSid, durationSeconds: said.durationSeconds };
    await tx.enqueue(settleCallJob(ended, { priority: 'critical', runAt: new Date(context.now().getTime() + graceMillis) }));
  });
  return { kind: 'nothing' };
}

/** The grace is over: what Dial has not told by now it will not tell. */
export async function settleCall(context: Context, ended: { callSid: string; durationSeconds: number }): Promise<void> {
  await context.transaction(async (tx) => {
    const call = await tx.calls.lock(ended.callSid);
    if (call) await progressCall(tx, call, { kind: 'callEnded', durationSeconds: ended.durationSeconds, waited: true, at: context.now() });
  });
}
