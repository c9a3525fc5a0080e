import { ask, openSocket } from './socket';
import { type Answer, startWorld, type World } from './world';

let world: World;
let token: string;
beforeAll(async () => {
  world = await startWorld({ remote: true });
  token = await world.token();
});
afterAll(() => world.close());

const operation = (query: string) => JSON.stringify({ query });
const missing = { code: 'REQUIRED_FIELD_MISSING', details: { field: 'query' } };
const malformed = (field?: string) => ({ code: 'INVALID_FORMAT', details: field === undefined ? {} : { field } });
const aliases = { code: 'GRAPHQL_VALIDATION_FAILED', details: { limit: 'aliases', max: 50, found: 200 } };

/** What a subgraph's own port answers, in the form that the gateway has too: every error with code, details, request, time and service. */
async function send(body: string, headers: Record<string, string>) {
  const response = await fetch(`${world.urlOf('people')}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return { status: response.status, requestId: response.headers.get('x-request-id'), body: (await response.json()) as Answer };
}

test.each([
  ['an unknown field', operation('{ nothing }'), 400, { code: 'GRAPHQL_VALIDATION_FAILED', details: {} }],
  ['200 aliases', operation(`{ ${Array.from({ length: 200 }, (_, index) => `a${index}: hello`).join(' ')} }`), 400, aliases],
  ['a syntax error', operation('{ me'), 400, { code: 'GRAPHQL_PARSE_FAILED', details: {} }],
  ['a body without a query', '{}', 400, missing],
  ['a query of another form', '{"query":4}', 400, malformed('query')],
  ['variables of another form', '{"query":"{ hello }","variables":"x"}', 400, malformed('variables')],
  ['a batch', '[]', 400, malformed()],
  ['a body that is no JSON', '{', 400, malformed()],
  ['a refusal', operation('{ teapot }'), 200, { code: 'BUSINESS_RULE_VIOLATION', details: { handle: 'here' } }],
  ['a fault', operation('{ boom }'), 200, { code: 'INTERNAL_SERVER_ERROR', details: {} }],
])('%s at a subgraph’s own port is told as at the gateway', async (_what, body, status, refused) => {
  const answer = await send(body, { authorization: `Bearer ${token}` });
  const metadata = { service: 'people', requestId: answer.requestId, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) };
  expect([answer.status, answer.body.errors?.map(({ extensions }) => extensions)]).toEqual([status, answer.body.errors?.map(() => ({ ...refused, ...metadata }))]);
  expect(answer.body.errors?.length).toBeGreaterThan(0);
  expect(JSON.stringify(answer.body)).not.toContain('1234');
});

test('a bad token too, in the name of the service that refuses it', async () => {
  const answer = await send(operation('{ hello }'), { authorization: 'Bearer a.b.c' });
  expect([answer.status, answer.body]).toEqual([401, { errors: [{ message: expect.any(String), extensions: { code: 'AUTH_TOKEN_INVALID', details: {}, service: 'people', requestId: answer.requestId, timestamp: expect.any(String) } }] }]);
});

test('over its socket as well', async () => {
  const socket = await openSocket(world.urlOf('people'), token);
  const metadata = { details: {}, service: 'people', requestId: expect.any(String), timestamp: expect.any(String) };
  for (const [query, code] of [['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'], ['{ me', 'GRAPHQL_PARSE_FAILED']] as const) expect(await ask(socket, code, query)).toMatchObject({ type: 'error', payload: [{ extensions: { code, ...metadata } }] });
  expect(await ask(socket, 'boom', '{ boom }')).toMatchObject({ type: 'next', payload: { errors: [{ path: ['boom'], extensions: { code: 'INTERNAL_SERVER_ERROR', ...metadata } }] } });
  socket.close();
});
