import type { Context } from '../context';
import { receiptKey, type Answer, type WebhookOf } from '../domain/webhook';
import { progressCall } from './progressCall';

/** So long after the key the two are talking, unless Dial has ended by then: the caller may have left while the key was pressed. */
const bridgingMillis = 1_000;

/** The callee's leg asks what to do: press a key first; with the key pressed, a person has taken the call. */
export async function acceptCall(context: Context, said: WebhookOf<'screen'>): Promise<Answer> {
  if (said.digits === '') return { kind: 'askForKey' };
  await context.transaction(async (tx) => {
    if (!(await tx.receipts.add(receiptKey(said), said.token, said.receivedAt))) return;
    const call = await tx.calls.lock(said.parentCallSid);
    if (!call) return;
    await progressCall(tx, call, { kind: 'accepted', at: said.receivedAt });
    await tx.enqueue({ topic: 'telephony.confirmTalk', payload: { callSid: said.parentCallSid }, priority: 'high', runAt: new Date(context.now().getTime() + bridgingMillis) });
  });
  return { kind: 'nothing' };
}

/** A moment after acceptance: if nothing has ended, they are talking. */
export async function confirmTalk(context: Context, callSid: string): Promise<void> {
  await context.transaction(async (tx) => {
    const call = await tx.calls.lock(callSid);
    if (call) await progressCall(tx, call, { kind: 'talking', at: context.now() });
  });
}
