import { randomUUID } from 'node:crypto';
import { applicationRole } from '../../platform/database/database';
import { createTokens } from '../../platform/principal/tokens';
import { callOf, rootsOf, supergraphApi } from '../../tests/security/operations';
import { type BusinessRows, startWorld, type World } from '../../tests/security/world';
import { ask, openSocket } from './socket';

const unknown = '00000000-0000-4000-8000-00000000dead';
const config = 'query($id: ID!) { businessConfig(tenantId: $id) { tenant { businessName } } conversations { totalCount } }';
let world: World;
let rows: BusinessRows;
let tenantId: string;
/** Of the owner, in their own business. */
let token: string;
/** Of the same person, as an operator of the platform. */
let operator: string;
let operatorId: string;

beforeAll(async () => {
  world = await startWorld();
  rows = await world.furnished('+12085550601');
  ({ tenantId } = rows.business);
  const [owner] = rows.business.users;
  operatorId = owner?.id as string;
  token = (await world.login(owner?.email as string, owner?.password as string)).accessToken;
  const sessionId = randomUUID();
  await world.sql('insert into identity.operators values ($1)', [operatorId]);
  await world.sql(`insert into identity.sessions (id, tenant_id, user_id, created_at, expires_at) values ($1, null, $2, now(), now() + interval '1 day')`, [sessionId, operatorId]);
  const tokens = createTokens(world.application.foundation.environment.jwtSecret as string, 900);
  operator = (await tokens.sign({ kind: 'operator', userId: operatorId, sessionId, tenantId: null })).token;
});
afterAll(() => world.close());

const codesOf = (body: Awaited<ReturnType<World['post']>>['body']) => (body.errors ?? []).map((error) => error.extensions['code']);

test('an operator who names no business has the rights of none', async () => {
  const { body } = await world.post(config, { token: operator, variables: { id: tenantId } });
  expect([...new Set(codesOf(body))]).toEqual(['AUTH_INSUFFICIENT_PERMISSIONS']);
  expect((await world.post('{ systemHealth { status } }', { token: operator })).body.errors).toBeUndefined();
});

test('an operator who names no business is told how, with their token left good: by every root field that is a business’s, live ones too', async () => {
  // Of nobody's business; and a look-up that anybody with a token may do, to whom what is not theirs is unknown.
  const others = ['me', 'systemHealth', 'services', 'logout', 'login', 'refreshSession', 'tenant'];
  const wanted = { message: expect.stringContaining('X-Tenant-ID'), extensions: { code: 'AUTH_INSUFFICIENT_PERMISSIONS' } };
  for (const root of rootsOf(supergraphApi()).filter(({ name }) => !others.includes(name))) {
    const socket = await openSocket(world.url, operator);
    const { payload } = await ask(socket, '1', callOf(root));
    socket.close();
    const errors = Array.isArray(payload) ? (payload as unknown) : (payload as { errors?: unknown }).errors;
    expect([root.name, errors]).toMatchObject([root.name, [wanted]]);
  }
});

test('an operator acts for the business that X-Tenant-ID names, and for that alone', async () => {
  const { body } = await world.post(config, { token: operator, variables: { id: tenantId }, headers: { 'x-tenant-id': tenantId } });
  expect(body).toMatchObject({ data: { businessConfig: { tenant: { businessName: expect.any(String) } }, conversations: { totalCount: expect.any(Number) } } });
  const other = await world.post(config, { token: operator, variables: { id: tenantId }, headers: { 'x-tenant-id': unknown } });
  expect(other.body.data).toEqual({ businessConfig: null, conversations: { totalCount: 0 } });
});

test('an operator acts over a socket for the business that connectionParams.tenantId names', async () => {
  const socket = await openSocket(world.url, operator, { tenantId });
  expect(await ask(socket, '1', `{ businessConfig(tenantId: "${tenantId}") { version } }`)).toMatchObject({ payload: { data: { businessConfig: { version: 1 } } } });
  socket.close();
});

test('an operator who names no id is refused', async () => {
  const { status, body } = await world.post(config, { token: operator, variables: { id: tenantId }, headers: { 'x-tenant-id': 'nonsense' } });
  expect([status, codesOf(body)]).toEqual([422, ['INVALID_FORMAT']]);
});

test('an operator is nobody who merely names a business: an owner’s header changes nothing', async () => {
  const { body } = await world.post(config, { token, variables: { id: tenantId }, headers: { 'x-tenant-id': unknown } });
  expect(body.data).toMatchObject({ businessConfig: { tenant: {} } });
});

describe('the record of an operator’s acts', () => {
  interface Act {
    outcome: string;
    code: string | null;
    mutation: string;
    ids: Record<string, string>;
    operator_id: string;
    request_id: string;
  }
  const acts = (requestId: string) => world.sql<Act>('select outcome, code, mutation, ids, operator_id, request_id from platform.operator_acts where tenant_id = $1 and request_id = $2 order by at', [tenantId, requestId]);
  const asOperator = (query: string, requestId: string) => world.post(query, { token: operator, headers: { 'x-tenant-id': tenantId, 'x-request-id': requestId } });
  const send = (conversation: string) => `mutation { sendMessage(conversationId: "${conversation}", input: { body: "our words to Ana" }) { __typename } }`;

  test('has a row before each mutation and one with what became of it: who, what, ids, outcome, request', async () => {
    const conversation = rows.ids['conversation'] as string;
    expect((await asOperator(`mutation { markConversationRead(id: "${conversation}") { id } resolveAlert(id: "${unknown}") { id } }`, 'audited-1')).body.errors).toMatchObject([{ extensions: { code: 'RESOURCE_NOT_FOUND' } }]);
    const who = { operator_id: operatorId, request_id: 'audited-1' };
    expect(await acts('audited-1')).toEqual([
      { ...who, mutation: 'markConversationRead', ids: { id: conversation }, outcome: 'BEGUN', code: null },
      { ...who, mutation: 'markConversationRead', ids: { id: conversation }, outcome: 'ANSWERED', code: null },
      { ...who, mutation: 'resolveAlert', ids: { id: unknown }, outcome: 'BEGUN', code: null },
      { ...who, mutation: 'resolveAlert', ids: { id: unknown }, outcome: 'REFUSED', code: 'RESOURCE_NOT_FOUND' },
    ]);
  });

  test('holds ids alone, never words', async () => {
    await asOperator(send(rows.ids['conversation'] as string), 'audited-2');
    await asOperator(send('call Ana at 208 555 0100'), 'audited-3');
    expect((await acts('audited-2'))[0]).toMatchObject({ mutation: 'sendMessage', ids: { conversationId: rows.ids['conversation'] } });
    expect((await acts('audited-3'))[0]).toMatchObject({ mutation: 'sendMessage', ids: {} });
    expect(JSON.stringify(await world.sql('select * from platform.operator_acts'))).not.toMatch(/Ana|our words/);
  });

  test('has nothing of an owner, whatever business they name, nor of what an operator reads', async () => {
    await world.post(`mutation { markConversationRead(id: "${rows.ids['conversation']}") { id } }`, { token, headers: { 'x-tenant-id': tenantId, 'x-request-id': 'owned-1' } });
    await asOperator('{ conversations { totalCount } }', 'read-1');
    expect([...(await acts('owned-1')), ...(await acts('read-1'))]).toEqual([]);
  });

  test('comes first: an act that cannot be recorded is not done', async () => {
    await world.sql(`revoke insert on platform.operator_acts from ${applicationRole}`);
    const { body } = await asOperator(`mutation { resolveConversation(id: "${rows.ids['conversation']}") { id } }`, 'unrecorded-1');
    await world.sql(`grant insert on platform.operator_acts to ${applicationRole}`);
    expect(body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect(await world.sql('select status from calls.conversations where id = $1', [rows.ids['conversation']])).not.toEqual([{ status: 'RESOLVED' }]);
  });

  test('is written once: the application neither changes nor deletes a row, nor sees another business’s', async () => {
    const { database } = world.application.foundation;
    const inTenant = (tenant: string, sql: string) => database.transaction(tenant, (tx) => tx.query(sql));
    for (const sql of [`update platform.operator_acts set mutation = 'x'`, 'delete from platform.operator_acts', 'truncate platform.operator_acts']) await expect(inTenant(tenantId, sql)).rejects.toMatchObject({ code: '42501' });
    expect((await inTenant(tenantId, 'select from platform.operator_acts')).length).toBeGreaterThan(0);
    expect(await inTenant(unknown, 'select from platform.operator_acts')).toEqual([]);
    const foreign = `insert into platform.operator_acts (tenant_id, act_id, outcome, operator_id, session_id, mutation, ids, request_id) values ('${tenantId}', '${randomUUID()}', 'BEGUN', '${operatorId}', '${unknown}', 'x', '{}', 'x')`;
    await expect(inTenant(unknown, foreign)).rejects.toMatchObject({ code: '42501' });
  });
});
