import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notFound, refuse } from '../../../platform/errors/refusal';
import { documented } from '../../../platform/http/docs';
import { hasServiceKey } from '../../../platform/http/serviceKey';
import { isUuid } from '../../../platform/values/uuid';
import type { WebhookIntake, TelephonyEnvironment } from '../context';
import type { Signer } from '../domain/account';
import type { WebhookKind } from '../domain/webhook';
import { receiveWebhook } from '../usecases/receiveWebhook';
import { kindOf, readWebhook, type Fields, type Received } from './readWebhook';
import { isForm, isFromTwilio, type SignedRequest } from './signature';
import { detectionPath, screenPath, statusPath, toTwiml } from './twiml';

interface Door {
  intake: WebhookIntake;
  environment: TelephonyEnvironment;
}

/**
 * Twilio's webhooks. Each: verify the signature on the exact bytes, parse, one use case, answer. Bodies are kept raw in this scope,
 * since the signature comes before anything else: a forged request is told nothing but 403. What Twilio never sends is refused with 422.
 */
export function mountTwilioWebhooks(app: FastifyInstance, door: Door): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

    const mount = (path: string, kind: (fields: Fields) => WebhookKind | 'ofNoUse' | null, answers: 'twiml' | 'nothing', serviceKey = false) =>
      scope.post(path, row(answers, serviceKey), (request, reply) => receive(door, request, reply, { kind, answers, serviceKey }));
    mount('/webhooks/twilio/call', () => 'call', 'twiml');
    mount(`${statusPath}/:callSid`, () => 'dialResult', 'twiml');
    mount(screenPath, () => 'screen', 'twiml');
    mount(`${detectionPath}/:callSid`, () => 'detection', 'nothing');
    mount('/webhooks/twilio/sms', () => 'text', 'twiml');
    mount('/webhooks/twilio/sms/status', () => 'textStatus', 'nothing');
    mount('/internal/webhooks/twilio', kindOf, 'twiml', true);
    mount('/internal/webhooks/twilio/status', kindOf, 'nothing', true);
  });
}

/** What is told of the row: Twilio's own forms in, TwiML or nothing out, and a bare 403 for a wrong signature. */
function row(answers: 'twiml' | 'nothing', serviceKey: boolean) {
  const form = z.looseObject({ CallSid: z.string().optional(), MessageSid: z.string().optional(), From: z.string().optional(), To: z.string().optional() });
  const bare = { [answers === 'twiml' ? 200 : 204]: z.string().describe(answers === 'twiml' ? 'TwiML' : 'Nothing'), 403: z.string().describe('Nothing') };
  return documented({ summary: "One of Twilio's webhooks", auth: serviceKey ? ['service', 'twilio'] : 'twilio', body: form, bare, refusals: serviceKey ? [404, 422] : [422] });
}

async function receive(door: Door, request: FastifyRequest, reply: FastifyReply, row: { kind: (fields: Fields) => WebhookKind | 'ofNoUse' | null; answers: 'twiml' | 'nothing'; serviceKey: boolean }) {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const contentType = request.headers['content-type'] ?? '';
  const trusted = row.serviceKey && hasServiceKey(request, door.environment.internalServiceKeys);
  const publicUrl = door.environment.publicUrl;
  const signed = { url: publicUrl + targetOf(request), signature: headerOf(request, 'x-twilio-signature'), contentType, rawBody: body };
  const fields = readFields(body, contentType);
  const signedBy = trusted ? serviceOf(request) : await accountThatSigned(door.intake, signed, fields['AccountSid'] || door.intake.environmentSid);
  if (signedBy === null) {
    // Who shows a key and no signature is one of ours, and is told as ours are.
    if (row.serviceKey && headerOf(request, 'x-service-key') !== null && !signed.signature) refuse('AUTH_TOKEN_INVALID', 'A service key is needed for this.');
    return reply.code(403).send();
  }

  const received: Received = {
    fields,
    signedBy,
    query: Object.fromEntries(new URL(signed.url).searchParams),
    pathCallSid: (request.params as { callSid?: string }).callSid,
    idempotencyToken: headerOf(request, 'i-twilio-idempotency-token'),
    receivedAt: door.intake.now(),
  };
  const kind = row.kind(received.fields);
  if (!kind) refuse('VALIDATION_FAILED', 'The body does not fit.', { validation_errors: [{ field: '', message: "none of Twilio's webhooks has these fields" }] });
  const answer = kind === 'ofNoUse' ? ({ kind: 'nothing' } as const) : await receiveWebhook(door.intake, readWebhook(kind, received));
  if (answer.kind === 'foreign' && trusted) notFound('line of the business');
  if (answer.kind === 'foreign') return reply.code(403).send();
  if (row.answers === 'nothing') return reply.code(204).send();
  return sendTwiml(reply, toTwiml(answer, publicUrl));
}

/** Path and query; of a request that names the whole address, as one to a proxy does (RFC 9112, 3.2.2), without what stands before them. */
function targetOf(request: FastifyRequest): string {
  return (request.raw.url ?? '').replace(/^https?:\/\/[^/?]*/i, '');
}

/** One of our own services: for the business that X-Tenant-ID names, where it names one (rest.yaml). */
function serviceOf(request: FastifyRequest): Signer {
  const tenantId = request.headers['x-tenant-id'];
  if (tenantId === undefined) return 'service';
  if (typeof tenantId !== 'string' || !isUuid(tenantId)) refuse('INVALID_FORMAT', 'The tenant id is not one.', { field: 'X-Tenant-ID' });
  return `service:${tenantId.toLowerCase()}`;
}

/** The account that the body names, where a token of its own signed the request: never one of another account. Null: nobody. */
async function accountThatSigned(intake: WebhookIntake, signed: SignedRequest, accountSid: string | null): Promise<string | null> {
  if (accountSid === null) return null;
  return isFromTwilio(signed, await intake.tokensOf(accountSid)) ? accountSid : null;
}

function sendTwiml(reply: FastifyReply, twiml: string) {
  return reply.type('text/xml; charset=utf-8').send(twiml);
}

/** First value of each field of a form or of a flat JSON object; none of anything else. */
function readFields(body: Buffer, contentType: string): Fields {
  const fields = isForm(contentType) ? [...new URLSearchParams(body.toString('utf8'))].reverse() : readObject(body);
  return Object.fromEntries(fields.map(([name, value]) => [name, storable(value)]));
}

function readObject(body: Buffer): [string, string][] {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) return [];
    return Object.entries(parsed).filter(([, value]) => typeof value === 'string' || typeof value === 'number').map(([name, value]) => [name, String(value)]);
  } catch {
    return [];
  }
}

/** Without what the database cannot keep, U+0000 and halves of surrogate pairs: a customer's text must not be lost for one. */
function storable(value: string): string {
  return Buffer.from(value.replaceAll('\0', '')).toString();
}

function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}
