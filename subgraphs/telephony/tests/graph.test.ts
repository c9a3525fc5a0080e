import { randomUUID } from 'node:crypto';
import { graphql } from 'graphql';
import { permissionsOf } from '../../../platform/principal/permissions';
import type { Principal } from '../../../platform/principal/principal';
import { forgetReceipts } from '../store/receipts';
import { transactionsOf } from '../createContext';
import { addLine } from '../usecases/addLine';
import { openWorld, type Business, type World } from './world';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const viewerOf = (business: Business): Principal => ({ kind: 'user', userId: randomUUID(), sessionId: randomUUID(), tenantId: business.tenantId, role: 'viewer', permissions: permissionsOf.viewer });

async function ask(principal: Principal, source: string, variableValues: Record<string, unknown> = {}) {
  const { schema, running } = world.started;
  const result = await graphql({ schema, source, variableValues, contextValue: running.createContext({ principal, requestId: 'test' }) });
  return JSON.parse(JSON.stringify(result)) as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] };
}

test('a business sees its own numbers, page by page, and nobody else’s', async () => {
  const business = await world.business();
  const other = await world.business();
  for (const number of ['+12085552001', '+12085552002']) await addLine(transactionsOf(world.database, business.tenantId, 'test'), { number, label: 'Van', forwardTargets: [], timeoutSeconds: 20, screening: 'PRESS_KEY' });
  const query = `query ($after: String) { phoneNumbers(first: 2, after: $after) { totalCount nodes { id number label status capabilities tenant { id } } pageInfo { hasNextPage endCursor } } }`;
  const first = (await ask(viewerOf(business), query)).data?.['phoneNumbers'] as unknown as { totalCount: number; nodes: { number: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  expect(first).toMatchObject({ totalCount: 3, nodes: [{ number: '+12085552002', label: 'Van', status: 'ACTIVE', tenant: { id: business.tenantId } }, { number: '+12085552001' }], pageInfo: { hasNextPage: true } });
  const second = await ask(viewerOf(business), query, { after: first.pageInfo.endCursor });
  expect(second.data).toMatchObject({ phoneNumbers: { nodes: [{ number: business.number }], pageInfo: { hasNextPage: false } } });
  const filtered = await ask(viewerOf(business), `{ phoneNumbers(filter: { search: "van", status: [ACTIVE] }) { totalCount } none: phoneNumbers(filter: { status: [RELEASED] }) { nodes { id } } cleared: phoneNumbers(filter: { status: [] }) { totalCount } written: phoneNumbers(filter: { search: "(208) 555-2001" }) { nodes { number } } }`);
  expect(filtered.data).toEqual({ phoneNumbers: { totalCount: 2 }, none: { nodes: [] }, cleared: { totalCount: 3 }, written: { nodes: [{ number: '+12085552001' }] } });
  const one = await ask(viewerOf(business), `query ($mine: ID!, $theirs: ID!) { mine: phoneNumber(id: $mine) { number } theirs: phoneNumber(id: $theirs) { number } bad: phoneNumber(id: "x") { number } }`, { mine: business.lineId, theirs: other.lineId });
  expect(one.data).toEqual({ mine: { number: business.number }, theirs: null, bad: null });
});

test('a cursor of the numbers is none of the opt-outs, and the other way round', async () => {
  const business = await world.business();
  await world.post('/webhooks/twilio/sms', { MessageSid: `SM${randomUUID()}`, From: '+12085550176', To: business.number, Body: 'STOP' });
  const cursor = '{ edges { cursor } }';
  const given = (await ask(viewerOf(business), `{ phoneNumbers ${cursor} optOuts ${cursor} }`)).data as unknown as Record<'phoneNumbers' | 'optOuts', { edges: { cursor: string }[] }>;
  for (const [of, asked] of [['phoneNumbers', 'optOuts'], ['optOuts', 'phoneNumbers']] as const) {
    const answer = (list: string) => ask(viewerOf(business), `query ($after: String) { ${list}(after: $after) { totalCount } }`, { after: given[of].edges[0]?.cursor });
    expect((await answer(of)).errors).toBeUndefined();
    expect((await answer(asked)).errors).toMatchObject([{ extensions: { code: 'INVALID_FORMAT', details: { field: 'after' } } }]);
  }
});

test('opt-outs and a customer’s opt-out are those of the business asked for', async () => {
  const business = await world.business();
  const other = await world.business();
  const phone = '+12085550177';
  await world.post('/webhooks/twilio/sms', { MessageSid: `SM${randomUUID()}`, From: phone, To: business.number, Body: 'STOP' });
  const query = `query ($of: [_Any!]!) { optOuts { totalCount nodes { phone optedOutAt } } _entities(representations: $of) { ... on Customer { optedOut } ... on PhoneNumberLine { number } } }`;
  const of = [{ __typename: 'Customer', id: randomUUID(), phone }, { __typename: 'Customer', id: randomUUID(), phone: '+12085550178' }, { __typename: 'PhoneNumberLine', id: business.lineId }];
  expect((await ask(viewerOf(business), query, { of })).data).toMatchObject({ optOuts: { totalCount: 1, nodes: [{ phone }] }, _entities: [{ optedOut: true }, { optedOut: false }, { number: business.number }] });
  expect((await ask(viewerOf(other), query, { of })).data).toMatchObject({ optOuts: { totalCount: 0, nodes: [] }, _entities: [{ optedOut: false }, { optedOut: false }, null] });
});

test('nobody reads numbers without a token', async () => {
  expect((await ask({ kind: 'anonymous' }, '{ phoneNumbers { nodes { id } } }')).errors?.[0]?.extensions.code).toBe('AUTH_TOKEN_INVALID');
});

test('a number is in service with one business only', async () => {
  const business = await world.business();
  const other = await world.business();
  await expect(addLine(transactionsOf(world.database, other.tenantId, 'test'), { number: business.number, label: null, forwardTargets: [], timeoutSeconds: 20, screening: 'PRESS_KEY' })).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' });
});

test('receipts older than a month are forgotten, of every business; younger ones stay', async () => {
  const business = await world.business();
  const other = await world.business();
  for (const one of [business, other]) {
    await one.query(`insert into telephony.webhook_receipts (tenant_id, key, received_at) values ($1, 'old', now() - interval '31 days'), ($1, 'young', now() - interval '29 days')`, [one.tenantId]);
  }
  await forgetReceipts.run(world.database);
  for (const one of [business, other]) expect(await one.query(`select key from telephony.webhook_receipts where tenant_id = $1`, [one.tenantId])).toEqual([{ key: 'young' }]);
});
