import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { act, viewOf, type ActiveCall, type CallAction } from '../calls/activeCall';
import { placeCall } from '../calls/callFlow';
import type { Line } from '../calls/line';
import { putNumber, setFaults, textsOf, type Carrier } from '../carrier';
import { noFaults, type Draws } from '../faults';
import { deliverText } from '../texts';
import { answerBody, byBody, callBody, e164, faultsBody, messagingServiceBody, numberBody, phoneBody, phoneOf, pressBody, settingsBody, sinceQuery, struckQuery, textBody } from './schemas';
import { streamTo } from './stream';

class ControlRefusal extends Error {
  constructor(readonly statusCode: number, message: string) {
    super(message);
  }
}

type SidParams = { Params: { sid: string } };
type PhoneParams = { Params: { e164: string } };

/**
 * What tests and the page do with the phone company, under `/control`: JSON, no authentication (the server listens on
 * loopback). A refused request answers 400 `{error}`, an unknown call 404, an action on a call that is over 409.
 */
export async function controlApi(app: FastifyInstance, { line, draws }: { line: Line; draws: Draws }): Promise<void> {
  const { carrier } = line;
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    if (statusCode >= 500) console.error('simulator:', error);
    return reply.code(statusCode).send({ error: message });
  });
  // An empty body is an empty object: `POST …/answer` needs none.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string));
    } catch {
      done(new ControlRefusal(400, 'the body is not JSON'));
    }
  });

  numberRoutes(app, carrier);
  callRoutes(app, line);
  textRoutes(app, line);

  app.put('/settings', (request) => Object.assign(carrier.settings, settingsBody.parse(request.body ?? {})));
  app.get('/settings', () => carrier.settings);
  app.put('/faults', (request) => {
    const faults = setFaults(carrier, faultsBody.parse(request.body ?? {}));
    draws.forget();
    return faults;
  });
  app.get('/faults', () => carrier.faults);
  app.delete('/faults', () => setFaults(carrier, noFaults()));
  // Long poll: answers as soon as faults of that kind (of any kind, where none is named) have struck so often since they were set.
  app.get('/faults/struck', async (request) => {
    const { kind, count, timeoutMs } = struckQuery.parse(request.query);
    const total = () => (kind ? carrier.struck[kind] : Object.values(carrier.struck).reduce((sum, times) => sum + times, 0));
    return { reached: await becomesTrue(carrier, () => total() >= count, timeoutMs), struck: carrier.struck };
  });
  app.get('/webhooks', (request) => {
    const { since } = sinceQuery.parse(request.query);
    return carrier.webhooks.filter((webhook) => webhook.at >= since);
  });
  app.post('/reset', () => {
    reset(carrier);
    draws.forget();
    return { ok: true };
  });
  app.get('/idle', async (request) => {
    const { timeoutMs } = z.object({ timeoutMs: z.coerce.number().min(0).max(60_000).default(10_000) }).parse(request.query);
    return { idle: await becomesTrue(carrier, () => carrier.pending === 0, timeoutMs), pending: carrier.pending };
  });
  app.get('/stream', (request, reply) => streamTo(carrier, request, reply));
}

function numberRoutes(app: FastifyInstance, carrier: Carrier): void {
  app.get('/numbers', () => [...carrier.numbers.values()]);
  app.put<PhoneParams>('/numbers/:e164', (request) => {
    const number = numberBody.parse(request.body ?? {});
    if (number.accountSid !== undefined && !carrier.accounts.has(number.accountSid)) fail(400, `no account ${number.accountSid}`);
    return putNumber(carrier, e164.parse(request.params.e164), number);
  });
  app.delete<PhoneParams>('/numbers/:e164', (request) => {
    const removed = carrier.numbers.delete(request.params.e164);
    carrier.events.emit('changed');
    return { removed };
  });
  app.put<PhoneParams>('/phones/:e164', (request) => {
    const profile = phoneBody.parse(request.body ?? {});
    carrier.phones.set(e164.parse(request.params.e164), profile);
    return profile;
  });
  app.delete<PhoneParams>('/phones/:e164', (request) => ({ removed: carrier.phones.delete(request.params.e164) }));
  app.put<SidParams>('/messaging-services/:sid', (request) => {
    const { numbers } = messagingServiceBody.parse(request.body);
    carrier.messagingServices.set(request.params.sid, numbers);
    return { sid: request.params.sid, numbers };
  });
}

function callRoutes(app: FastifyInstance, line: Line): void {
  const { carrier } = line;
  const find = (sid: string): ActiveCall => carrier.calls.get(sid) ?? fail(404, `no call ${sid}`);
  const onCall = (path: string, actionOf: (body: unknown) => CallAction) =>
    app.post<SidParams>(`/calls/:sid/${path}`, (request) => {
      const call = find(request.params.sid);
      const action = actionOf(request.body ?? {});
      if (call.finishedAt !== null) fail(409, 'the call is over');
      act(call, action);
      return viewOf(call);
    });

  app.post('/calls', (request, reply) => {
    const order = callBody.parse(request.body);
    const call = placeCall(line, { ...order, timeScale: order.timeScale ?? carrier.settings.timeScale, forwardedFrom: order.forwardedFrom ?? null });
    return reply.code(201).send(viewOf(call));
  });
  app.get('/calls', (request) => {
    const { since, from, to } = sinceQuery.parse(request.query);
    return [...carrier.calls.values()].filter((call) => call.startedAt >= since && (!from || call.from === from) && (!to || call.to === to)).map(viewOf);
  });
  app.get<SidParams>('/calls/:sid', async (request) => {
    const call = find(request.params.sid);
    // Long poll: the answer comes once the call is over, or after so many milliseconds.
    const { waitMs } = z.object({ waitMs: z.coerce.number().min(0).max(60_000).default(0) }).parse(request.query);
    if (waitMs > 0) await becomesTrue(carrier, () => call.finishedAt !== null, waitMs);
    return viewOf(call);
  });
  onCall('answer', (body) => ({ kind: 'answer', ...answerBody.parse(body) }));
  onCall('voicemail', (body) => ({ kind: 'voicemail', ...phoneOf.parse(body) }));
  onCall('decline', (body) => ({ kind: 'decline', ...phoneOf.parse(body) }));
  onCall('ring-out', () => ({ kind: 'ringOut' }));
  onCall('press', (body) => ({ kind: 'press', ...pressBody.parse(body) }));
  onCall('hangup', (body) => ({ kind: 'hangup', by: byBody.parse(body).by ?? 'caller' }));
}

function textRoutes(app: FastifyInstance, line: Line): void {
  const { carrier } = line;
  app.post('/texts', (request, reply) => {
    const { media, ...text } = textBody.parse(request.body);
    return reply.code(201).send(deliverText(line, { ...text, mediaUrls: typeof media === 'string' ? [media] : media }));
  });
  app.get('/messages', (request) => textsOf(carrier, z.object({ phone: z.string() }).parse(request.query).phone));
  app.get('/outbox', (request) => {
    const { since, from, to } = sinceQuery.parse(request.query);
    return [...carrier.messages.values()].filter(
      (message) => message.direction === 'outbound-api' && message.acceptedAt >= since && (!from || message.from === from) && (!to || message.to === to),
    );
  });
}

/** Forgets calls, texts, opt-outs, phones, faults and settings; the numbers stay, and calls under way hang up. */
function reset(carrier: Carrier): void {
  for (const call of carrier.calls.values()) if (call.finishedAt === null) act(call, { kind: 'hangup', by: 'caller' });
  for (const kept of [carrier.calls, carrier.messages, carrier.messagesByPhone, carrier.optOuts, carrier.phones]) kept.clear();
  carrier.webhooks = [];
  setFaults(carrier, noFaults());
  Object.assign(carrier.settings, carrier.defaultSettings);
  carrier.events.emit('changed');
  carrier.events.emit('event', { type: 'reset' });
}

/** Waits for events, not for time. @returns whether it became true before the deadline */
function becomesTrue(carrier: Carrier, condition: () => boolean, timeoutMs: number): Promise<boolean> {
  if (condition()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (value: boolean) => {
      clearTimeout(timer);
      carrier.events.off('event', check);
      carrier.events.off('idle', check);
      resolve(value);
    };
    const check = () => condition() && end(true);
    const timer = setTimeout(() => end(false), timeoutMs);
    carrier.events.on('event', check);
    carrier.events.on('idle', check);
  });
}

function fail(status: number, message: string): never {
  throw new ControlRefusal(status, message);
}
