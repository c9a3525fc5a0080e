import { z } from 'zod';
import { answerers, calleeBehaviours } from '../calls/activeCall';
import { nothingStruck, type FaultKind } from '../faults';

/** Bodies of the control API. Unknown names are refused: a misspelt one would silently test nothing. */

const url = z.union([z.literal(''), z.url({ protocol: /^https?$/ })]);
const share = z.number().min(0).max(1);
/** Callers may be anything the telephone network shows: `anonymous`, `+266696687`, a short code. */
const party = z.string().trim().min(1).max(40);
export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'an E.164 number, such as +12085550142');

export const numberBody = z
  .strictObject({ accountSid: z.string(), friendlyName: z.string(), voiceUrl: url, voiceFallbackUrl: url, statusCallback: url, smsUrl: url, smsFallbackUrl: url })
  .partial()
  .default({});

export const callBody = z.strictObject({
  from: party,
  to: e164,
  callee: z.enum(calleeBehaviours).default('live'),
  digits: z.string().regex(/^[0-9*#]*$/).default('1'),
  timeScale: z.number().min(0).max(10).optional(),
  forwardedFrom: party.optional(),
});

export const textBody = z.strictObject({
  from: party,
  to: e164,
  body: z.string().max(1_600).default(''),
  media: z.union([z.url(), z.array(z.url()).max(10)]).default([]),
});

/** At which of several phones that ring. */
export const phoneOf = z.strictObject({ to: e164.optional() }).default({});
/** What machine detection is to take the one who answers for. */
export const answerBody = z.strictObject({ to: e164.optional(), detectedAs: z.enum(answerers).optional() }).default({});
export const byBody = z.strictObject({ by: z.enum(['caller', 'callee']).optional() }).default({});
export const pressBody = z.strictObject({ by: z.enum(['caller', 'callee']).default('callee'), digits: z.string().regex(/^[0-9*#]+$/).default('1') }).prefault({});

export const phoneBody = z.strictObject({
  delivery: z.enum(['delivered', 'undelivered', 'failed', 'sent']).optional(),
  errorCode: z.number().int().optional(),
  refuseCode: z.number().int().optional(),
});

export const settingsBody = z
  .strictObject({
    timeScale: z.number().min(0).max(10), answerSeconds: z.number().min(0), talkSeconds: z.number().min(0), ringSecondsMax: z.number().min(0), sentDelayMs: z.number().min(0),
    deliveredDelayMs: z.number().min(0), listLagMs: z.number().min(0).max(9_999), carrierReplies: z.boolean(), webhookBody: z.enum(['form', 'json']), enabledCountries: z.array(z.string()),
  })
  .partial();

export const faultsBody = z.strictObject({
  seed: z.number().int().default(1),
  sends: z
    .strictObject({ rate429: share.default(0), rate500: share.default(0), rate500ButSent: share.default(0), rateTimeout: share.default(0), rateSentWithoutAnswer: share.default(0) })
    .refine((rates) => Object.values(rates).reduce((sum, rate) => sum + rate, 0) <= 1 + 1e-9, 'the rates add up to more than 1')
    .prefault({}),
  retryAfter: z.union([z.number().int().min(0), z.string().max(100)]).default(1),
  lookUps: z.strictObject({ rate500: share.default(0) }).prefault({}),
  timeoutMs: z.number().min(0).max(60_000).default(2_000),
  webhooks: z
    .strictObject({ duplicateRate: share.default(0), reorderRate: share.default(0), reorderDelayMs: z.number().min(0).max(60_000).default(200), dropRate: share.default(0), kinds: z.array(z.string()).optional() })
    .prefault({}),
});

export const struckQuery = z.strictObject({
  kind: z.enum(Object.keys(nothingStruck()) as [FaultKind, ...FaultKind[]]).optional(),
  count: z.coerce.number().int().min(0).default(0),
  timeoutMs: z.coerce.number().min(0).max(60_000).default(30_000),
});

export const messagingServiceBody = z.strictObject({ numbers: z.array(e164) });
export const sinceQuery = z.object({ since: z.coerce.number().default(0), from: z.string().optional(), to: z.string().optional() });
