import { appendEvent } from '../../platform/events/eventLog';
import { messageAdded } from '../../schema/events/calls';
import { type BusinessRows, startWorld, type World } from '../../tests/security/world';

/** `Customer.optedOut` is telephony's and needs the phone that calls knows (@requires): of a conditional one, Apollo's plans left other fields out. */
let world: World;
let rows: BusinessRows;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  rows = await world.furnished('+12085550601', 2);
  await world.sql(`insert into telephony.opt_outs (tenant_id, phone, source, opted_out_at) values ($1, '+12086661001', 'KEYWORD', now())`, [rows.business.tenantId]);
  const [user] = rows.business.users as unknown as [{ email: string; password: string }];
  token = (await world.login(user.email, user.password)).accessToken;
});
afterAll(() => world.close());

/** `?` is where the condition stands; then the same without what it leaves out. An object without a field is written `{ __typename }`. */
const cases: [where: string, conditional: string, leftOut: string][] = [
  ['behind other fields', 'conversations { nodes { customer { id name optedOut? } } }', 'conversations { nodes { customer { id name } } }'],
  ['before other fields', 'conversations { nodes { customer { optedOut? name } } }', 'conversations { nodes { customer { name } } }'],
  ['alone', 'conversations { nodes { customer { optedOut? } } }', 'conversations { nodes { customer { __typename } } }'],
  ['beside what it requires', 'conversations { nodes { customer { phone optedOut? } } }', 'conversations { nodes { customer { phone } } }'],
  ['in an inline fragment', 'conversations { nodes { customer { name ... on Customer { optedOut? phone } } } }', 'conversations { nodes { customer { name phone } } }'],
  ['on an inline fragment', 'conversations { nodes { customer { name ...? { optedOut phone } } } }', 'conversations { nodes { customer { name } } }'],
  ['in a named fragment', 'conversations { nodes { customer { name ...Told } } } } fragment Told on Customer { id optedOut?', 'conversations { nodes { customer { name id } } }'],
  ['on a named fragment', 'conversations { nodes { customer { name ...Told? } } } } fragment Told on Customer { optedOut phone', 'conversations { nodes { customer { name } } }'],
  ['on one of two aliases', 'conversations { nodes { customer { one: optedOut? two: optedOut name } } }', 'conversations { nodes { customer { two: optedOut name } } }'],
  ['on both of two aliases', 'conversations { nodes { customer { one: optedOut? name two: optedOut? } } }', 'conversations { nodes { customer { name } } }'],
  ['on the object around it', 'conversations { nodes { id customer? { id optedOut } } }', 'conversations { nodes { id } }'],
  ['of a call’s customer', 'calls { nodes { id customer { name optedOut? } } }', 'calls { nodes { id customer { name } } }'],
  ['of an appointment’s customer', 'appointments { nodes { id customer { name optedOut? } } }', 'appointments { nodes { id customer { name } } }'],
  ['by way of another subgraph', 'alerts { nodes { title conversation { id customer { name optedOut? } } } }', 'alerts { nodes { title conversation { id customer { name } } } }'],
  ['on all that is asked', 'conversations? { nodes { customer { optedOut } } }', '__typename'],
];

const ask = async (selection: string, declared = '', variables: Record<string, unknown> = {}) => {
  const { body } = await world.post(`query${declared} { ${selection} }`, { token, variables });
  // An object of which nothing is asked is empty; no query can ask for that without a condition.
  return JSON.stringify(body).replaceAll(/"__typename":"\w+"/g, '');
};

describe('a conditional field that needs another subgraph’s', () => {
  test.each(cases)('%s: kept, all is as without condition', async (_where, selection) => {
    const plain = await ask(selection.replaceAll('?', ''));
    expect(plain).toMatch(/"(optedOut|one|two)":true/);
    expect(plain).not.toMatch(/errors|null/);
    for (const [condition, declared, variables] of [
      [' @include(if: $x)', '($x: Boolean!)', { x: true }],
      [' @include(if: $x)', '($x: Boolean = true)', {}],
      [' @skip(if: $x)', '($x: Boolean!)', { x: false }],
      [' @skip(if: $y) @include(if: $x)', '($x: Boolean!, $y: Boolean!)', { x: true, y: false }],
      [' @include(if: true)', '', {}],
    ] as const)
      expect([condition, await ask(selection.replaceAll('?', condition), declared, variables)]).toEqual([condition, plain]);
  });

  test.each(cases)('%s: left out, all else is as if it had not been asked', async (_where, selection, leftOut) => {
    const plain = await ask(leftOut);
    for (const [condition, declared, variables] of [
      [' @include(if: $x)', '($x: Boolean!)', { x: false }],
      [' @include(if: $x)', '($x: Boolean = true)', { x: false }],
      [' @skip(if: $x)', '($x: Boolean!)', { x: true }],
      [' @skip(if: $y) @include(if: $x)', '($x: Boolean!, $y: Boolean!)', { x: true, y: true }],
      [' @include(if: false)', '', {}],
    ] as const)
      expect([condition, await ask(selection.replaceAll('?', condition), declared, variables)]).toEqual([condition, plain]);
  });

  test.each([[true, { name: 'Somebody', optedOut: true, id: expect.any(String) }], [false, { name: 'Somebody', id: expect.any(String) }]])('joined to an event of a subscription, the condition being %s', async (x, customer) => {
    const { body } = await world.post('{ eventCursor }', { token });
    const { message: messageId, conversation: conversationId } = rows.ids as { message: string; conversation: string };
    await world.application.foundation.database.transaction(rows.business.tenantId, (tx) => appendEvent(tx, messageAdded({ messageId, conversationId, sender: 'CUSTOMER', at: new Date().toISOString(), isReply: false })));
    const client = world.connect(token);
    const query = 'subscription($after: ID, $x: Boolean!) { messageAdded(after: $after) { message { body conversation { customer { name optedOut @include(if: $x) id } } } } }';
    const events = client.iterate<Record<string, unknown>>({ query, variables: { after: body.data?.['eventCursor'], x } });
    expect((await events.next()).value).toEqual({ data: { messageAdded: { message: { body: 'first', conversation: { customer } } } } });
    await events.return?.();
    await client.dispose();
  });
});

test('a condition that is null is refused with BAD_USER_INPUT', async () => {
  const { body } = await world.post('query($x: Boolean = true) { me { id @include(if: $x) } }', { token, variables: { x: null } });
  expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a subscription of which the condition leaves nothing is refused', async () => {
  const client = world.connect(token);
  const events = client.iterate({ query: 'subscription { messageAdded @include(if: false) { id } }' });
  await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  await client.dispose();
});
