import { getIntrospectionQuery } from 'graphql';
import { startWorld, type World } from './world';

describe.each([['in one process', false], ['each subgraph behind its own port', true]])('queries, %s', (_name, remote) => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ remote })));
  afterAll(() => world.close());

  test('joins the fields of two subgraphs', async () => {
    const { body, status } = await world.post('{ reviews { id author { name boss { name reviews { id } } } } }', { token: await world.token() });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    const boss = { name: 'Bo', reviews: [{ id: 'of-p2' }] };
    expect(body.data).toEqual({ reviews: [{ id: '1', author: { name: 'Ana', boss } }, { id: '2', author: { name: 'Bo', boss } }, { id: '3', author: { name: 'Ana', boss } }] });
  });

  test('carries a mutation to its owner and reads its answer from both', async () => {
    const { body } = await world.post('mutation($body: String!) { addReview(body: $body) { body author { id name } } }', { token: await world.token(), variables: { body: 'fine' } });
    expect(body).toEqual({ data: { addReview: { body: 'fine', author: { id: 'p1', name: 'Ana' } } } });
  });

  test('refuses a field without a token, and one that the role may not see, with a code and the path', async () => {
    const open = await world.post('{ hello me { id } }');
    expect(open.status).toBe(200);
    expect(open.body.errors?.[0]).toMatchObject({ path: ['me'], extensions: { code: 'AUTH_TOKEN_INVALID', service: 'people', requestId: open.headers.get('x-request-id'), timestamp: expect.any(String), details: expect.any(Object) } });
    expect((await world.post('{ hello }')).body.data).toEqual({ hello: 'hello' });
    const { body } = await world.post('{ reviews { id author { pay } } }', { token: await world.token('viewer') });
    expect(body.errors?.[0]).toMatchObject({ path: ['reviews', 0, 'author', 'pay'], extensions: { code: 'AUTH_INSUFFICIENT_PERMISSIONS' } });
    expect(body.data).toMatchObject({ reviews: [{ author: { pay: null } }, {}, {}] });
    expect((await world.post('{ salaries reviews { author { pay } } }', { token: await world.token('owner') })).body.data).toMatchObject({ salaries: [1, 2], reviews: [{ author: { pay: 100 } }, {}, {}] });
  });

  test('shows a refusal with its details, and of a fault nothing but its code and path', async () => {
    const { body } = await world.post('{ teapot boom reviews { author { broken } } }', { token: await world.token() });
    const byPath = new Map(body.errors?.map((error) => [String(error.path), error]));
    expect(byPath.get('teapot')).toMatchObject({ message: 'Short and stout.', extensions: { code: 'BUSINESS_RULE_VIOLATION', details: { handle: 'here' } } });
    expect(byPath.get('boom')).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'people', requestId: expect.any(String) } });
    expect(byPath.get('reviews,0,author,broken')).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(JSON.stringify(body)).not.toMatch(/1234|inside|stack|serviceName/);
    expect(world.logged.filter((message) => message.includes('1234'))).toHaveLength(1);
  });

  test('a variable that does not fit is BAD_USER_INPUT, never a fault', async () => {
    const { body } = await world.post('mutation($body: String!) { addReview(body: $body) { id } }', { token: await world.token(), variables: { body: 4 } });
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});

test('the dashboard is one page, whose addresses lie behind its #; a file that it does not have is not found', async () => {
  const world = await startWorld();
  const at = async (path: string) => {
    const response = await fetch(`${world.url}/app/${path}`);
    return [response.status, (await response.text()).includes('The page')];
  };
  expect([await at(''), await at('?of=a.b#/conversations/7'), await at('assets/old.js')]).toEqual([[200, true], [200, true], [404, false]]);
  await world.close();
});

test('a subgraph that is down costs its own fields, at their paths; the others still come', async () => {
  const world = await startWorld({ remote: true });
  try {
    const token = await world.token();
    await world.kill('people');
    const { body, status } = await world.post('{ fragile { id author { id boss { id } } } boom }', { token });
    expect(status).toBe(200);
    expect(body.data).toEqual({ fragile: [{ id: '1', author: { id: 'p1', boss: null } }], boom: null });
    const paths = body.errors?.map((error) => String(error.path)).sort();
    expect(paths).toEqual(['boom', 'fragile,0,author,boss']);
    for (const error of body.errors ?? []) expect(error.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'people' });
  } finally {
    await world.close();
  }
});

test('/health names the subgraph that is down; once it is back, it is well and serves again', async () => {
  const world = await startWorld({ remote: true });
  const health = async () => {
    // What was found is told again for 5 s.
    world.passMillis(5_000);
    const response = await fetch(`${world.url}/health`);
    const { data } = (await response.json()) as { data: { status: string; checks: { name: string; status: string }[] } };
    return [response.status, data.status, ...data.checks.map(({ name, status }) => `${name} ${status}`)];
  };
  try {
    const token = await world.token();
    expect(await health()).toEqual([200, 'healthy', 'people healthy', 'reviews healthy']);
    await world.kill('people');
    expect(await health()).toEqual([200, 'degraded', 'people degraded', 'reviews healthy']);
    expect((await world.post('{ teapot }', { token })).body.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    await world.revive('people');
    expect(await health()).toEqual([200, 'healthy', 'people healthy', 'reviews healthy']);
    expect((await world.post('{ reviews { author { name } } }', { token })).body).toMatchObject({ data: { reviews: [{ author: { name: expect.any(String) } }, {}, {}] } });
  } finally {
    await world.close();
  }
});

describe('the door', () => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ variables: { RATE_LIMIT_PER_MINUTE: '60' } })));
  afterAll(() => world.close());

  test('a bad token, and that of a session that has ended, are 401', async () => {
    expect(await world.post('{ hello }', { token: 'x.y.z' })).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'AUTH_TOKEN_INVALID' } }] } });
    expect(await world.post('{ hello }', { token: await world.token('owner', { expiresInSeconds: -5 }) })).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'AUTH_TOKEN_EXPIRED' } }] } });
    const sessionId = '7a0e4b80-0000-4000-8000-00000000dead';
    const token = await world.token('owner', { sessionId });
    expect(await world.post('{ hello }', { token })).toMatchObject({ status: 200 });
    await world.endSession(sessionId);
    expect(await world.post('{ hello }', { token })).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'AUTH_TOKEN_INVALID' } }] } });
  });

  test.each([
    ['30 levels', `{ me ${'{ boss '.repeat(30)} { id } ${'}'.repeat(30)} }`],
    ['200 aliases', `{ ${Array.from({ length: 200 }, (_, index) => `a${index}: hello`).join(' ')} }`],
    ['200 aliases of __typename', `{ ${Array.from({ length: 200 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    ['an unknown field', '{ nothing }'],
    ['a syntax error', '{ hello'],
    ['a hundred thousand tokens', `{ ${'hello '.repeat(100_000 / 2)} }`],
    ['fragments that multiply', bomb()],
  ])('%s: 400 under graphql-response+json, 200 under json', async (_name, query) => {
    const token = await world.token();
    const strict = await world.post(query, { token, headers: { accept: 'application/graphql-response+json' } });
    expect([strict.status, strict.body.data]).toEqual([400, undefined]);
    expect(strict.body.errors?.[0]?.extensions['code']).toMatch(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/);
    expect(strict.body.errors?.length).toBeLessThanOrEqual(6);
    expect(await world.post(query, { token, headers: { accept: 'application/json' } })).toMatchObject({ status: 200, body: { errors: strict.body.errors?.map(({ message }) => ({ message })) } });
  });

  test('introspection passes however deep, and 15 levels do', async () => {
    expect((await world.post(getIntrospectionQuery())).body.errors).toBeUndefined();
    const { body } = await world.post(`{ me ${'{ boss '.repeat(12)} { id } ${'}'.repeat(12)} }`, { token: await world.token() });
    expect(body.errors).toBeUndefined();
  });

  test('a megabyte is 413, malformed JSON and a body without a query are 400, a form is no way in', async () => {
    const token = await world.token();
    const send = (body: string, type = 'application/json') => fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': type, authorization: `Bearer ${token}` }, body });
    expect((await send(JSON.stringify({ query: '{ hello }', variables: { big: 'x'.repeat(2 ** 20) } }))).status).toBe(413);
    for (const [body, type] of [['{"query": ', undefined], ['{}', undefined], ['[]', undefined], ['null', undefined], ['"x"', undefined], ['query=%7Bhello%7D', 'application/x-www-form-urlencoded'], ['{ hello }', 'text/plain']] as const) {
      const response = await send(body, type);
      expect([400, 415]).toContain(response.status);
      expect(((await response.json()) as { errors: unknown[] }).errors).toHaveLength(1);
    }
  });

  test('keeps a plain request id from outside and replaces another', async () => {
    expect((await world.post('{ hello }', { token: await world.token(), headers: { 'x-request-id': 'abc-1' } })).headers.get('x-request-id')).toBe('abc-1');
    expect((await world.post('{ hello }', { token: await world.token(), headers: { 'x-request-id': 'a b<>' } })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('an address without a token is told to wait: 429 with Retry-After; a tenant and a service key go on', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => world.post('{ hello }')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(20);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.body.errors?.[0]?.extensions['code']).toBe('RATE_LIMIT_EXCEEDED');
    expect((await fetch(`${world.url}/internal/nothing`)).status).toBe(429);
    expect((await fetch(`${world.url}/webhooks/nothing`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${world.url}/internal/nothing`, { headers: { 'x-service-key': world.environment.internalServiceKeys[0] as string } })).status).toBe(404);
    expect((await world.post('{ hello }', { token: await world.token() })).status).toBe(200);
  });
});

/** Of 2 to the 60th fields: whoever walked them all would not answer within the test's time. */
function bomb(): string {
  const levels = Array.from({ length: 60 }, (_, index) => `fragment f${index} on Person { boss { ...f${index + 1} } b: boss { ...f${index + 1} } }`);
  return `{ me { ...f0 } } ${levels.join('\n')} fragment f60 on Person { id }`;
}

