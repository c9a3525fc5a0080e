import { callChanged, humanNeeded, outcomeDecided } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import type { Call } from '../domain/call';
import { isTurnDue } from '../domain/conversation';
import { changesBetween, type SuppressionReason } from '../domain/missedCall';
import { awaitHuman } from './awaitHuman';
import { joinConversation } from './joinConversation';
import type { MissedCall } from './openMissedCall';
import type { InboundMessage } from './recordInboundMessage';

// What failed again and again may fail here, too: each of these does as little as calls a person.

/** The AI's turn has failed for good: a person answers. */
export async function giveUpTurn(context: Context, { conversationId }: { conversationId: string }): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const conversation = await opened.conversations.byId(conversationId);
    if (!conversation || !isTurnDue(conversation)) return;
    const customer = await opened.customers.of(conversation);
    await opened.conversations.save(await awaitHuman(opened, conversation, now), conversation.updatedAt);
    await callHuman(opened, { conversationId, callId: null, customerPhone: customer.phone, reason: 'The customer wrote, and the AI could not answer. Answer them.' }, now);
  });
}

/** A missed call could not be answered by text: a person calls back, where anybody can. */
export async function giveUpMissedCall(context: Context, missed: MissedCall): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const { call, made } = await opened.calls.at(missed);
    const changes = changesBetween(made ? null : call.status, 'MISSED');
    if (changes.length === 0) return;
    Object.assign(call, { status: 'MISSED', missedReason: missed.reason, missedAt: new Date(missed.missedAt), endedAt: new Date(missed.missedAt) });
    const nobody = !missed.dialable || missed.from === null ? 'ANONYMOUS' : missed.ownNumber ? 'OWN_NUMBER' : null;
    await decide(opened, call, nobody, now);
    for (const change of changes) await opened.say(callChanged({ callId: call.id, conversationId: call.conversationId, change, at: change === 'CALL_MISSED' ? missed.missedAt : missed.startedAt }));
    if (!nobody) await callHuman(opened, { conversationId: null, callId: call.id, customerPhone: missed.from, reason: 'A missed call could not be answered by text. Call the customer back.' }, now);
  });
}

/** A customer's text could not be taken in: a person calls them. What the carrier answers itself needs nobody. */
export async function giveUpText(context: Context, text: InboundMessage): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    if (text.keyword !== null) return;
    const { conversation } = await joinConversation(opened, await opened.customers.at(text.from), text.lineId, now);
    await opened.conversations.save(await awaitHuman(opened, conversation, now), now);
    await callHuman(opened, { conversationId: conversation.id, callId: null, customerPhone: text.from, reason: 'The customer wrote, and the text could not be shown here. Call them.' }, now);
  });
}

/** That a text has not gone out could not be noted: where it was to answer a missed call, that is decided; and a person calls back. */
export async function giveUpDelivery(context: Context, { messageId }: { messageId: string }): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const message = await opened.messages.byId(messageId);
    if (!message) return;
    const call = message.callId === null ? null : await opened.calls.byId(message.callId);
    if (call?.outcomeKind === 'PENDING') await decide(opened, call, null, now);
    const conversation = await opened.conversations.byId(message.conversationId);
    await callHuman(opened, { conversationId: message.conversationId, callId: message.callId, customerPhone: conversation?.phone ?? null, reason: 'A text to the customer did not go out. Call them.' }, now);
  });
}

async function decide({ calls, say }: Work, call: Call, suppressed: SuppressionReason | null, now: Date): Promise<void> {
  const kind = suppressed ? 'SUPPRESSED' : 'HANDED_TO_HUMAN';
  Object.assign(call, { outcomeKind: kind, outcomeReason: suppressed, outcomeCode: null, outcomeAt: now });
  await calls.save(call);
  const { id: callId, conversationId, missedAt } = call;
  await say(outcomeDecided({ callId, conversationId, kind, reason: suppressed, textBackMillis: null, missedAt: (missedAt ?? now).toISOString(), decidedAt: now.toISOString() }));
}

async function callHuman({ say }: Work, about: { conversationId: string | null; callId: string | null; customerPhone: string | null; reason: string }, now: Date): Promise<void> {
  await say(humanNeeded({ ...about, kind: 'CUSTOMER_WAITING', hazard: null, at: now.toISOString() }));
}
