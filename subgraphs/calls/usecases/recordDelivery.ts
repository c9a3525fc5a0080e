import { conversationChanged, humanNeeded, messageStatusChanged, outcomeDecided } from '../../../schema/events/calls';
import type { messageFailed } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import type { Call } from '../domain/call';
import type { Conversation } from '../domain/conversation';
import type { Message } from '../domain/message';

/** What became of a text on its way. */
export type Delivery =
  | { kind: 'accepted'; messageId: string; twilioSid: string; at: string }
  | { kind: 'delivered'; messageId: string }
  | ({ kind: 'failed' } & Parameters<typeof messageFailed>[0])
  | { kind: 'dropped'; messageId: string; reason: 'OPTED_OUT' | 'SUPERSEDED' };

/** Carries what became of a text to the message, the call that it answered, and, where it did not arrive, to a human. */
export async function recordDelivery(context: Context, delivery: Delivery): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    if (delivery.kind === 'delivered') return delivered(opened, delivery.messageId);
    const message = await opened.messages.byId(delivery.messageId);
    // Notices to the business's own people are no messages of a thread.
    if (!message) return;
    if (delivery.kind === 'accepted') return accepted(opened, message, delivery, now);
    const text = await lockText(opened, message);
    if (delivery.kind === 'failed') await failed(opened, text, delivery, now);
    else await dropped(opened, text, delivery, now);
  });
}

/** A text, and what is decided by it: the missed call that it answers, where it does. */
interface Text {
  message: Message;
  call: Call | null;
  conversation: Conversation | null;
}

/** The call, then the conversation, and only then is the message written (docs/decisions/0008). */
async function lockText({ calls, conversations }: Work, message: Message): Promise<Text> {
  const [call, conversation] = await Promise.all([message.purpose === 'MISSED_CALL' && message.callId !== null ? calls.byId(message.callId) : null, conversations.byId(message.conversationId)]);
  return { message, call, conversation };
}

async function accepted(opened: Work, message: Message, delivery: Extract<Delivery, { kind: 'accepted' }>, now: Date): Promise<void> {
  const [text, advanced] = await Promise.all([lockText(opened, message), opened.messages.advance(message.id, 'SENT', ['QUEUED', 'SENDING', 'DROPPED'], { twilioSid: delivery.twilioSid })]);
  const { conversation } = text;
  if (advanced) await opened.say(messageStatusChanged({ messageId: message.id, conversationId: message.conversationId, status: 'SENT' }));
  await decideOutcome(opened, text, 'TEXTED', null, null, new Date(delivery.at));
  // After a booking the next move is the business's, unless a person of it has written since; after a warning too.
  const leavesItToCustomer = message.purpose !== 'SAFETY' && (conversation?.stage !== 'BOOKED' || message.sender === 'HUMAN');
  if (conversation?.status === 'OPEN' && leavesItToCustomer && message.turn === conversation.turn) {
    await opened.conversations.save({ ...conversation, status: 'WAITING_CUSTOMER' }, now);
    await opened.say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: 'WAITING_CUSTOMER', opened: false, at: now.toISOString() }));
  }
}

async function delivered({ messages, say }: Work, messageId: string): Promise<void> {
  const advanced = await messages.advance(messageId, 'DELIVERED', ['QUEUED', 'SENDING', 'SENT']);
  if (!advanced) return;
  const { conversationId } = advanced;
  // The news that it was accepted may come later, and is then none any more.
  if (advanced.was !== 'SENT') await say(messageStatusChanged({ messageId, conversationId, status: 'SENT' }));
  await say(messageStatusChanged({ messageId, conversationId, status: 'DELIVERED' }));
}

async function failed(opened: Work, text: Text, delivery: Extract<Delivery, { kind: 'failed' }>, now: Date): Promise<void> {
  const { customers, messages, say } = opened;
  const { message, conversation } = text;
  const status = delivery.beforeAcceptance ? 'FAILED' : 'UNDELIVERED';
  const advanced = await messages.advance(message.id, status, ['QUEUED', 'SENDING', 'SENT'], { errorCode: delivery.code });
  if (!advanced) return;
  await say(messageStatusChanged({ messageId: message.id, conversationId: message.conversationId, status: 'FAILED' }));
  if (delivery.beforeAcceptance) await decideOutcome(opened, text, 'FAILED', delivery.reason, delivery.code, now);
  const customer = conversation && (await customers.of(conversation));
  if (delivery.beforeAcceptance) await endCooldown(opened, text);
  if (customer && delivery.unreachable) await customers.changeNumber(customer.phone, { unreachable: delivery.unreachable, unreachableCode: delivery.code });
  if (delivery.blockedUntil !== null) await opened.lines.blockAll(delivery.code, new Date(delivery.blockedUntil));
  const reason = `A text could not be delivered (${delivery.code ?? delivery.reason}). Call the customer back.`;
  await say(humanNeeded({ conversationId: message.conversationId, callId: message.callId, kind: 'TASK', reason, hazard: null, customerPhone: customer?.phone ?? null, at: now.toISOString() }));
}

async function dropped(opened: Work, text: Text, delivery: Extract<Delivery, { kind: 'dropped' }>, now: Date): Promise<void> {
  await opened.messages.advance(text.message.id, 'DROPPED', ['QUEUED', 'SENDING']);
  if (delivery.reason === 'OPTED_OUT') await decideOutcome(opened, text, 'SUPPRESSED', 'OPTED_OUT', null, now);
  else await handToHuman(opened, text, now);
  await endCooldown(opened, text);
}

/** A person was quicker than the text; where nobody has the conversation any more, somebody is to take it. */
async function handToHuman(opened: Work, text: Text, now: Date): Promise<void> {
  const { message, conversation } = text;
  const decided = await decideOutcome(opened, text, 'HANDED_TO_HUMAN', null, null, now);
  if (!decided || !conversation || conversation.handler === 'HUMAN') return;
  const customer = await opened.customers.of(conversation);
  const reason = 'The customer called and was not texted: somebody had taken over, and has handed back. Call them.';
  await opened.say(humanNeeded({ conversationId: conversation.id, callId: message.callId, kind: 'CUSTOMER_WAITING', reason, hazard: null, customerPhone: customer?.phone ?? null, at: now.toISOString() }));
}

/** A text that never went out is none: who calls again is not to be left without. */
async function endCooldown(opened: Work, { message, conversation }: Text): Promise<void> {
  if (conversation && message.purpose === 'MISSED_CALL') await opened.conversations.save({ ...conversation, missedTextAt: null }, conversation.updatedAt);
}

/** Decides a missed call's outcome once; TEXTED never changes afterwards. Answers whether it decided one now. */
async function decideOutcome(opened: Work, { message, call }: Text, kind: 'TEXTED' | 'SUPPRESSED' | 'FAILED' | 'HANDED_TO_HUMAN', reason: string | null, code: number | null, at: Date): Promise<boolean> {
  if (!call || (call.outcomeKind !== 'PENDING' && kind !== 'TEXTED') || call.outcomeKind === 'TEXTED') return false;
  Object.assign(call, { outcomeKind: kind, outcomeReason: reason, outcomeCode: code, outcomeAt: at });
  await opened.calls.save(call);
  const missedAt = call.missedAt ?? at;
  await opened.say(
    outcomeDecided({
      callId: call.id,
      conversationId: message.conversationId,
      kind,
      reason,
      textBackMillis: kind === 'TEXTED' ? Math.max(0, at.getTime() - missedAt.getTime()) : null,
      missedAt: missedAt.toISOString(),
      decidedAt: at.toISOString(),
    }),
  );
  return true;
}
