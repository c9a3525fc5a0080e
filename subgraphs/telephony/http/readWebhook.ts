import { parsePhoneNumber } from '../../../platform/values/phoneNumber';
import type { Signer } from '../domain/account';
import { webhook, type Webhook, type WebhookKind } from '../domain/webhook';
import { statusPath } from './twiml';

/** The fields of a body, first value of each. */
export type Fields = Readonly<Record<string, string>>;

export interface Received {
  fields: Fields;
  /** Of the URL: what ours carry, the `message` of a status callback, the `called` number of a screening and of a detection, and who calls of the latter. */
  query: Fields;
  /** The call that the path names. */
  pathCallSid?: string;
  idempotencyToken: string | null;
  signedBy: Signer;
  receivedAt: Date;
}

const endedStatuses = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

/** Parses the fields as that kind of webhook. Throws a ZodError, which is answered with 422, where they do not make one. */
export function readWebhook(kind: WebhookKind, received: Received): Webhook {
  const { fields } = received;
  const common = { kind, receivedAt: received.receivedAt, signedBy: received.signedBy, token: received.idempotencyToken?.slice(0, 200) ?? null, from: fields['From'] ?? '', to: fields['To'] ?? fields['Called'] ?? '' };
  return webhook.parse({ ...common, ...own(kind, received) });
}

/** What a webhook of whatever kind is, by its fields alone; `ofNoUse` is Twilio's, and tells nothing that others do not; null where nothing fits. */
export function kindOf(fields: Fields): WebhookKind | 'ofNoUse' | null {
  if (fields['MessageSid'] ?? fields['SmsSid']) {
    const status = fields['MessageStatus'] ?? fields['SmsStatus'] ?? 'received';
    return status === 'received' || status === 'receiving' ? 'text' : 'textStatus';
  }
  if (!fields['CallSid']) return null;
  if (fields['DialCallStatus'] !== undefined) return 'dialResult';
  // Dial's action failed, and its result with it: Dial is over, and so is the call, which must not ring anybody again.
  if (fields['ErrorUrl']?.includes(`${statusPath}/`)) return 'callEnded';
  const ended = endedStatuses.has(fields['CallStatus'] ?? '');
  // How a dialled leg ends is told by Dial's action; which of several legs rang counts for nothing.
  if (fields['ParentCallSid']) return ended ? 'ofNoUse' : 'screen';
  return ended ? 'callEnded' : 'call';
}

function own(kind: WebhookKind, { fields, query, pathCallSid }: Received): Record<string, unknown> {
  const messageSid = fields['MessageSid'] ?? fields['SmsSid'];
  switch (kind) {
    case 'call':
      // Of another carrier's writing; what is no number at all names nobody.
      return { callSid: fields['CallSid'], forwardedFrom: parsePhoneNumber(fields['ForwardedFrom'] ?? '') };
    case 'screen':
      return { callSid: fields['CallSid'], parentCallSid: fields['ParentCallSid'] ?? fields['CallSid'], called: query['called'] ?? null, digits: fields['Digits'] ?? '' };
    case 'detection':
      return { callSid: fields['CallSid'], parentCallSid: pathCallSid, from: query['from'] ?? '', called: query['called'] ?? null, answeredBy: fields['AnsweredBy'] };
    case 'dialResult':
      return {
        callSid: fields['CallSid'] ?? pathCallSid,
        dialStatus: fields['DialCallStatus'],
        bridged: fields['DialBridged'] === undefined ? null : fields['DialBridged'] === 'true',
        durationSeconds: fields['DialCallDuration'] ?? 0,
      };
    case 'callEnded':
      return { callSid: fields['CallSid'], callStatus: fields['CallStatus'], durationSeconds: fields['CallDuration'] ?? 0 };
    case 'text':
      return { messageSid, body: fields['Body'] ?? '', media: mediaOf(fields) };
    case 'textStatus': {
      const code = Number(fields['ErrorCode']);
      return { messageSid, status: fields['MessageStatus'] ?? fields['SmsStatus'], errorCode: Number.isInteger(code) && code > 0 ? code : null, messageId: query['message'] ?? null };
    }
  }
}

function mediaOf(fields: Fields): { url: string; contentType: string }[] {
  const count = Math.min(Number(fields['NumMedia']) || 0, mediaMax);
  return Array.from({ length: count }, (_, index) => ({ url: fields[`MediaUrl${index}`], contentType: fields[`MediaContentType${index}`] })).flatMap(({ url, contentType }) =>
    url === undefined || !webUrl.test(url) || !URL.canParse(url) ? [] : [{ url, contentType: mimeType.test(contentType ?? '') ? (contentType as string) : unknownType }],
  );
}

/** Twilio takes and tells no more of one message. */
const mediaMax = 10;
/** Whoever watches the conversation opens it: no `javascript:`, no `data:`. */
const webUrl = /^https?:\/\//i;
const mimeType = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;
/** Of what the carrier names no type (RFC 2046, 4.5.1). */
const unknownType = 'application/octet-stream';
