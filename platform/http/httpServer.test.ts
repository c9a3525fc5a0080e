import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readEnvironment } from '../config/environment';
import { refuse } from '../errors/refusal';
import { createLogger } from '../logging/logger';
import { documented, serveDocs } from './docs';
import { answer } from './envelope';
import { createHttpServer } from './httpServer';
import { requireServiceKey } from './serviceKey';

const body = z.strictObject({ name: z.string(), count: z.int().optional() });
const foundation = { environment: readEnvironment({ NODE_ENV: 'test', BODY_LIMIT: '64 KiB', INTERNAL_SERVICE_KEY: 'one-key-of-the-tests,another-key-of-them' }), log: createLogger({ level: 'silent', format: 'json' }) };
let app: FastifyInstance;

beforeAll(async () => {
  app = await createHttpServer(foundation);
  await serveDocs(app, { version: '1.2.3', description: 'For tests.' });
  const options = documented({ summary: 'Makes a thing', auth: 'service', body, answer: z.object({ id: z.string() }), refusals: [404, 422] });
  app.post('/things', { ...options, preHandler: requireServiceKey(foundation) }, (request, reply) => answer(request, reply, { id: body.parse(request.body).name }));
  app.get('/things/:id', documented({ summary: 'A thing', auth: 'public', answer: z.object({ id: z.string() }) }), () => refuse('RESOURCE_NOT_FOUND', 'There is no such thing.', { resource: 'thing' }));
  app.get('/busy', () => refuse('RATE_LIMIT_EXCEEDED', 'Too many.'));
  app.get('/away', () => refuse('SERVICE_UNAVAILABLE', 'Not now.'));
  app.get('/database', () => Promise.reject(Object.assign(new Error('terminating connection of 1234'), { code: '57P01' })));
  app.get('/broken', () => Promise.reject(new Error('the password is 1234')));
  app.get('/page', (_request, reply) => reply.type('text/html').send('<p>Hello</p>'));
});
afterAll(() => app.close());

const key = { 'x-service-key': 'another-key-of-them', 'content-type': 'application/json' };
const post = (payload: string, headers: Record<string, string> = key) => app.inject({ method: 'POST', url: '/things', payload, headers });
const metadata = { timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), request_id: expect.any(String), processing_time_ms: expect.any(Number) };

test('an answer has the documented envelope', async () => {
  const answered = await post('{"name":"x"}');
  expect([answered.statusCode, answered.json()]).toEqual([200, { success: true, data: { id: 'x' }, metadata }]);
});

test('every answer has a request id, a preflight that CORS answers by itself too', async () => {
  const [origin] = foundation.environment.corsOrigins;
  const preflight = await app.inject({ method: 'OPTIONS', url: '/things', headers: { origin, 'access-control-request-method': 'POST', 'x-request-id': 'asked-1' } });
  expect([preflight.statusCode, preflight.headers['access-control-allow-origin'], preflight.headers['x-request-id']]).toEqual([204, origin, 'asked-1']);
});

test.each([
  ['a missing key', 401, 'AUTH_TOKEN_INVALID', () => post('{"name":"x"}', { 'content-type': 'application/json' })],
  ['a wrong key', 401, 'AUTH_TOKEN_INVALID', () => post('{"name":"x"}', { ...key, 'x-service-key': 'one-key-of-the-test' })],
  ['a body that does not fit, from a stranger', 401, 'AUTH_TOKEN_INVALID', () => post('{}', { 'content-type': 'application/json' })],
  ['JSON that is none', 422, 'VALIDATION_FAILED', () => post('{"name":')],
  ['an empty body', 422, 'VALIDATION_FAILED', () => post('')],
  ['a field of another type', 422, 'VALIDATION_FAILED', () => post('{"name":7}')],
  ['an unknown field', 422, 'VALIDATION_FAILED', () => post('{"name":"x","surprise":1}')],
  ['a form in place of JSON', 422, 'VALIDATION_FAILED', () => post('surprise=1', { ...key, 'content-type': 'application/x-www-form-urlencoded' })],
  ['a type of content that nothing reads', 415, 'INVALID_FORMAT', () => post('<name/>', { ...key, 'content-type': 'application/xml' })],
  ['a body over the limit', 413, 'VALIDATION_FAILED', () => post(JSON.stringify({ name: 'x'.repeat(1024 * 1024) }))],
  ['an unknown path', 404, 'RESOURCE_NOT_FOUND', () => app.inject('/nothing')],
  ['an unknown id', 404, 'RESOURCE_NOT_FOUND', () => app.inject('/things/1')],
  ['another method', 405, 'INVALID_FORMAT', () => app.inject({ method: 'DELETE', url: '/things/1/?a=b' })],
  ['a broken escape in the path', 400, 'INVALID_FORMAT', () => app.inject('/things/%E0%A4')],
  ['too many requests', 429, 'RATE_LIMIT_EXCEEDED', () => app.inject('/busy')],
  ['a dependency that is down', 503, 'SERVICE_UNAVAILABLE', () => app.inject('/away')],
  ['a database that is away', 503, 'SERVICE_UNAVAILABLE', () => app.inject('/database')],
  ['a fault of ours, without its text', 500, 'INTERNAL_SERVER_ERROR', () => app.inject('/broken')],
] as const)('%s is a %s %s in the envelope', async (_name, status, code, send) => {
  const refused = await send();
  expect([refused.statusCode, refused.json()]).toEqual([status, { success: false, error: { code, message: expect.any(String), details: expect.any(Object) }, metadata }]);
  expect(refused.body).not.toContain('1234');
  expect(refused.headers['x-request-id']).toBe(refused.json<{ metadata: { request_id: string } }>().metadata.request_id);
});

test('a 422 names each field', async () => {
  expect((await post('{"count":1.5,"surprise":1}')).json()).toMatchObject({ error: { details: { validation_errors: [{ field: 'name' }, { field: 'count' }, { field: 'surprise' }] } } });
});

test('a 405 names the methods that there are', async () => {
  expect((await app.inject({ method: 'PUT', url: '/things' })).headers['allow']).toBe('POST');
});

test.each([['a plain one', 'client-1.a_B', true], ['a trace’s', 'Root=1-67891233-abc/x+y:1', true], ['one that would break a log', 'a b\u00e9', false], ['one too long', 'x'.repeat(129), false]])('a request id is taken or made, and returned: %s', async (_name, given, isTaken) => {
  const { headers } = await app.inject({ url: '/page', headers: { 'x-request-id': given } });
  expect(headers['x-request-id']).toEqual(isTaken ? given : expect.stringMatching(/^[\da-f-]{36}$/));
});

test('a page may load nothing but our own files, and be framed by nobody', async () => {
  const { headers } = await app.inject('/page');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  const policy = String(headers['content-security-policy']);
  for (const directive of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]) expect(policy).toContain(directive);
  expect(policy).not.toContain('unsafe-eval');
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
});

test('OpenAPI 3.1 tells what each row takes, answers and wants', async () => {
  const openapi = (await app.inject('/api/docs/openapi.json')).json<{ openapi: string; paths: Record<string, Record<string, object>> }>();
  expect(openapi.openapi).toMatch(/^3\.1/);
  expect(openapi.paths['/things']?.['post']).toMatchObject({
    summary: 'Makes a thing',
    security: [{ service: [] }],
    requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } } },
    responses: {
      200: { content: { 'application/json': { schema: { properties: { data: { properties: { id: { type: 'string' } } }, metadata: {} } } } } },
      401: { content: { 'application/json': { schema: { properties: { error: {} } } } } },
      422: {},
    },
  });
  expect(Object.keys(openapi.paths)).not.toContain('/api/docs/openapi.json');
});

test('the page of the documentation comes with everything it loads', async () => {
  const page = await app.inject('/api/docs/');
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
  const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path as string, 'http://localhost/api/docs/').pathname);
  expect(loaded.length).toBeGreaterThan(2);
  for (const path of loaded) expect([path, (await app.inject(path)).statusCode]).toEqual([path, 200]);
  const policy = String(page.headers['content-security-policy']);
  expect(page.body.includes('<script>') && !/script-src[^;]*('unsafe-inline'|'sha256-)/.test(policy)).toBe(false);
});

describe('the address of a client', () => {
  const seenBy = async (trusted: string | undefined, headers: Record<string, string>) => {
    const environment = readEnvironment({ NODE_ENV: 'test', ...(trusted && { TRUSTED_PROXIES: trusted }) });
    const server = await createHttpServer({ ...foundation, environment });
    server.get('/seen', (request) => ({ ip: request.ip, protocol: request.protocol, host: request.host }));
    const answered = await server.inject({ url: '/seen', headers: { host: 'us.example', ...headers }, remoteAddress: '10.0.0.7' });
    await server.close();
    return answered.json<object>();
  };
  const forged = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'them.example' };
  const asConnected = { ip: '10.0.0.7', protocol: 'http', host: 'us.example' };

  test.each([['nobody is trusted', undefined], ['others are', '10.0.0.8,192.168.0.0/16']])('is who connected, whatever X-Forwarded-* says, where %s', async (_whom, trusted) => {
    expect(await seenBy(trusted, forged)).toEqual(asConnected);
  });

  test('is what a trusted proxy tells, and of what came to the proxy the last alone', async () => {
    expect(await seenBy('10.0.0.0/8', forged)).toEqual({ ip: '198.51.100.9', protocol: 'https', host: 'them.example' });
    expect(await seenBy('10.0.0.7', { 'x-forwarded-for': '203.0.113.1, 198.51.100.9' })).toMatchObject({ ip: '198.51.100.9' });
    expect(await seenBy('10.0.0.7', {})).toEqual(asConnected);
  });
});

describe('closing', () => {
  /** A server with a route that answers when it is let, and a request to it that has come there. */
  async function withRequestUnderWay() {
    const closing = await createHttpServer(foundation);
    let come = () => undefined as void;
    let goOn = () => undefined as void;
    const came = new Promise<void>((resolve) => (come = resolve));
    const allowed = new Promise<void>((resolve) => (goOn = resolve));
    closing.get('/slow', async (request, reply) => {
      come();
      await allowed;
      return answer(request, reply, { done: true });
    });
    const url = await closing.listen({ port: 0, host: '127.0.0.1' });
    const answered = fetch(`${url}/slow`).then((response) => response.status, () => 'cut off');
    await came;
    return { closing, answered, goOn };
  }

  test('lets a request under way end', async () => {
    const { closing, answered, goOn } = await withRequestUnderWay();
    const closed = closing.close();
    setImmediate(goOn);
    expect(await answered).toBe(200);
    await closed;
  });

  test('waits no longer for one that does not end', async () => {
    const { closing, answered } = await withRequestUnderWay();
    await closing.close();
    expect(await answered).toBe('cut off');
  });
});
