import { parse } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { EventEmitter, once } from 'node:events';
import WebSocket from 'ws';
import { type Client, type ClientOptions, createClient } from '../client';
import { type EventServer, startEventServer } from './eventServer';

type Told = { events: { id: string; message: string } };
const Events = parse('subscription ($after: ID) { events(after: $after) { id ... on BroadcastEvent { message } } }') as TypedDocumentNode<Told, { after?: string | null }>;

let server: EventServer;
let clients: Client[];

beforeEach(async () => {
  server = await startEventServer();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await server.stop();
});

function connect(options: Partial<ClientOptions> = {}): Client {
  const client = createClient({ url: server.url, getAccessToken: () => 'good', webSocket: WebSocket, reconnectDelayMs: () => 0, ...options });
  clients.push(client);
  return client;
}

/** Subscribes, and lets the test wait for what it hears. */
function listen(client: Client, after: string | null = '0') {
  const heard = new EventEmitter();
  const messages: string[] = [];
  const stop = client.subscribe(Events, {}, {
    after,
    onEvent: ({ events }) => {
      messages.push(events.message);
      heard.emit(events.message);
    },
    onConnected: ({ again }) => heard.emit(again ? 'connectedAgain' : 'connected'),
    onReconnecting: () => heard.emit('reconnecting'),
    onCursorExpired: () => heard.emit('cursorExpired'),
    onError: (error) => heard.emit('refused', error),
  });
  return { messages, stop, until: (name: string) => once(heard, name) };
}

async function hears(listener: ReturnType<typeof listen>, message: string) {
  const arrived = listener.until(message);
  server.publish(message);
  await arrived;
}

test.each([['a cut cable', undefined], ['too slow a reader', 4290], ['a restart of the server', 1012], ['a fault of the server', 4500]])(
  'after %s, what happened meanwhile arrives once and in order',
  async (_, code) => {
    const client = connect();
    const listener = listen(client);
    await hears(listener, 'one');
    await hears(listener, 'two');
    const [lost, back] = [listener.until('reconnecting'), listener.until('three')];
    server.drop(code);
    server.publish('three');
    await lost;
    await back;
    await hears(listener, 'four');
    expect(listener.messages).toEqual(['one', 'two', 'three', 'four']);
    expect(server.asked).toEqual(['0', '2']);
  },
);

test('a connection lost before the first event resumes from the cursor it was given', async () => {
  server.publish('zero');
  const listener = listen(connect(), '1');
  await listener.until('connected');
  const missed = listener.until('missed');
  server.drop();
  server.publish('missed');
  await missed;
  expect(listener.messages).toEqual(['missed']);
});

test.each([['a part of the service is not back yet', 'SERVICE_UNAVAILABLE'], ['there were too many at once', 'RATE_LIMIT_EXCEEDED']])(
  'a subscription that is refused because %s is asked for again, from its last event',
  async (_, code) => {
    const listener = listen(connect());
    await hears(listener, 'one');
    server.refuseNext(code, code);
    const back = listener.until('two');
    server.drop(1012);
    server.publish('two');
    await Promise.race([back, listener.until('refused').then(([error]) => Promise.reject(error as Error))]);
    await hears(listener, 'three');
    expect(listener.messages).toEqual(['one', 'two', 'three']);
    expect(server.asked).toEqual(['0', '1', '1', '1']);
  },
);

test('a refusal that would come again ends the subscription', async () => {
  const listener = listen(connect());
  await hears(listener, 'one');
  const refused = listener.until('refused');
  server.refuseNext('RESOURCE_NOT_FOUND');
  server.drop(1012);
  expect(await refused).toMatchObject([{ code: 'RESOURCE_NOT_FOUND' }]);
  expect(server.asked).toEqual(['0', '1']);
});

test('an expired token (4403) is renewed and the subscription resumes', async () => {
  let token = 'old';
  const client = connect({
    getAccessToken: () => token,
    refresh: async () => {
      token = 'new';
    },
  });
  const listener = listen(client);
  await hears(listener, 'one');
  server.expired.add('old');
  const again = listener.until('connectedAgain');
  server.drop(4403);
  await again;
  await hears(listener, 'two');
  expect(listener.messages).toEqual(['one', 'two']);
  expect(server.tokens).toEqual(['old', 'new']);
});

test('a session that ended (4401) is told once, and nobody reconnects', async () => {
  let told = 0;
  const ended = new EventEmitter();
  const client = connect({
    onSessionEnded: () => {
      told += 1;
      ended.emit('ended');
    },
  });
  const [first, second] = [listen(client), listen(client)];
  await Promise.all([first.until('one'), hears(second, 'one')]);
  const over = once(ended, 'ended');
  server.drop(4401);
  await over;
  await new Promise(setImmediate);
  expect(told).toBe(1);
  expect(server.tokens).toHaveLength(1);
});

test('a cursor the server no longer keeps is told, not skipped over', async () => {
  for (const message of ['one', 'two', 'three']) server.publish(message);
  server.forgetBefore(2);
  const listener = listen(connect(), '1');
  await listener.until('cursorExpired');
  expect(listener.messages).toEqual([]);
});

test('subscriptions share one socket, opened with the first of them', async () => {
  const client = connect();
  expect(server.connections()).toBe(0);
  const [first, second] = [listen(client), listen(client)];
  await Promise.all([first.until('one'), hears(second, 'one')]);
  expect(server.connections()).toBe(1);
});

test('one that stopped hears nothing more, while the others do', async () => {
  const client = connect();
  const [first, second] = [listen(client), listen(client)];
  await Promise.all([first.until('one'), hears(second, 'one')]);
  first.stop();
  await hears(second, 'two');
  expect(first.messages).toEqual(['one']);
});

test('reconnectNow does not wait for the next attempt', async () => {
  const client = connect({ reconnectDelayMs: () => 3_600_000 });
  const listener = listen(client);
  await hears(listener, 'one');
  const [lost, back] = [listener.until('reconnecting'), listener.until('two')];
  server.drop();
  await lost;
  server.publish('two');
  setImmediate(() => client.reconnectNow());
  await back;
  expect(listener.messages).toEqual(['one', 'two']);
});

test('reconnectNow wakes every subscription that waits, also after another has gone on by itself', async () => {
  const client = connect({ reconnectDelayMs: (attempt) => (attempt === 0 ? 0 : 3_600_000) });
  server.publish('one');
  server.refuseNext('SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE');
  const [first, second] = [listen(client), listen(client)];
  await first.until('one');
  expect(second.messages).toEqual([]);
  const back = second.until('one');
  client.reconnectNow();
  await back;
});
