import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { Client as PgClient } from 'pg';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import { version } from '../../package.json';
import { readEnvironment } from '../../platform/config/environment';
import { type Database, openDatabase } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import type { TestDatabase } from '../../platform/postgres/testServer';
import { createTokens } from '../../platform/principal/tokens';
import { callChanged } from '../../schema/events/calls';
import { subgraphNames } from '../../schema/sdl';
import { repositoryRoot } from '../../schema/files';
import { type SeededBusiness, seedBusiness } from '../../tools/seed';
import { type Answer, furnish, migratedDatabase, publicUrl, twilioAuthToken } from '../security/world';
import { eventually } from '../harness/eventually';
import { freePort } from '../harness/freePort';

const names = subgraphNames();
const processes = new Map<string, ChildProcess>();
const ports: Record<string, number> = {};
const serviceKey = 'a-service-key-of-the-distributed-tests';
let testDatabase: TestDatabase;
let database: Database;
let admin: PgClient;
let directory: string;
let business: SeededBusiness;
let ids: Record<string, string>;
let url: string;
let token: string;

function variablesOf(run: string): Record<string, string> {
  const urls = Object.fromEntries(names.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports[name]}`]));
  return {
    NODE_ENV: 'test', LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent', RUN: run, PORT: String(ports['gateway']), PUBLIC_URL: publicUrl, DATABASE_URL: testDatabase.url, DB_MAX_CONNECTIONS: '4',
    JWT_SECRET: 'a secret of the distributed tests, long enough', INTERNAL_SERVICE_KEY: serviceKey, RATE_LIMIT_PER_MINUTE: '100000', RATE_LIMIT_TENANT_PER_MINUTE: '100000',
    TWILIO_ACCOUNT_SID: `AC${'3'.repeat(32)}`, TWILIO_AUTH_TOKEN: twilioAuthToken, TWILIO_BASE_URL: 'http://127.0.0.1:9', ...urls,
  };
}

async function startProcess(run: string): Promise<void> {
  const child = fork(join(repositoryRoot(), 'dist/tests/distributed/subgraphProcess.js'), [], {
    env: { PATH: process.env['PATH'] ?? '', ...variablesOf(run), DATA_DIRECTORY: join(directory, run) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  processes.set(run, child);
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${run} ended with ${code}`)));
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
}

async function kill(run: string): Promise<void> {
  const child = processes.get(run);
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function post(query: string, bearer: string | null = token, variables: Record<string, unknown> = {}): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) }, body: JSON.stringify({ query, variables }) });
  return { status: response.status, body: (await response.json()) as Answer };
}

async function logIn(): Promise<string> {
  const { body } = await post('mutation($input: LoginInput!) { login(input: $input) { accessToken } }', null, { input: { email: business.users[0]?.email, password: business.users[0]?.password } });
  if (!body.data) throw new Error(JSON.stringify(body));
  return (body.data['login'] as { accessToken: string }).accessToken;
}

const connect = (bearer: string, closed?: (code: number) => void) =>
  createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${bearer}` }, on: { closed: (event) => closed?.((event as { code: number }).code) } });

beforeAll(async () => {
  execFileSync(process.execPath, [join(repositoryRoot(), 'tools/build.mjs')], { cwd: repositoryRoot() });
  testDatabase = await migratedDatabase();
  directory = await mkdtemp(join(tmpdir(), 'nmc-distributed-'));
  for (const name of [...names, 'gateway']) ports[name] = await freePort();
  url = `http://127.0.0.1:${ports['gateway']}`;
  database = await openDatabase({ url: testDatabase.url, maxConnections: 4, applicationName: 'distributed test' });
  const environment = readEnvironment(variablesOf('gateway'));
  business = await seedBusiness({ environment, database, tokens: createTokens(environment.jwtSecret as string, 900), clock: () => new Date() }, { name: 'Far & Wide Plumbing', number: '+12085550501', bcryptCost: 4 });
  admin = new PgClient({ connectionString: testDatabase.url });
  await admin.connect();
  ids = await furnish(async <Row>(text: string, parameters: unknown[] = []) => (await admin.query(text, parameters)).rows as Row[], business, 2);
  await Promise.all([...names, 'gateway'].map(startProcess));
  token = await logIn();
}, 180_000);

afterAll(async () => {
  for (const run of processes.keys()) await kill(run);
  await admin.end();
  await database.close();
  await testDatabase.drop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

const three = '{ me { email } conversations { nodes { id customer { name } tenant { name } } } alerts { nodes { id conversation { id stage } } } }';

test('a query joins the fields of four processes', async () => {
  const { body } = await post(three);
  expect(body.errors).toBeUndefined();
  expect(body.data).toMatchObject({
    me: { email: business.users[0]?.email },
    conversations: { nodes: [{ customer: { name: 'Somebody' }, tenant: { name: expect.stringContaining('Far') } }, {}] },
    alerts: { nodes: [{ conversation: { stage: 'GREETING' } }, {}] },
  });
});

test('a subscription of one process carries fields of another', async () => {
  const cursor = (await post('{ eventCursor }')).body.data?.['eventCursor'];
  const client = connect(token);
  const updates = client.iterate({ query: 'subscription($after: ID) { callUpdated(after: $after) { id type call { id tenant { name } line { number } } } }', variables: { after: cursor } });
  const all = client.iterate({ query: 'subscription($after: ID) { events(after: $after, types: [CALL_MISSED]) { id type ... on CallEvent { call { id customer { name } } } } }', variables: { after: cursor } });
  await database.transaction(business.tenantId, (tx) => appendEvent(tx, callChanged({ callId: ids['call'] as string, change: 'CALL_MISSED', at: new Date().toISOString() })));
  expect((await updates.next()).value).toMatchObject({ data: { callUpdated: { type: 'CALL_MISSED', call: { id: ids['call'], tenant: { name: expect.stringContaining('Far') }, line: { number: business.number } } } } });
  expect((await all.next()).value).toMatchObject({ data: { events: { type: 'CALL_MISSED', call: { id: ids['call'], customer: { name: 'Somebody' } } } } });
  await client.dispose();
});

describe('REST at the gateway reaches the owner', () => {
  const call = (path: string, form: Record<string, string>, signature?: string) =>
    fetch(url + path, { method: 'POST', headers: { 'x-twilio-signature': signature ?? twilio.getExpectedTwilioSignature(twilioAuthToken, publicUrl + path, form) }, body: new URLSearchParams(form) });

  test('a signed webhook is answered with TwiML, a wrong signature with a bare 403', async () => {
    const form = { CallSid: `CA${'5'.repeat(32)}`, From: '+12085550100', To: business.number as string, CallStatus: 'ringing', Direction: 'inbound' };
    const answered = await call('/webhooks/twilio/call', form);
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/xml')]);
    expect(await answered.text()).toContain('<Dial');
    const refused = await call('/webhooks/twilio/call', form, 'wrong');
    expect([refused.status, await refused.text(), refused.headers.get('content-type')]).toEqual([403, '', null]);
    const status = await call(`/webhooks/twilio/sms/status?message=${randomUUID()}`, { MessageSid: `SM${'5'.repeat(32)}`, MessageStatus: 'sent', From: business.number as string, To: '+12085550100' });
    expect(status.status).toBe(204);
  });

  test('a missed call becomes a text in the thread, over three processes', async () => {
    // The business's configuration has to have reached calls and telephony.
    await eventually(async () => (await admin.query(`select from calls.businesses where tenant_id = $1`, [business.tenantId])).rows.length > 0, 'the configuration in calls');
    const cursor = (await post('{ eventCursor }')).body.data?.['eventCursor'];
    const client = connect(token);
    const messages = client.iterate({ query: 'subscription($after: ID) { messageAdded(after: $after) { message { body direction conversation { customer { phone } tenant { name } } } } }', variables: { after: cursor } });
    const sid = `CA${randomUUID().replaceAll('-', '')}`;
    const form = { CallSid: sid, From: '+12085550177', To: business.number as string, CallStatus: 'ringing', Direction: 'inbound' };
    expect((await call('/webhooks/twilio/call', form)).status).toBe(200);
    expect((await call(`/webhooks/twilio/call/status/${sid}`, { ...form, CallStatus: 'in-progress', DialCallStatus: 'no-answer' })).status).toBe(200);
    expect((await messages.next()).value).toMatchObject({ data: { messageAdded: { message: { direction: 'OUTBOUND', conversation: { customer: { phone: '+12085550177' }, tenant: { name: expect.any(String) } } } } } });
    await client.dispose();
  });

  test('/dispatch/process keeps its refusals, and too much is 413', async () => {
    const send = (body: string, headers: Record<string, string> = {}) => fetch(`${url}/dispatch/process`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    expect((await send('{}')).status).toBe(401);
    const wrong = await send(JSON.stringify({ surprise: 1 }), { 'x-service-key': serviceKey, 'x-request-id': 'far-1' });
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { error: { code: 'VALIDATION_FAILED' }, metadata: { request_id: 'far-1' } }]);
    expect((await send('x'.repeat(1024 * 1024), { 'x-service-key': serviceKey })).status).toBe(413);
    // The owner keeps the answer, whoever forwards to it.
    const key = { 'x-service-key': serviceKey, 'idempotency-key': randomUUID() };
    expect((await send('{"a":1}', key)).status).toBe(422);
    expect((await send('{"a":2}', key)).status).toBe(409);
  });
});

test('a log-out in one process closes the sockets at the gateway', async () => {
  const leaving = await logIn();
  const cursor = (await post('{ eventCursor }', leaving)).body.data?.['eventCursor'];
  let say: (code: number) => void = () => undefined;
  const code = new Promise<number>((resolve) => (say = resolve));
  const client = connect(leaving, (closed) => say(closed));
  const events = client.iterate({ query: 'subscription($after: ID) { events(after: $after, types: [CALL_ENDED]) { id } }', variables: { after: cursor } });
  await database.transaction(business.tenantId, (tx) => appendEvent(tx, callChanged({ callId: ids['call'] as string, change: 'CALL_ENDED', at: new Date().toISOString() })));
  await events.next();
  events.next().catch(() => undefined);
  expect((await post('mutation { logout }', leaving)).body.data).toEqual({ logout: true });
  expect((await post('{ me { id } }', leaving)).status).toBe(401);
  expect(await code).toBe(4401);
});

test('a subgraph’s own port is as closed as the gateway', async () => {
  const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${ports['calls']}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: '{ conversations { nodes { id } } }' }) });
  expect(await (await ask({})).json()).toMatchObject({ errors: [{ extensions: { code: 'AUTH_TOKEN_INVALID' } }] });
  expect((await ask({ authorization: 'Bearer a.b.c' })).status).toBe(401);
  expect((await ask({ 'x-nmc-caller': 'a.b.c' })).status).toBe(401);
});

describe('health', () => {
  interface Health {
    status: string;
    services: { name: string; status: string }[];
    checks: { name: string; status: string }[];
  }
  const everyService = [...names, 'gateway'].sort();
  const systemHealth = async () => (await post('{ systemHealth { status services { name status } checks { name status } } services { name status } }')).body.data as unknown as { systemHealth: Health; services: Health['services'] };
  const rest = async (port: number | undefined, path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: (await response.json()) as { success: boolean; data: Health; metadata: { request_id: string } } };
  };
  /** The services that are not healthy, as GraphQL and the shared port's /health both tell. */
  const unwell = async () => {
    const [graph, shared] = [await systemHealth(), await rest(ports['gateway'], '/health')];
    expect(graph.services).toEqual(graph.systemHealth.services);
    expect(graph.services.map(({ name }) => name)).toEqual(everyService);
    expect(shared.body.data.services.map(({ name, status }) => ({ name, status: status.toUpperCase() }))).toEqual(graph.services);
    expect([shared.status, shared.body.data.status.toUpperCase()]).toEqual([graph.systemHealth.status === 'UNHEALTHY' ? 503 : 200, graph.systemHealth.status]);
    return { status: graph.systemHealth.status, services: graph.services.filter(({ status }) => status !== 'HEALTHY') };
  };

  test.each([...names, 'gateway'])('the process of %s serves the health family, in the envelope, and its OpenAPI', async (name) => {
    for (const path of ['/health', '/ready', '/ping', '/info', '/']) {
      const { status, body } = await rest(ports[name], path);
      // Twilio is not there in this test, and whoever stands on it says so.
      expect([path, status, body]).toMatchObject([path, 200, { success: true, data: {}, metadata: { request_id: expect.any(String) } }]);
    }
    expect(await (await fetch(`http://127.0.0.1:${ports[name]}/metrics`)).text()).toContain('# TYPE http_request_duration_seconds histogram');
    const openapi = (await (await fetch(`http://127.0.0.1:${ports[name]}/api/docs/openapi.json`)).json()) as { openapi: string; info: { version: string }; paths: Record<string, object> };
    expect(openapi.openapi).toMatch(/^3\.1/);
    expect([openapi.info.version, (await rest(ports[name], '/info')).body]).toMatchObject([version, { data: { version } }]);
    expect(Object.keys(openapi.paths)).toEqual(expect.arrayContaining(['/health', '/ready', '/ping', '/info', '/metrics', '/']));
  });

  test('the gateway’s OpenAPI tells of the rows that it passes on as their owners do, while an owner is down too', async () => {
    const pathsAt = async (name: string, at = 'openapi.json') => ((await (await fetch(`http://127.0.0.1:${ports[name]}/api/docs/${at}`)).json()) as { paths: Record<string, { post?: object; get?: object }> }).paths;
    const whole = await pathsAt('gateway');
    const owned: [owner: string, path: string][] = [['telephony', '/webhooks/twilio/sms'], ['telephony', '/internal/webhooks/twilio/status'], ['calls', '/dispatch/process'], ['infra', '/health/services/{serviceName}'], ['identity', '/.well-known/jwks.json']];
    for (const [owner, path] of owned) {
      expect([path, Object.keys(whole[path] ?? {})]).toEqual([path, [expect.stringMatching(/^(get|post)$/)]]);
      expect([path, whole[path]]).toEqual([path, (await pathsAt(owner))[path]]);
    }
    for (const path of Object.keys(whole).filter((candidate) => !candidate.includes('{'))) {
      const { status } = await fetch(`http://127.0.0.1:${ports['gateway']}${path}`, { method: whole[path]?.post ? 'POST' : 'GET', redirect: 'manual' });
      expect([path, status]).not.toEqual([path, 404]);
    }
    expect(await pathsAt('gateway', 'json')).toEqual(whole);
    await kill('calls');
    expect(Object.keys(await pathsAt('gateway'))).toEqual(Object.keys(whole));
    await startProcess('calls');
  });

  test('every process is known by name with its own checks, and one that falls silent is unhealthy', async () => {
    const silent = (name: string) => admin.query(`update infra.services set last_heartbeat = clock_timestamp() - interval '31 seconds' where name = $1`, [name]);
    await eventually(async () => (await systemHealth()).systemHealth.checks.some(({ name }) => name === 'twilio'), 'telephony’s check of Twilio');
    // Telephony's own check of Twilio, which is not there, has come from its process to infra's.
    expect(await unwell()).toEqual({ status: 'DEGRADED', services: [{ name: 'telephony', status: 'DEGRADED' }] });

    await kill('alerts');
    await silent('alerts');
    expect(await unwell()).toEqual({ status: 'DEGRADED', services: [{ name: 'alerts', status: 'UNHEALTHY' }, { name: 'telephony', status: 'DEGRADED' }] });
    await startProcess('alerts');
    expect((await unwell()).services).toEqual([{ name: 'telephony', status: 'DEGRADED' }]);

    await kill('identity');
    await silent('identity');
    expect(await unwell()).toMatchObject({ status: 'UNHEALTHY', services: [{ name: 'identity', status: 'UNHEALTHY' }, {}] });
    await startProcess('identity');
  });

  test('while infra is down the gateway says that it does not know', async () => {
    await kill('infra');
    const { status, body } = await rest(ports['gateway'], '/health');
    expect([status, body.data.status]).toEqual([200, 'degraded']);
    expect(body.data.services.map((service) => service.status)).toEqual(names.map(() => 'unknown'));
    await startProcess('infra');
    expect((await rest(ports['gateway'], '/health')).body.data.services).toHaveLength(everyService.length);
  });
});

test('a subgraph that is killed costs its own fields only, and comes back', async () => {
  await kill('tenancy');
  const { status, body } = await post(three);
  expect(status).toBe(200);
  expect(body.data).toMatchObject({ me: { email: business.users[0]?.email }, conversations: { nodes: expect.arrayContaining([expect.objectContaining({ tenant: null, customer: expect.any(Object) })]) }, alerts: { nodes: [{}, {}] } });
  expect(body.errors?.length).toBeGreaterThan(0);
  for (const error of body.errors ?? []) {
    expect(error.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'tenancy' });
    expect(String(error.path)).toMatch(/^conversations,nodes,\d+,tenant/);
  }
  await startProcess('tenancy');
  expect((await post(three)).body.errors).toBeUndefined();
});

test('a webhook whose owner is down is a 503 that Twilio tries again', async () => {
  await kill('telephony');
  const response = await fetch(`${url}/webhooks/twilio/call`, { method: 'POST', body: new URLSearchParams({ CallSid: 'CA1' }) });
  expect([response.status, await response.json()]).toMatchObject([503, { success: false, error: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect((await post('{ me { email } }')).body.errors).toBeUndefined();
});
