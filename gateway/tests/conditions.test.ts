import type { Client } from 'graphql-ws';
import { type BusinessRows, startWorld, type World } from '../../tests/security/world';
import { appendEvent } from '../../platform/events/eventLog';
import { messageAdded } from '../../schema/events/calls';

/** `Customer.optedOut` is telephony's and needs the phone that calls knows (@requires): plans of a conditional one are the ones that went wrong. */
let world: World;
let rows: BusinessRows;
let token: string;
const optedOut = '+12086661000';

beforeAll(async () => {
  world = await startWorld();
  rows = await world.furnished('+12085550601', 2);
  const { tenantId } = rows.business;
  await world.sql(`insert into telephony.opt_outs (tenant_id, id, phone, opted_out_at) values ($1, gen_random_uuid(), $2, now())`, [tenantId, optedOut]);
  const [user] = rows.business.users as unknown as [{ email: string; password: string }];
  token = (await world.login(user.email, user.password)).accessToken;
});
afterAll(() => world.close());

/** Each with `?` where a condition may stand behind a field that is then left out. */
const selections: [where: string, selection: string][] = [
  ['behind other fields of the same fetch', 'conversations { nodes { customer { id name optedOut? } } }'],
  ['first of all', 'conversations { nodes { customer { optedOut? name } } }'],
  ['alone', 'conversations { nodes { customer { optedOut? } } }'],
  ['beside what it requires', 'conversations { nodes { customer { phone optedOut? } } }'],
  ['in an inline fragment', 'conversations { nodes { customer { name ... on Customer { optedOut? phone } } } }'],
  ['on an inline fragment', 'conversations { nodes { customer { name ...? { optedOut phone } } } }'],
  ['in a named fragment', 'conversations { nodes { customer { name ...Told } } } fragment Told on Customer { id optedOut? }'],
  ['on a named fragment', 'conversations { nodes { customer { name ...Told? } } } fragment Told on Customer { optedOut phone }'],
  ['twice, under aliases', 'conversations { nodes { customer { one: optedOut? two: optedOut name } } }'],
  ['on the object around it', 'conversations { nodes { id customer? { id optedOut } } }'],
  ['of a call’s customer', 'calls { nodes { id customer { name optedOut? } } }'],
  ['of an appointment’s customer', 'appointments { nodes { id customer { name optedOut? } } }'],
  ['of another subgraph’s way there', 'alerts { nodes { title conversation { id customer { name optedOut? } } } }'],
];
const withCondition = (selection: string, condition: string) => selection.replaceAll('?', condition);
/** The same without the field that the condition leaves out. */
const leftOut = (selection: string) => selection.replaceAll(/(\w+: )?(\w+|\.\.\.\w*)\?( \{[^}]*\})?/g, '');

const ask = async (declared: string, selection: string, variables: Record<string, unknown>) => {
  const [body, ...fragments] = selection.split(/ (?=fragment )/);
  const { body: answer } = await world.post(`query${declared} { ${body as string} } ${fragments.join(' ')}`, { token, variables });
  return answer;
};

describe('a conditional field that needs another subgraph’s', () => {
  test.each(selections)('%s: kept, the answer is as without condition', async (_where, selection) => {
    const plain = await ask('', withCondition(selection, ''), {});
    expect(plain.errors).toBeUndefined();
    expect(JSON.stringify(plain.data)).toMatch(/true/);
    for (const [declared, condition, variables] of [
      ['($x: Boolean!)', ' @include(if: $x)', { x: true }],
      ['($x: Boolean!)', ' @skip(if: $x)', { x: false }],
      ['($x: Boolean = true)', ' @include(if: $x)', {}],
      ['($x: Boolean!, $y: Boolean!)', ' @skip(if: $y) @include(if: $x)', { x: true, y: false }],
      ['', ' @include(if: true)', {}],
    ] as const) {
      expect([condition, JSON.stringify(await ask(declared, withCondition(selection, condition), variables))]).toEqual([condition, JSON.stringify(plain)]);
    }
  });

  test.each(selections)('%s: left out, all else is as without that field', async (_where, selection) => {
    for (const [declared, condition, variables] of [
      ['($x: Boolean!)', ' @include(if: $x)', { x: false }],
      ['($x: Boolean!)', ' @skip(if: $x)', { x: true }],
      ['', ' @include(if: false)', {}],
    ] as const) {
      const answer = await ask(declared, withCondition(selection, condition), variables);
      expect([condition, answer.errors]).toEqual([condition, undefined]);
      const less = leftOut(selection).replaceAll(/\{\s*\}/g, '{ __typename }').replace(/ fragment .*__typename.*/, '').replace(selection.includes('...Told?') ? / fragment .*/ : / $/, '');
      const expected = JSON.stringify(await ask('', less, {})).replaceAll('{"__typename":"Customer"}', '{}');
      expect([condition, less, JSON.stringify(answer)]).toEqual([condition, less, expected]);
    }
  });

  test.each([true, false])('joined to the events of a subscription, the condition being %s', async (x) => {
    const client: Client = world.connect(token);
    const { body } = await world.post('{ eventCursor }', { token });
    const query = 'subscription($after: ID, $x: Boolean!) { messageAdded(after: $after) { message { id } conversation { customer { name optedOut @include(if: $x) phone } } } }';
    const events = client.iterate<Record<string, never>>({ query, variables: { after: body.data?.['eventCursor'], x } });
    void messageAdded; void appendEvent;
    await events.return?.();
    await client.dispose();
  });
});
