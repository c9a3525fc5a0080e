import { parse, validate } from 'graphql';
import { supergraphApi } from '../../tests/security/operations';
import { type BusinessRows, startWorld, type World } from '../../tests/security/world';
import { unstorableVariable } from '../storableText';
import { ask, openSocket } from './socket';

let world: World;
let rows: BusinessRows;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  rows = await world.furnished('+12085550501');
  const [owner] = rows.business.users;
  token = (await world.login(owner?.email as string, owner?.password as string)).accessToken;
});
afterAll(() => world.close());

const metadata = { requestId: expect.any(String), timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), service: expect.any(String) };

test('what no operation can be read from is refused as everything is: a code of the contract, details, request, time and service', async () => {
  const missing = { code: 'REQUIRED_FIELD_MISSING', details: { field: 'query' } };
  const malformed = (field?: string) => ({ code: 'INVALID_FORMAT', details: field === undefined ? {} : { field } });
  const bodies: [string, number, object, Record<string, string>?][] = [
    ['', 400, missing],
    ['{}', 400, missing],
    ['{"query":""}', 400, missing],
    ['{', 400, malformed()],
    ['[]', 400, malformed()],
    ['[{"query":"{ __typename }"}]', 400, malformed()],
    ['{"query":4}', 400, malformed('query')],
    ['{"query":"{ __typename }","variables":"{}"}', 400, malformed('variables')],
    ['{"query":"{ __typename }","operationName":4}', 400, malformed('operationName')],
    ['{"query":"{ __typename }"}', 400, malformed(), { 'content-type': 'text/plain' }],
    ['{"query":"{ __typename }"}', 415, malformed(), { 'content-type': 'image/png' }],
    ['{"query":"{ __typename }"}', 406, malformed(), { accept: 'image/png' }],
    ['{"query":"subscription { callUpdated { id } }"}', 400, { code: 'VALIDATION_FAILED', details: {} }],
    [`{"query":"#${'x'.repeat(1024 * 1024)}"}`, 413, { code: 'VALIDATION_FAILED', details: {} }],
  ];
  for (const [body, status, refused, headers] of bodies) {
    const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    const shown = [body.slice(0, 60), headers];
    expect([shown, response.status, await response.json()]).toEqual([shown, status, { errors: [{ message: expect.any(String), extensions: { ...refused, ...metadata } }] }]);
  }
});

test('a browser that opens the endpoint is shown a page of ours that loads nothing from anywhere, and its queries run', async () => {
  const response = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
  const page = await response.text();
  expect([response.status, response.headers.get('content-type'), response.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining('text/html'), expect.stringContaining("default-src 'self'")]);
  expect(page).not.toMatch(/<(script|link|img|iframe)|src=|url\(|@import/);
  expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual(['/app/', '/api/docs']);
  const bodies = [...page.matchAll(/-d '([^']*)'/g)].map(([, body]) => JSON.parse(body as string) as { query: string; variables?: object });
  expect(bodies).toHaveLength(2);
  for (const { query } of bodies.slice(1)) expect((await http(query, {}))[1]).toMatchObject({ data: { calls: { totalCount: 1 } } });
  const [, live] = /<pre>(subscription [^<]*)/.exec(page) ?? [];
  expect(validate(supergraphApi(), parse(live as string))).toEqual([]);
  // The cost and the other limits are documented here (environment.md).
  for (const limit of ['15,000 tokens', '15 levels', '50 aliases', '20,000', '50,000', '100 operations']) expect(page).toContain(limit);
});

test('a mutation by GET is 405', async () => {
  const response = await fetch(`${world.url}/graphql?query=${encodeURIComponent('mutation { logout }')}`, { headers: { authorization: `Bearer ${token}`, 'apollo-require-preflight': 'yes' } });
  expect([response.status, await response.json()]).toMatchObject([405, { errors: [{ extensions: { code: 'INVALID_FORMAT', ...metadata } }] }]);
});

interface Refused {
  data?: unknown;
  errors: { message: string; extensions: { code: string; details: { field?: string } } }[];
}

const http = async (query: string, variables: object, accept = 'application/graphql-response+json') => {
  const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
  return [response.status, await response.json()] as [number, Refused];
};

/** The answer to one operation over a socket of its own. */
async function overSocket(query: string, variables: object): Promise<{ type: string; payload: unknown }> {
  const socket = await openSocket(world.url, token);
  const answer = await ask(socket, '1', query, variables);
  socket.close();
  return answer;
}

const bad: [string, string, object, string, RegExp][] = [
  ['a variable', 'query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { phone: '555' } }, 'BAD_USER_INPUT', /^Variable "\$filter" got invalid value "555" at "filter\.phone"; PhoneNumber takes a phone number in E\.164/],
  ['a literal', '{ calls(filter: { phone: "555" }) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED', /^`filter\.phone`: PhoneNumber takes a phone number in E\.164/],
  ['a literal of another kind', '{ calls(filter: { phone: [5] }) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED', /^`filter\.phone`: PhoneNumber takes/],
  ['a default', 'query($phone: PhoneNumber = "555") { calls(filter: { phone: $phone }) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED', /^`\$phone`: PhoneNumber takes/],
  ['a day that is none', '{ dashboard(range: { start: "2026-02-30T00:00:00Z", end: "2026-03-02T00:00:00Z" }) { start } }', {}, 'GRAPHQL_VALIDATION_FAILED', /^`range\.start`: DateTime takes an instant/],
];

test.each(bad)('%s that does not fit its scalar is refused before execution, naming the field: 400, 200 under plain JSON', async (_what, query, variables, code, message) => {
  const refused = { errors: [{ message: expect.stringMatching(message), extensions: expect.objectContaining({ code }) }] };
  for (const [accept, status] of [['application/graphql-response+json', 400], ['application/json', 200]] as const) {
    const [told, body] = await http(query, variables, accept);
    expect([told, body]).toMatchObject([status, refused]);
    expect(body.data).toBeUndefined();
  }
});

test.each(bad)('%s likewise over the socket', async (_what, query, variables, code, message) => {
  const { type, payload } = await overSocket(query, variables);
  const errors = (type === 'error' ? payload : (payload as Refused).errors) as Refused['errors'];
  expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }]);
  expect((payload as Refused).data).toBeUndefined();
});

test.each([
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { phone: '555' } }, 'filter.phone'],
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { phone: ' at "filter.status"; ' } }, 'filter.phone'],
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { status: ['MISSED', 'LOST'] } }, 'filter.status.1'],
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { surprise: 1 } }, 'filter.surprise'],
  ['query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', { filter: { range: { start: '2026-03-01T00:00:00Z' } } }, 'filter.range.end'],
  ['query($count: Int) { calls(first: $count) { totalCount } }', { count: 'ten' }, 'count'],
  ['query($id: ID!) { call(id: $id) { id } }', {}, 'id'],
  ['query($id: ID!) { call(id: $id) { id } }', { id: null }, 'id'],
  ['query($no: Boolean = true) { __typename @skip(if: $no) }', { no: null }, 'no'],
])('%s with %j says which part of the variables does not fit', async (query, variables, field) => {
  expect((await http(query, variables))[1].errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', details: { field } } }]);
});

describe('text that cannot be kept, U+0000 or half of a surrogate pair, is refused before execution, naming the field', () => {
  const search = 'query($filter: ConversationFilter, $after: String) { conversations(filter: $filter, after: $after) { totalCount } }';
  const send = 'mutation($id: ID!, $input: SendMessageInput!) { sendMessage(conversationId: $id, input: $input) { __typename } }';
  const unfit: [string, object, string, string][] = [
    [search, { filter: { search: 'no\0water' } }, 'BAD_USER_INPUT', 'filter.search'],
    [search, { filter: { search: 'half \ud83d' } }, 'BAD_USER_INPUT', 'filter.search'],
    [search, { after: '\udca7' }, 'BAD_USER_INPUT', 'after'],
    [send, { id: 'any', input: { body: 'On our way\0' } }, 'BAD_USER_INPUT', 'input.body'],
    [send, { id: '\0', input: { body: 'On our way' } }, 'BAD_USER_INPUT', 'id'],
    ['{ conversations(filter: { search: "no\\u0000water" }) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED', 'filter.search'],
    ['query($search: String = "\\u0000") { conversations(filter: { search: $search }) { totalCount } }', {}, 'GRAPHQL_VALIDATION_FAILED', '$search'],
  ];

  test.each(unfit)('%s with %j', async (query, variables, code, field) => {
    const [status, body] = await http(query, variables);
    expect([status, body]).toEqual([400, { errors: [expect.objectContaining({ message: expect.stringContaining(`\`${field}\` takes text without U+0000`), extensions: expect.objectContaining({ code, details: { field } }) })] }]);
    const { type, payload } = await overSocket(query, variables);
    expect((type === 'error' ? payload : (payload as Refused).errors)).toMatchObject([{ extensions: { code, details: { field } } }]);
  });

  test.each([
    ['subscription { messageAdded(conversationId: "\\u0000") { id } }', {}, 'GRAPHQL_VALIDATION_FAILED', 'conversationId'],
    ['subscription($id: ID) { messageAdded(conversationId: $id) { id } }', { id: '\ud83d' }, 'BAD_USER_INPUT', 'id'],
  ])('%s with %j', async (query, variables, code, field) => {
    expect(await overSocket(query, variables)).toMatchObject({ type: 'error', payload: [{ extensions: { code, details: { field } } }] });
  });

  test('whole pairs, line breaks and a text that only writes of U+0000 pass', async () => {
    expect((await http(search, { filter: { search: '💧\n\\u0000' } }))[1]).toEqual({ data: { conversations: { totalCount: 0 } } });
  });

  test('as deep as a body holds, and in a key too', () => {
    let deep: object = { fit: '💧', 'half \ud83d': true };
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(unstorableVariable({ metadata: deep })?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(unstorableVariable({ metadata: { a: [{ b: 'fit' }, { b: '\0' }] } })?.extensions['details']).toEqual({ field: 'metadata.a.1.b' });
    expect(unstorableVariable({ metadata: { a: [{ b: 'fit' }] }, at: new Date(), none: null, undone: undefined })).toBeNull();
  });
});

test('an earlier mutation of the same request has not run', async () => {
  const id = rows.ids['conversation'] as string;
  const query = `mutation($start: DateTime!) { resolveConversation(id: "${id}") { id } bookAppointment(input: { conversationId: "${id}", trade: PLUMBING, jobType: "drain_cleaning", start: $start, address: { street: "1 Main St", city: "Boise", state: "ID", zip: "83702" } }) { __typename } }`;
  const [status, body] = await http(query, { start: '2031-02-30T17:00:00Z' });
  expect([status, body.errors[0]?.extensions.code, body.data]).toEqual([400, 'BAD_USER_INPUT', undefined]);
  expect(await world.sql(`select status from calls.conversations where id = $1`, [id])).toEqual([{ status: 'OPEN' }]);
});

test('what fits passes, as a literal and as a variable, in lists and objects', async () => {
  const query = 'query($start: DateTime!, $phone: PhoneNumber = "+12085550100") { dashboard(range: { start: $start, end: "2026-03-02T00:00:00Z" }) { start } calls(filter: { phone: $phone, status: MISSED }) { totalCount } }';
  const [status, body] = await http(query, { start: '2026-02-28T17:00:00-07:00' });
  expect([status, body]).toEqual([200, { data: { dashboard: { start: '2026-03-01T00:00:00.000Z' }, calls: { totalCount: 0 } } }]);
});
