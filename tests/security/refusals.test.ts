import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import { eventually } from '../harness/eventually';
import { callOf, type Root, rootsOf, supergraphApi, unknownId } from './operations';
import { type BusinessRows, publicUrl, startWorld, twilioAuthToken, type World } from './world';

jest.setTimeout(300_000);

const mutations = rootsOf(supergraphApi()).filter(({ kind }) => kind === 'mutation');
const megabyte = 'x'.repeat(1024 * 1024);
const webhookPaths = ['/webhooks/twilio/call', '/webhooks/twilio/call/status/CA1', '/webhooks/twilio/call/screen', '/webhooks/twilio/call/machine/CA1', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio', '/internal/webhooks/twilio/status'];

let world: World;
let ours: BusinessRows;
let theirs: BusinessRows;
let owner: string;
let viewer: string;
let before: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  ours = await world.furnished('+12085550701', 2, ['owner', 'viewer']);
  theirs = await world.furnished('+12085550702', 2);
  [owner, viewer] = (await Promise.all(ours.business.users.map(({ email, password }) => world.login(email, password)))).map(({ accessToken }) => accessToken) as [string, string];
  await eventually(async () => (await world.sql('select from platform.jobs where dead_at is null and run_at <= clock_timestamp()')).length === 0 && !(await behind()), 'quiet after the seed');
});
afterAll(() => world?.close());

beforeEach(async () => {
  before = await fingerprint();
});

// Whatever was refused: no row of any business, no event and no job is other than before.
afterEach(async () => expect(await fingerprint()).toEqual(before));

async function behind(): Promise<boolean> {
  const rows = await world.sql(`select from platform.events e join platform.relay_cursors c on (e.x, e.id) > (c.x, c.id) and e.type like 'tenancy.%' and c.consumer in ('calls', 'telephony', 'analytics', 'alerts')`);
  return rows.length > 0;
}

/** Every table's rows as one digest each. Left out is what changes by itself: processes that beat, and how far a reader has come. */
async function fingerprint(): Promise<Record<string, string>> {
  const tables = await world.sql<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any('{identity,tenancy,telephony,calls,analytics,alerts,platform}') and c.relname not in ('relay_cursors', 'schedules') order by 1`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await world.sql<{ digest: string }>(`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${name} t`);
    digests[name] = row?.digest ?? '';
  }
  return digests;
}

const codeOf = (body: { errors?: { extensions: Record<string, unknown> }[] }) => body.errors?.[0]?.extensions['code'];
const needsToken = (root: Root) => !['login', 'refreshSession'].includes(root.name);
const withIds = (root: Root, id: string) => callOf(root, Object.fromEntries(root.idPaths.map((path) => [path, id])));
const post = (path: string, body: string | URLSearchParams, headers: Record<string, string> = {}) => fetch(world.url + path, { method: 'POST', body, headers });
const form = () => ({ CallSid: `CA${randomUUID().replaceAll('-', '')}`, MessageSid: `SM${randomUUID().replaceAll('-', '')}`, From: '+12085550177', To: ours.business.number as string, CallStatus: 'ringing', DialCallStatus: 'no-answer', MessageStatus: 'sent', Body: 'hello' });

test.each(webhookPaths)('%s with a wrong signature is a bare 403', async (path) => {
  const response = await post(path, new URLSearchParams(form()), { 'x-twilio-signature': twilio.getExpectedTwilioSignature('another-token', publicUrl + path, form()) });
  expect([response.status, await response.text()]).toEqual([403, '']);
});

test('every mutation without a token, and with a wrong one', async () => {
  for (const root of mutations.filter(needsToken)) {
    expect([root.name, codeOf((await world.post(withIds(root, ours.ids['conversation'] as string))).body)]).toEqual([root.name, 'AUTH_TOKEN_INVALID']);
    const { status } = await world.post(withIds(root, ours.ids['conversation'] as string), { token: `${owner.slice(0, -4)}AAAA` });
    expect([root.name, status]).toEqual([root.name, 401]);
  }
});

test('every mutation of a viewer', async () => {
  for (const root of mutations.filter((candidate) => needsToken(candidate) && candidate.name !== 'logout')) {
    expect([root.name, codeOf((await world.post(withIds(root, ours.ids['conversation'] as string), { token: viewer })).body)]).toEqual([root.name, 'AUTH_INSUFFICIENT_PERMISSIONS']);
  }
});

test('every mutation on an id of another business, and on one of nobody', async () => {
  // A log-in that fails is counted, as it must be.
  const targets = mutations.filter(needsToken).flatMap((root) => root.idPaths.map((path) => ({ root, path })));
  for (const { root, path } of targets) {
    for (const id of [...new Set(Object.values(theirs.ids)), unknownId]) {
      const { body } = await world.post(callOf(root, { [path]: id }), { token: owner });
      expect([root.name, path, JSON.stringify(body).includes('RESOURCE_NOT_FOUND')]).toEqual([root.name, path, true]);
    }
  }
});

test('malformed bodies', async () => {
  for (const body of ['{', '', 'null', '[]', '{"query":4}', '{"query":"mutation {"}']) {
    const { status } = await post('/graphql', body, { 'content-type': 'application/json', accept: 'application/graphql-response+json', authorization: `Bearer ${owner}` });
    expect([body, Math.floor(status / 100)]).toEqual([body, 4]);
  }
  for (const path of webhookPaths.filter((each) => !each.endsWith('/status/CA1'))) {
    const nonsense = { Nothing: 'here' };
    const { status } = await post(path, new URLSearchParams(nonsense), { 'x-twilio-signature': twilio.getExpectedTwilioSignature(twilioAuthToken, publicUrl + path, nonsense) });
    expect([path, status]).toEqual([path, 422]);
  }
});

test('a megabyte: 413 at every door, and 1009 of the socket', async () => {
  const resolve = `mutation { resolveConversation(id: "${ours.ids['conversation']}") { id } }`;
  const json = { 'content-type': 'application/json', authorization: `Bearer ${owner}` };
  expect((await post('/graphql', JSON.stringify({ query: `${resolve} #${megabyte}` }), json)).status).toBe(413);
  for (const path of [...webhookPaths, '/dispatch/process']) expect([path, (await post(path, JSON.stringify({ megabyte }), json)).status]).toEqual([path, 413]);
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const acknowledged = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${owner}` } }));
  await acknowledged;
  const closed = once(socket, 'close');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: `${resolve} #${megabyte}` } }));
  expect((await closed)[0]).toBe(1009);
});

test('a mutation of 30 levels, and 200 of them by alias', async () => {
  const id = ours.ids['conversation'] as string;
  const deep = `mutation { resolveConversation(id: "${id}") { ${'customer { conversations { nodes { '.repeat(10)} id ${' } } }'.repeat(10)} } }`;
  const many = `mutation { ${Array.from({ length: 200 }, (_, index) => `a${index}: resolveConversation(id: "${id}") { id }`).join(' ')} }`;
  for (const query of [deep, many]) {
    const { body } = await world.post(query, { token: owner });
    expect([codeOf(body), body.data ?? null]).toEqual(['GRAPHQL_VALIDATION_FAILED', null]);
  }
});

test('an act on our own that is allowed does change something: the comparison sees', async () => {
  const { body } = await world.post(`mutation { resolveConversation(id: "${ours.ids['conversation']}") { status } }`, { token: owner });
  expect(body.data).toEqual({ resolveConversation: { status: 'RESOLVED' } });
  const after = await fingerprint();
  expect(after['calls.conversations']).not.toBe(before['calls.conversations']);
  await eventually(async () => {
    before = after;
    return JSON.stringify(await fingerprint()) === JSON.stringify((before = await fingerprint()));
  }, 'quiet after it');
});
