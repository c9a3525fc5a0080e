import { once } from 'node:events';
import { WebSocket } from 'ws';
import { appendEvent } from '../../platform/events/eventLog';
import { alertChanged } from '../../schema/events/alerts';
import { callOf, rootsOf, supergraphApi, unknownId } from '../../tests/security/operations';
import { type BusinessRows, startWorld, type World } from '../../tests/security/world';

let world: World;
let ours: BusinessRows;
let theirs: BusinessRows;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  ours = await world.furnished('+12085550501');
  theirs = await world.furnished('+12085550502');
  const [owner] = ours.business.users;
  token = (await world.login(owner?.email ?? '', owner?.password ?? '')).accessToken;
});
afterAll(() => world.close());

interface Message {
  type: string;
  payload: { data?: { events: { id: string } }; errors?: unknown } & { extensions?: Record<string, unknown> }[];
}

/** A raw, acknowledged socket, and all that comes over it. */
async function openSocket() {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close').then(([code]) => code as number);
  const messages: Message[] = [];
  let heard = () => undefined as void;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(String(data)) as Message);
    heard();
  });
  const until = async (isDone: () => boolean) => {
    while (!isDone()) await new Promise<void>((resolve) => (heard = resolve));
  };
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await until(() => messages.length > 0);
  const subscribe = (query: string, variables: Record<string, unknown> = {}) => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  const ids = () => messages.flatMap(({ type, payload }) => (type === 'next' ? [payload.data?.events.id as string] : []));
  return { socket, closed, messages, until, subscribe, ids };
}

/** Our tenant's events, each with a correlation id so long. */
function say(count: number, correlationIdLength = 1): Promise<void> {
  const at = new Date().toISOString();
  return world.application.foundation.database.transaction(ours.business.tenantId, async (tx) => {
    for (let index = 0; index < count; index += 1)
      await appendEvent(tx, alertChanged({ alertId: ours.ids['alert'] as string, conversationId: null, status: 'OPEN', kind: 'TASK', at }), 'x'.repeat(correlationIdLength));
  });
}

test('a subscriber too slow to follow is closed with 4290, and resumes from its last id without losing an event', async () => {
  const { body } = await world.post('{ eventCursor }', { token });
  const after = body.data?.['eventCursor'] as string;
  // An event with a long correlation id becomes megabytes: more than what lies in the sockets between us.
  const repeated = Array.from({ length: 40 }, (_, index) => `c${index}: correlationId`).join(' ');
  const [slow, quick] = [await openSocket(), await openSocket()];
  slow.subscribe(`subscription($after: ID) { events(after: $after) { id ${repeated} } }`, { after });
  quick.subscribe('subscription($after: ID) { events(after: $after) { id } }', { after });
  await say(1);
  await Promise.all([slow.until(() => slow.ids().length === 1), quick.until(() => quick.ids().length === 1)]);

  slow.socket.pause();
  await say(20, 25_000);
  for (let batch = 0; batch < 13; batch += 1) await say(100);
  const total = 1 + 20 + 1_300;
  // The same fan-out serves both, so the slow one's queue has been offered everything too.
  await quick.until(() => quick.ids().length === total);
  slow.socket.resume();
  expect(await slow.closed).toBe(4290);
  const before = slow.ids();
  expect(before.length).toBeLessThan(total);

  const again = await openSocket();
  again.subscribe('subscription($after: ID) { events(after: $after) { id } }', { after: before.at(-1) });
  await again.until(() => before.length + again.ids().length >= total);
  expect([...before, ...again.ids()]).toEqual(quick.ids());
  for (const { socket } of [quick, again]) socket.close();
});

test('a subscription to a thing of another business is refused as one to a thing that never was', async () => {
  const roots = rootsOf(supergraphApi()).filter(({ kind, idPaths }) => kind === 'subscription' && idPaths.length > 0);
  expect(roots.map(({ name }) => name)).toEqual(expect.arrayContaining(['callUpdated', 'conversationUpdated', 'messageAdded']));
  const answerTo = async (query: string): Promise<string> => {
    const client = await openSocket();
    client.subscribe(query);
    await client.until(() => client.messages.length > 1);
    client.socket.close();
    const { type, payload } = client.messages[1] as Message;
    return JSON.stringify([type, payload.map?.(({ extensions, ...rest }) => ({ ...rest, code: extensions?.['code'], details: extensions?.['details'] })) ?? payload]);
  };
  for (const root of roots) {
    for (const path of root.idPaths) {
      const kind = path.replace(/Id$/, '');
      const foreign = theirs.ids[kind] as string;
      expect([root.name, path, foreign]).toEqual([root.name, path, expect.stringMatching(/-/)]);
      const [toForeign, toNothing] = [await answerTo(callOf(root, { [path]: foreign })), await answerTo(callOf(root, { [path]: unknownId }))];
      expect([root.name, toForeign]).toEqual([root.name, toNothing.replaceAll(unknownId, foreign)]);
      expect(toForeign).toContain('RESOURCE_NOT_FOUND');
    }
  }
});
