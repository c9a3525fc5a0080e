import { z } from 'zod';
import { signer } from './account';
import type { Screening } from './forwarding';

const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[\\w-]{1,60}$`));
const callSid = sid('CA');
const messageSid = sid('(SM|MM)');
const number = z.string().max(100);
const seconds = z.coerce.number().int().nonnegative().catch(0);
const receivedAt = z.coerce.date();
const token = z.string().max(200).nullable().default(null);
const medium = z.object({ url: z.string().max(2_000), contentType: z.string().max(200) });

/** Ends a URL that we give to Twilio: it posts five times more whatever the failure, where by default it does once more on a connection failure. It neither sends nor signs the fragment (twilio.md 16). */
export const moreRetries = '#rc=5&rp=all';

/** What Twilio reports, parsed once at the door; also what the spool keeps on disk while the database is away. */
export const webhook = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), receivedAt, token, signedBy: signer, callSid, from: number, to: number, forwardedFrom: number.nullable() }),
  // `called`: our number, as the URL that we gave to Dial names it.
  z.object({ kind: z.literal('screen'), receivedAt, token, signedBy: signer, callSid, parentCallSid: callSid, from: number, called: number.nullable(), digits: z.string().max(40) }),
  // What detection heard. Twilio names the dialled leg alone: the caller's leg, the caller and our number are of the URL that we gave to Dial.
  z.object({ kind: z.literal('detection'), receivedAt, token, signedBy: signer, callSid, parentCallSid: callSid, from: number, called: number.nullable(), answeredBy: z.string().min(1).max(40) }),
  z.object({ kind: z.literal('dialResult'), receivedAt, token, signedBy: signer, callSid, from: number, to: number, dialStatus: z.string().max(40), bridged: z.boolean().nullable(), durationSeconds: seconds }),
  z.object({ kind: z.literal('callEnded'), receivedAt, token, signedBy: signer, callSid, from: number, to: number, callStatus: z.string().max(40), durationSeconds: seconds }),
  z.object({ kind: z.literal('text'), receivedAt, token, signedBy: signer, messageSid, from: number, to: number, body: z.string().max(20_000), media: z.array(medium).max(20) }),
  z.object({ kind: z.literal('textStatus'), receivedAt, token, signedBy: signer, messageSid, from: number, to: number, status: z.string().max(40), errorCode: z.number().int().nullable(), messageId: z.uuid().nullable() }),
]);
export type Webhook = z.infer<typeof webhook>;
export type WebhookKind = Webhook['kind'];
export type WebhookOf<Kind extends WebhookKind> = Extract<Webhook, { kind: Kind }>;

/** That a webhook was taken in. */
export interface Receipt {
  key: string;
  /** Twilio's idempotency token; null where none came. */
  token: string | null;
  receivedAt: Date;
}

export function receiptOf(said: Webhook): Receipt {
  return { key: keyOf(said), token: said.token, receivedAt: said.receivedAt };
}

/** By what repeated deliveries of one webhook are known: a call's by CallSid and status, a text's by MessageSid, a status's by all three (twilio.md 17). */
function keyOf(said: Webhook): string {
  switch (said.kind) {
    case 'call':
      return `call:${said.callSid}`;
    case 'screen':
      return `screen:${said.callSid}:${said.digits}`;
    case 'detection':
      return `detection:${said.callSid}:${said.answeredBy}`;
    case 'dialResult':
      return `dial:${said.callSid}:${said.dialStatus}`;
    case 'callEnded':
      return `ended:${said.callSid}:${said.callStatus}`;
    case 'text':
      return `text:${said.messageSid}`;
    case 'textStatus':
      return `status:${said.messageSid}:${said.status}:${said.errorCode ?? ''}`;
  }
}

/** What a webhook goes back to: the customer's call or text. Of a text of ours, only the text itself is known here. */
export function causeOf(said: Webhook): string {
  if (said.kind === 'screen' || said.kind === 'detection') return said.parentCallSid;
  return 'messageSid' in said ? said.messageSid : said.callSid;
}

/** Webhooks whose order can matter to what becomes of them share a lane: those of one call, and the texts of one sender to one number. */
export function laneOf(said: Partial<Webhook>): string {
  if (said.kind === 'text') return `${said.from}:${said.to}`;
  if (said.kind === 'screen' || said.kind === 'detection') return String(said.parentCallSid);
  return String('messageSid' in said ? said.messageSid : 'callSid' in said ? said.callSid : '');
}

/** What a webhook is answered with; http/ makes TwiML of it. */
export type Answer =
  | { kind: 'forward'; callSid: string; caller: string; called: string; targets: readonly string[]; timeoutSeconds: number; screening: Screening }
  /** A line for a caller whom nobody took, then the end. */
  | { kind: 'goodbye' }
  /** The number is not in service with us. */
  | { kind: 'reject' }
  | { kind: 'askForKey'; called: string | null }
  /** The callee accepted: nothing more, so that Dial bridges. */
  | { kind: 'nothing' }
  | { kind: 'hangUp' };
