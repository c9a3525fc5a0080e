import { z } from 'zod';
import { defineEvent } from './event';

/** Each event of a call carries the times of all that went before it: whoever hears it first needs no other. */
const call = { callSid: z.string(), lineId: z.uuid(), from: z.string().nullable(), to: z.string(), startedAt: z.iso.datetime() };
const missedReasons = ['NO_ANSWER', 'BUSY', 'FAILED', 'CANCELED', 'VOICEMAIL', 'NOT_BRIDGED'] as const;

/** A customer's call reached one of our numbers and is being forwarded. */
export const callReceived = defineEvent('telephony.callReceived', z.object(call));
/** A person took the call. */
export const callAnswered = defineEvent('telephony.callAnswered', z.object({ ...call, answeredAt: z.iso.datetime() }));
/** A call that a person took has ended. */
export const callCompleted = defineEvent('telephony.callCompleted', z.object({ ...call, answeredAt: z.iso.datetime(), endedAt: z.iso.datetime(), durationSeconds: z.number().int().nonnegative() }));
/** Nobody took the call; said once for a call, whatever webhooks come. `dialable` is false for withheld and short numbers. `ownNumber`: the caller is one of our lines. */
export const callMissed = defineEvent(
  'telephony.callMissed',
  z.object({ ...call, reason: z.enum(missedReasons), missedAt: z.iso.datetime(), dialable: z.boolean(), ownNumber: z.boolean() }),
);
/** A customer's text arrived; said once for a MessageSid. `keyword` is what the whole body means to the carrier. */
export const messageReceived = defineEvent(
  'telephony.messageReceived',
  z.object({ messageSid: z.string(), lineId: z.uuid(), from: z.string(), to: z.string(), body: z.string(), media: z.array(z.object({ url: z.string(), contentType: z.string() })), receivedAt: z.iso.datetime(), keyword: z.enum(['STOP', 'START', 'HELP']).nullable() }),
);
const sent = { messageId: z.uuid(), purpose: z.string(), conversationId: z.uuid().nullable() };
/** The carrier took the text: it counts as sent, whatever becomes of it. */
export const messageAccepted = defineEvent('telephony.messageAccepted', z.object({ ...sent, twilioSid: z.string(), acceptedAt: z.iso.datetime() }));
/** The carrier says that the handset has it. */
export const messageDelivered = defineEvent('telephony.messageDelivered', z.object(sent));
/**
 * The text will not reach anyone. `reason` tells why, `code` is the carrier's; `beforeAcceptance`: the carrier never took it. `unreachable`: no further text
 * will reach its number, and why. `blockedUntil`: for want of a registration no text of the business goes out before then.
 */
export const messageFailed = defineEvent(
  'telephony.messageFailed',
  z.object({ ...sent, code: z.number().int().nullable(), reason: z.string(), beforeAcceptance: z.boolean(), unreachable: z.enum(['LANDLINE', 'INVALID']).nullable(), blockedUntil: z.iso.datetime().nullable() }),
);
const hindrances = ['QUEUE_FULL', 'REGION_NOT_ENABLED', 'FILTERED', 'NOT_REGISTERED', 'NOT_AUTHENTICATED', 'WARNING_UNDELIVERED', 'NO_LINE'] as const;
/** `to`: of WARNING_UNDELIVERED, the phone of the business's own people that did not get it. Of NO_LINE, `lineId` and `number` are null: the business has none in service. */
const hindered = { lineId: z.uuid().nullable(), number: z.string().nullable(), reason: z.enum(hindrances), to: z.string().optional(), at: z.iso.datetime() };
/**
 * One of our numbers cannot send as it should, whoever the text is to, or could not warn one of the business's own people; said as often as it happens. `code` is
 * the carrier's, null where it gave none. NO_LINE, said where a warning to the business's own people has no number to go out from, is over with a `lineChanged` to ACTIVE. A token of the environment's own account that is refused is not said: it is the operator's matter (log, /health), no business's.
 */
export const sendingHindered = defineEvent('telephony.sendingHindered', z.object({ ...hindered, code: z.number().int().nullable() }));
/** What hindered one of our numbers is over: a later text has gone, and nothing was hindered since. Said once for all `sendingHindered` of the number, reason and `to` before it. */
export const sendingResumed = defineEvent('telephony.sendingResumed', z.object(hindered));
/** The text was not sent because we decided so at the last moment: OPTED_OUT, or SUPERSEDED by a takeover or a newer text. */
export const messageDropped = defineEvent('telephony.messageDropped', z.object({ ...sent, reason: z.enum(['OPTED_OUT', 'SUPERSEDED']) }));
/** A customer said not to be texted any more, or to be texted again. */
export const optOutChanged = defineEvent('telephony.optOutChanged', z.object({ phone: z.string(), from: z.string(), optedOut: z.boolean(), source: z.enum(['KEYWORD', 'WORDS', 'CARRIER']), changedAt: z.iso.datetime() }));
/** One of our numbers exists, or what is known of it has changed. */
export const lineChanged = defineEvent('telephony.lineChanged', z.object({ lineId: z.uuid(), number: z.string(), label: z.string().nullable(), status: z.string() }));
