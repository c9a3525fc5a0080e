import { z } from 'zod';
import { defineEvent } from './event';

/** A call's state changed. `conversationId`: that which it belongs to, once there is one. */
export const callChanged = defineEvent(
  'calls.callChanged',
  z.object({ callId: z.uuid(), conversationId: z.uuid().nullish(), change: z.enum(['INCOMING_CALL', 'CALL_ANSWERED', 'CALL_MISSED', 'CALL_ENDED']), at: z.iso.datetime() }),
  (event) => ({ type: event.change, callId: event.callId, ...(event.conversationId && { conversationId: event.conversationId }) }),
);
/** What became of a missed call was decided. `textBackMillis` from missed to accepted by the carrier, for TEXTED. */
export const outcomeDecided = defineEvent(
  'calls.outcomeDecided',
  z.object({
    callId: z.uuid(),
    conversationId: z.uuid().nullable(),
    kind: z.enum(['TEXTED', 'SUPPRESSED', 'FAILED', 'HANDED_TO_HUMAN']),
    reason: z.string().nullable(),
    textBackMillis: z.number().int().nonnegative().nullable(),
    missedAt: z.iso.datetime(),
    decidedAt: z.iso.datetime(),
  }),
  (event) => ({ type: 'CALL_OUTCOME', callId: event.callId, ...(event.conversationId && { conversationId: event.conversationId }) }),
);
/** A text is to be sent. `ownership` is the conversation's number at the time: under a newer one the text is dropped. */
export const messageQueued = defineEvent(
  'calls.messageQueued',
  z.object({
    messageId: z.uuid(),
    conversationId: z.uuid(),
    lineId: z.uuid(),
    to: z.string(),
    body: z.string(),
    /** A SAFETY warning goes out before everything else, the text after a MISSED_CALL before the rest. */
    purpose: z.enum(['SAFETY', 'MISSED_CALL', 'REPLY', 'HUMAN', 'NOTICE']),
    ownership: z.number().int(),
    validitySeconds: z.number().int().nullable(),
  }),
);
/** A message stands in the thread; `at`: when it was written, or reached us. `isReply`: a customer's own words, to us, rather than such as the carrier answers (HELP, START). */
export const messageAdded = defineEvent(
  'calls.messageAdded',
  z.object({ messageId: z.uuid(), conversationId: z.uuid(), sender: z.enum(['CUSTOMER', 'AI', 'HUMAN', 'SYSTEM']), at: z.iso.datetime(), isReply: z.boolean().default(false) }),
  (event) => ({ type: event.sender === 'AI' ? 'AI_RESPONSE' : 'NEW_MESSAGE', messageId: event.messageId, conversationId: event.conversationId }),
);
/** A message's delivery state changed. */
export const messageStatusChanged = defineEvent(
  'calls.messageStatusChanged',
  z.object({ messageId: z.uuid(), conversationId: z.uuid(), status: z.enum(['SENT', 'DELIVERED', 'FAILED']) }),
  (event) => ({ type: `MESSAGE_${event.status}`, messageId: event.messageId, conversationId: event.conversationId }),
);
/** A conversation changed hands, state, stage or urgency. `since` is the customer's first call or text of it. */
export const conversationChanged = defineEvent(
  'calls.conversationChanged',
  z.object({ conversationId: z.uuid(), change: z.enum(['CONVERSATION_UPDATED', 'AI_TAKEOVER', 'HUMAN_TAKEOVER']), status: z.string(), opened: z.boolean().default(false), at: z.iso.datetime() }),
  (event) => ({ type: event.change, conversationId: event.conversationId }),
);
/** A lead was made or changed. */
export const leadChanged = defineEvent('calls.leadChanged', z.object({ leadId: z.uuid(), conversationId: z.uuid(), status: z.string(), created: z.boolean(), at: z.iso.datetime() }), (event) => ({
  type: 'LEAD_UPDATED',
  leadId: event.leadId,
  conversationId: event.conversationId,
}));
/**
 * An appointment was held, let go (`LET_GO`: the hold is no more), moved, ended. `isVisit`: somebody is to come; a slot that is only held, or let go, is nobody's visit.
 * `workerUserId`: the user whose visit it is, where the worker is one.
 */
export const appointmentChanged = defineEvent(
  'calls.appointmentChanged',
  z.object({ appointmentId: z.uuid(), conversationId: z.uuid().nullable(), workerUserId: z.uuid().nullish(), status: z.string(), isVisit: z.boolean().default(true), at: z.iso.datetime() }),
  (event) => ({ type: 'APPOINTMENT_UPDATED', appointmentId: event.appointmentId, ...(event.conversationId && { conversationId: event.conversationId }) }),
);
/** A customer has an appointment. The estimate in minor units of the currency. */
export const appointmentBooked = defineEvent('calls.appointmentBooked', z.object({ appointmentId: z.uuid(), conversationId: z.uuid().nullable(), start: z.iso.datetime(), estimateLowMinor: z.number().int(), estimateHighMinor: z.number().int(), at: z.iso.datetime() }));
/** A human is needed. `kind` names the alert; `hazard` is the life-safety hazard, `warned` whether the customer was texted what to do (a LIFE_SAFETY one alone: not, where they opted out); `customerPhone` is for the text to the owner. `untilOptIn`: of a TASK that is over once `customerPhone` wants texts again. */
export const humanNeeded = defineEvent(
  'calls.humanNeeded',
  z.object({ conversationId: z.uuid().nullable(), callId: z.uuid().nullable(), kind: z.enum(['LIFE_SAFETY', 'CUSTOMER_WAITING', 'TASK']), reason: z.string(), hazard: z.string().nullable(), warned: z.boolean().optional(), untilOptIn: z.boolean().optional(), customerPhone: z.string().nullable(), at: z.iso.datetime() }),
);
/** What was needed of a human in this conversation is done: a person took over, or it is resolved. */
export const humanArrived = defineEvent('calls.humanArrived', z.object({ conversationId: z.uuid(), userId: z.uuid(), resolved: z.boolean(), at: z.iso.datetime() }));
/** A customer asked, in plain words, not to be texted. */
export const optOutAsked = defineEvent('calls.optOutAsked', z.object({ conversationId: z.uuid(), phone: z.string(), at: z.iso.datetime() }));
