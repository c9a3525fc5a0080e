import { randomUUID } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { enforceAuthorization } from '../../../platform/graphql/authorization';
import { permissionsOf } from '../../../platform/principal/permissions';
import type { Principal } from '../../../platform/principal/principal';
import { forgetReceipts } from '../store/receipts';
import { subgraph } from '../subgraph';
import { addLine } from '../usecases/addLine';
import { openWorld, type Business, type World } from './world';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const viewerOf = (business: Business): Principal => ({ kind: 'user', userId: randomUUID(), sessionId: randomUUID(), tenantId: business.tenantId, role: 'viewer', permissions: permissionsOf.viewer });

async function ask(principal: Principal, source: string, variableValues: Record<string, unknown> = {}) {
  const schema = enforceAuthorization(buildSubgraphSchema({ typeDefs: parse(subgraph.typeDefs()), resolvers: world.running.resolvers as never }));
  const result = await graphql({ schema, source, variableValues, contextValue: world.running.createContext({ principal, requestId: 'test' }) });
  return JSON.parse(JSON.stringify(result)) as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] };
}

test('a business sees its own numbers, page by page, and nobody else’s', async () => {
  const business = await world.business();
  const other = await world.business();
  for (const number of ['+12085552001', '+12085552002']) await addLine(world.database, business.tenantId, { number, label: 'Van', forwardTargets: [], timeoutSeconds: 20, screening: true });
  const query = `query ($after: String) { phoneNumbers(first: 2, after: $after) { totalCount nodes { id number label status capabilities tenant { id } } pageInfo { hasNextPage endCursor } } }`;
  const first = (await ask(viewerOf(business), query)).data?.['phoneNumbers'] as unknown as { totalCount: number; nodes: { number: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  expect(first).toMatchObject({ totalCount: 3, nodes: [{ number: '+12085552002', label: 'Van', status: 'ACTIVE', tenant: { id: business.tenantId } }, { number: '+12085552001' }], pageInfo: { hasNextPage: true } });
  const second = await ask(viewerOf(business), query, { after: first.pageInfo.endCursor });
  expect(second.data).toMatchObject({ phoneNumbers: { nodes: [{ number: business.number }], pageInfo: { hasNextPage: false } } });
  const filtered = await ask(viewerOf(business), `{ phoneNumbers(filter: { search: "van", status: [ACTIVE] }) { totalCount } none: phoneNumbers(filter: { status: [RELEASED] }) { nodes { id } } }`);
  expect(filtered.data).toEqual({ phoneNumbers: { totalCount: 2 }, none: { nodes: [] } });
  const one = await ask(viewerOf(business), `query ($mine: ID!, $theirs: ID!) { mine: phoneNumber(id: $mine) { number } theirs: phoneNumber(id: $theirs) { number } bad: phoneNumber(id: "x") { number } }`, { mine: business.lineId, theirs: other.lineId });
  expect(one.data).toEqual({ mine: { number: business.number }, theirs: null, bad: null });
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
  await expect(addLine(world.database, other.tenantId, { number: business.number, label: null, forwardTargets: [], timeoutSeconds: 20, screening: true })).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' });
});

test('receipts older than a month are forgotten, of every business; younger ones stay', async () => {
  const business = await world.business();
  const other = await world.business();
  for (const one of [business, other]) {
    await one.query(`insert into telephony.webhook_receipts (tenant_id, key, received_at) values ($1, 'old', now() - interval '31 days'), ($1, 'young', now() - interval '29 days')`, [one.tenantId]);
  }
  await world.database.transaction(null, (tx) => forgetReceipts.run(tx));
  for (const one of [business, other]) expect(await one.query(`select key from telephony.webhook_receipts where tenant_id = $1`, [one.tenantId])).toEqual([{ key: 'young' }]);
});
