import { EventEmitter, once } from 'node:events';
import type { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startWorld, type World } from './world';

interface Result {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

describe.each([['in one process', false], ['each subgraph behind its own port', true]])('subscriptions, %s', (_name, remote) => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ remote })));
  afterAll(() => world.close());

  test('an event comes with the fields of every subgraph, each under a fresh context', async () => {
    const client = world.connect(await world.token());
    const results = client.iterate<Record<string, unknown>>({ query: 'subscription S($no: Boolean = false) { added: reviewAdded { ...R author { name hidden: name @include(if: $no) } } } fragment R on Review { id loads }' });
    const first = results.next();
    await once(world.said, 'listening');
    world.said.emit('review', { id: '7' });
    expect((await first).value).toEqual({ data: { added: { id: '7', loads: 1, author: { name: 'Ana' } } } });
    world.said.emit('review', { id: '8' });
    expect(((await results.next()).value as Result).data).toEqual({ added: { id: '8', loads: 1, author: { name: 'Ana' } } });
    const left = once(world.said, 'left');
    await results.return?.();
    await left;
    await client.dispose();
  });

  test('a refusal ends that operation with its code and leaves the socket open', async () => {
    const client = world.connect(await world.token());
    const refused = await collect(client, 'subscription { reviewAdded(refused: true) { id } }');
    expect(refused.error).toMatchObject([{ message: 'Too old.', path: ['reviewAdded'], extensions: { code: 'CURSOR_EXPIRED', requestId: expect.any(String), timestamp: expect.any(String), service: 'reviews' } }]);
    expect(await collect(client, '{ hello me { name } }')).toMatchObject({ results: [{ data: { hello: 'hello', me: { name: 'Ana' } } }] });
    await client.dispose();
  });

  test('an error in a joined field is told with the path and code, beside the rest of the event', async () => {
    const client = world.connect(await world.token('viewer'));
    const results = client.iterate({ query: 'subscription { reviewAdded { id author { name pay broken } } }' });
    const first = results.next();
    await once(world.said, 'listening');
    world.said.emit('review', { id: '7' });
    const { data, errors } = (await first).value as Result;
    expect(data).toEqual({ reviewAdded: { id: '7', author: { name: 'Ana', pay: null, broken: null } } });
    expect(errors).toEqual(expect.arrayContaining([expect.objectContaining({ path: ['reviewAdded', 'author', 'pay'], extensions: expect.objectContaining({ code: 'AUTH_INSUFFICIENT_PERMISSIONS', service: 'people' }) })]));
    expect(JSON.stringify(errors)).not.toMatch(/inside|serviceName/);
    await client.dispose();
  });

  test('what is gone by the time it is told of is null in the event, and no error', async () => {
    const client = world.connect(await world.token());
    const results = client.iterate({ query: 'subscription { reviewAdded { id by: approver { name } } }' });
    const first = results.next();
    await once(world.said, 'listening');
    world.said.emit('review', { id: '7' });
    expect((await first).value).toEqual({ data: { reviewAdded: { id: '7', by: null } } });
    await client.dispose();
  });

  test('a subscriber too slow to follow is closed with 4290', async () => {
    const { socket, closed } = await rawSocket(world, await world.token());
    const listening = once(world.said, 'listening');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { reviewAdded { id } }' } }));
    await listening;
    world.said.emit('review', { id: 'tooSlow' });
    expect(await closed).toBe(4290);
  });
});

test('a socket carries so many operations at once and no more; one that ends makes room', async () => {
  const world = await startWorld();
  const client = world.connect(await world.token());
  const listen = () => {
    const refused = new EventEmitter();
    const stop = client.subscribe({ query: 'subscription { reviewAdded { id } }' }, { next: () => undefined, error: (error) => refused.emit('error!', error), complete: () => undefined });
    return { stop, refused: once(refused, 'error!') };
  };
  world.said.setMaxListeners(0);
  let listening = 0;
  const all = new Promise<void>((resolve) => world.said.on('listening', () => (listening += 1) === 100 && resolve()));
  const open = Array.from({ length: 100 }, listen);
  await all;
  expect(await listen().refused).toMatchObject([[{ message: expect.stringContaining('100'), extensions: { code: 'RATE_LIMIT_EXCEEDED', requestId: expect.any(String) } }]]);
  const left = once(world.said, 'left');
  open[0]?.stop();
  await left;
  const again = once(world.said, 'listening');
  open.push(listen());
  await again;
  await client.dispose();
  await world.close();
});

describe('the socket', () => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ variables: { MAX_CONNECTIONS_PER_TENANT: '3', RATE_LIMIT_TENANT_PER_MINUTE: '50' } })));
  afterAll(() => world.close());

  test('without a token or with a bad one: 4401; expired: 4403; of an ended session: 4401', async () => {
    const sessionId = '7a0e4b80-0000-4000-8000-00000000dead';
    const ended = await world.token('owner', { sessionId });
    await world.endSession(sessionId);
    for (const [token, code] of [[null, 4401], ['a.b.c', 4401], [await world.token('owner', { expiresInSeconds: -1 }), 4403], [ended, 4401]] as const) {
      expect(await refusedSocket(world, token)).toBe(code);
    }
  });

  test('is closed with 4403 when its token expires, and with 4401 when its session ends', async () => {
    const tenantId = '7a0e4b80-0000-4000-8000-0000000000bb';
    const shortLived = await rawSocket(world, await world.token('owner', { expiresInSeconds: 2, tenantId }));
    const sessionId = '7a0e4b80-0000-4000-8000-00000000beef';
    const ended = await rawSocket(world, await world.token('owner', { sessionId, tenantId }));
    world.gateway.sockets.endSession(sessionId);
    expect(await ended.closed).toBe(4401);
    expect(await shortLived.closed).toBe(4403);
  });

  test('a second init is 4429, a message of a megabyte 1009, one connection too many 4290', async () => {
    const tenantId = '7a0e4b80-0000-4000-8000-0000000000cc';
    const token = await world.token('owner', { tenantId });
    const twice = await rawSocket(world, token);
    twice.socket.send(JSON.stringify({ type: 'connection_init' }));
    expect(await twice.closed).toBe(4429);
    const big = await rawSocket(world, token);
    big.socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }', variables: { big: 'x'.repeat(2 ** 20) } } }));
    expect(await big.closed).toBe(1009);
    const three = [await rawSocket(world, token), await rawSocket(world, token), await rawSocket(world, token)];
    expect(await refusedSocket(world, token)).toBe(4290);
    for (const { socket } of three) socket.close();
  });

  test('limits and errors of a query hold here too, and cost one operation, not the socket', async () => {
    const client = world.connect(await world.token('owner', { tenantId: '7a0e4b80-0000-4000-8000-0000000000dd' }));
    const wrong = [`{ me ${'{ boss '.repeat(30)} { id } ${'}'.repeat(30)} }`, `{ ${Array.from({ length: 200 }, (_, index) => `a${index}: hello`).join(' ')} }`, '{ hello', '{ nothing }', 'subscription { nothing }'];
    for (const query of wrong) expect((await collect(client, query)).error).toMatchObject({ 0: { extensions: { code: expect.stringMatching(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/) } } });
    expect((await collect(client, '{ hello teapot boom }')).results[0]).toMatchObject({
      data: { hello: 'hello' },
      errors: expect.arrayContaining([expect.objectContaining({ extensions: expect.objectContaining({ code: 'BUSINESS_RULE_VIOLATION', requestId: expect.any(String) }) }), expect.objectContaining({ extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }) })]),
    });
    await client.dispose();
  });

  test('a document whose operation is not named, or not there, is told so as over HTTP', async () => {
    const client = world.connect(await world.token('owner', { tenantId: '7a0e4b80-0000-4000-8000-0000000000cc' }));
    const refusalOf = (payload: { query: string; operationName?: string }) => new Promise((resolve) => void client.subscribe(payload, { next: resolve, error: resolve, complete: () => resolve(null) }));
    const expected = [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE', requestId: expect.any(String) } }];
    expect(await refusalOf({ query: 'query A { hello } query B { hello }' })).toMatchObject(expected);
    expect(await refusalOf({ query: 'query A { hello }', operationName: 'C' })).toMatchObject(expected);
    await client.dispose();
  });

  test('operations count against the tenant’s rate', async () => {
    const client = world.connect(await world.token('owner', { tenantId: '7a0e4b80-0000-4000-8000-0000000000ee' }));
    const answers = await Promise.all(Array.from({ length: 60 }, () => collect(client, '{ hello }')));
    expect(answers.filter(({ error }) => JSON.stringify(error ?? '').includes('RATE_LIMIT_EXCEEDED'))).toHaveLength(10);
    await client.dispose();
  });
});

function collect(client: ReturnType<typeof createClient>, query: string): Promise<{ results: Result[]; error?: unknown }> {
  const results: Result[] = [];
  return new Promise((resolve) => {
    client.subscribe({ query }, { next: (result) => results.push(result as Result), error: (error) => resolve({ results, error }), complete: () => resolve({ results }) });
  });
}

async function rawSocket(world: World, token: string): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  return { socket, closed };
}

async function refusedSocket(world: World, token: string | null): Promise<number> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = once(socket, 'close');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: token === null ? undefined : { authorization: `Bearer ${token}` } }));
  const [code] = await closed;
  return code as number;
}
