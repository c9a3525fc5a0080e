import type { Context } from '../context';
import { talkingAfterMillis } from '../domain/callProgress';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import { confirmTalkJob } from './ownJobs';
import { callToldOf, newCall, progressCall, type OwnNumbers } from './progressCall';

/** The callee pressed the key: a person has taken the call. */
export async function acceptCall(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'screen'>): Promise<Answer> {
  await context.transaction(async (tx) => {
    const taken = await tx.receipts.takeWithCall(receiptOf(said), said.parentCallSid);
    if (!taken.first) return;
    const call = await callToldOf(tx, taken.call, newCall(own, line, { ...said, callSid: said.parentCallSid }));
    await progressCall(tx, call, { kind: 'accepted', at: said.receivedAt });
    await tx.enqueue(confirmTalkJob({ callSid: said.parentCallSid }, { priority: 'high', runAt: new Date(context.now().getTime() + talkingAfterMillis) }));
  });
  return { kind: 'nothing' };
}

/** A while after acceptance: if nothing has ended, they are talking. */
export async function confirmTalk(context: Context, callSid: string): Promise<void> {
  await context.transaction(async (tx) => {
    const call = await tx.calls.lock(callSid);
    if (call) await progressCall(tx, call, { kind: 'talking', at: context.now() });
  });
}
