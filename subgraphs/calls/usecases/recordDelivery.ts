import { conversationChanged, humanNeeded, messageStatusChanged, outcomeDecided } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import type { Message } from '../domain/things';

/** What became of a text on its way. */
export type Delivery =
  | { kind: 'accepted'; messageId: string; twilioSid: string; at: string }
  | { kind: 'delivered'; messageId: string }
  | { kind: 'failed'; messageId: string; code: number | null; reason: string; beforeAcceptance: boolean }
  | { kind: 'dropped'; messageId: string; reason: 'OPTED_OUT' | 'SUPERSEDED' };

/** Errors that say that no further text will reach the number (domain.md, "Delivery states"). */
const unreachableCodes = new Set([21211, 21614, 21635, 30003, 30005, 30006]);
/** The business's number is not registered: no text of it is taken. Telephony tries again after an hour. */
const unregisteredCodes = new Set([30032, 30034]);
const blockMillis = 3_600_000;

/** Carries what became of a text to the message, the call that it answered, and, where it did not arrive, to a human. */
export async function recordDelivery(context: Context, delivery: Delivery): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const message = await opened.conversations.message(delivery.messageId);
    // Notices to the business's own people are no messages of a thread.
    if (!message) return;
    if (delivery.kind === 'accepted') await accepted(opened, message, delivery, now);
    else if (delivery.kind === 'delivered') await advance(opened, message, 'DELIVERED', ['QUEUED', 'SENDING', 'SENT']);
    else if (delivery.kind === 'failed') await failed(opened, message, delivery, now);
    else await dropped(opened, message, delivery, now);
  });
}

async function accepted(opened: Work, message: Message, delivery: Extract<Delivery, { kind: 'accepted' }>, now: Date): Promise<void> {
  const advanced = await opened.conversations.advanceMessage(message.id, 'SENT', ['QUEUED', 'SENDING', 'DROPPED'], { twilioSid: delivery.twilioSid });
  if (advanced) await opened.say(messageStatusChanged({ messageId: message.id, conversationId: message.conversationId, status: 'SENT' }));
  await decideOutcome(opened, message, 'TEXTED', null, null, new Date(delivery.at));
  const conversation = await opened.conversations.byId(message.conversationId);
  // After a booking the next move is the business's, unless a person of it has written since.
  const leavesItToCustomer = conversation?.stage !== 'BOOKED' || message.sender === 'HUMAN';
  if (conversation?.status === 'OPEN' && leavesItToCustomer && message.turn === conversation.turn) {
    await opened.conversations.save({ ...conversation, status: 'WAITING_CUSTOMER' }, now);
    await opened.say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: 'WAITING_CUSTOMER', opened: false, at: now.toISOString() }));
  }
}

async function advance(opened: Work, message: Message, status: 'DELIVERED', from: string[]): Promise<void> {
  const advanced = await opened.conversations.advanceMessage(message.id, status, from);
  if (advanced) await opened.say(messageStatusChanged({ messageId: message.id, conversationId: message.conversationId, status }));
}

async function failed(opened: Work, message: Message, delivery: Extract<Delivery, { kind: 'failed' }>, now: Date): Promise<void> {
  const { conversations, say } = opened;
  const status = delivery.beforeAcceptance ? 'FAILED' : 'UNDELIVERED';
  const advanced = await conversations.advanceMessage(message.id, status, ['QUEUED', 'SENDING', 'SENT'], { errorCode: delivery.code });
  if (!advanced) return;
  await say(messageStatusChanged({ messageId: message.id, conversationId: message.conversationId, status: 'FAILED' }));
  if (delivery.beforeAcceptance) await decideOutcome(opened, message, 'FAILED', delivery.reason, delivery.code, now);
  const conversation = await conversations.byId(message.conversationId);
  const customer = conversation && (await conversations.customer(conversation.customerId));
  if (customer && delivery.code !== null && unreachableCodes.has(delivery.code)) await conversations.changeCustomer(customer.id, { unreachableCode: delivery.code });
  if (delivery.code !== null && unregisteredCodes.has(delivery.code)) await opened.work.blockLines(delivery.code, new Date(now.getTime() + blockMillis));
  const reason = `A text could not be delivered (${delivery.code ?? delivery.reason}). Call the customer back.`;
  await say(humanNeeded({ conversationId: message.conversationId, callId: message.callId, kind: 'TASK', reason, hazard: null, customerPhone: customer?.phone ?? null, at: now.toISOString() }));
}

async function dropped(opened: Work, message: Message, delivery: Extract<Delivery, { kind: 'dropped' }>, now: Date): Promise<void> {
  await opened.conversations.advanceMessage(message.id, 'DROPPED', ['QUEUED', 'SENDING']);
  if (delivery.reason === 'OPTED_OUT') await decideOutcome(opened, message, 'SUPPRESSED', 'OPTED_OUT', null, now);
  else await decideOutcome(opened, message, 'HANDED_TO_HUMAN', null, null, now);
}

/** Decides a missed call's outcome once; TEXTED never changes afterwards. */
async function decideOutcome(opened: Work, message: Message, kind: 'TEXTED' | 'SUPPRESSED' | 'FAILED' | 'HANDED_TO_HUMAN', reason: string | null, code: number | null, at: Date): Promise<void> {
  if (message.purpose !== 'MISSED_CALL' || message.callId === null) return;
  const call = await opened.work.call(message.callId);
  if (!call || (call.outcomeKind !== 'PENDING' && kind !== 'TEXTED') || call.outcomeKind === 'TEXTED') return;
  Object.assign(call, { outcomeKind: kind, outcomeReason: reason, outcomeCode: code, outcomeAt: at });
  await opened.work.saveCall(call);
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
}
