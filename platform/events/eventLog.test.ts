import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { z } from 'zod';
import { migrationSets } from '../../migrations';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { eventually } from '../../tests/harness/eventually';
import { appendEvent, createEventReader, type EventReader, type LoggedEvent } from './eventLog';
import { type LiveFeed, startLiveFeed } from './liveFeed';
import { startRelay } from './relay';

const log = pino({ level: 'silent' });
const said = { type: 'test.said', payload: z.object({ n: z.number() }), live: (payload: { n: number }) => ({ kind: 'said', id: String(payload.n) }) } as never;
let testDatabase: TestDatabase;
let database: Database;
let reader: EventReader;
let feed: LiveFeed;

beforeAll(async () => {
  testDatabase = await createTestDatabase('platform alone', async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform'))));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 12, applicationName: 'events test' });
  reader = await createEventReader(database);
  feed = await startLiveFeed(database, reader, log);
});
afterAll(async () => {
  await feed.stop();
  await database.close();
  await testDatabase.drop();
});

const say = (tenant: string, ...numbers: number[]) =>
  database.transaction(tenant, async (tx) => {
    for (const n of numbers) await appendEvent(tx, { definition: said, payload: { n } } as never);
  });
const numberOf = (event: LoggedEvent) => (event.payload as { n: number }).n;

async function take(events: AsyncIterableIterator<LoggedEvent>, count: number): Promise<LoggedEvent[]> {
  const taken: LoggedEvent[] = [];
  while (taken.length < count) {
    const next = await events.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

/** An open transaction on a connection of its own which has appended an event and can commit when told. */
async function slowWriter(tenant: string, n: number): Promise<{ commit(): Promise<void> }> {
  const client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  await client.query('begin');
  await client.query(`insert into platform.events (tenant_id, type, payload, live) values ($1, 'test.said', $2, $3)`, [tenant, { n }, { kind: 'said', id: String(n) }]);
  return {
    async commit() {
      await client.query('commit');
      await client.end();
    },
  };
}

describe('the reader', () => {
  test('does not step over a transaction that began earlier and commits later', async () => {
    const tenant = randomUUID();
    const start = reader.position(await reader.now(tenant));
    const slow = await slowWriter(tenant, 1);
    await say(tenant, 2);
    // The later one is committed, yet held back: what lies before it is not yet known.
    expect(await reader.after(tenant, start, 100)).toEqual([]);
    await slow.commit();
    expect((await reader.after(tenant, start, 100)).map(numberOf)).toEqual([1, 2]);
  });

  test('a cursor taken while a transaction is open comes before its events', async () => {
    const tenant = randomUUID();
    const slow = await slowWriter(tenant, 1);
    const cursor = await reader.now(tenant);
    await slow.commit();
    expect((await reader.after(tenant, reader.position(cursor), 100)).map(numberOf)).toEqual([1]);
  });

  test('shows a tenant only its own events', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const start = reader.position(await reader.now(mine));
    await say(theirs, 1);
    await say(mine, 2);
    expect((await reader.after(mine, start, 100)).map(numberOf)).toEqual([2]);
  });

  test('refuses what is no cursor as INVALID_FORMAT, and one of too long ago or of another log as CURSOR_EXPIRED', async () => {
    const code = (cursor: string) => {
      try {
        reader.position(cursor);
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const now = await reader.now(randomUUID());
    expect(code(now)).toBeNull();
    for (const wrong of ['', 'nonsense', '%%%', Buffer.from('a|b|c|d').toString('base64url'), Buffer.from('e|1|2').toString('base64url')]) expect(code(wrong)).toBe('INVALID_FORMAT');
    const [epoch, x, id] = Buffer.from(now, 'base64url').toString().split('|');
    const encode = (...parts: unknown[]) => Buffer.from(parts.join('|')).toString('base64url');
    expect(code(encode(epoch, x, id, Date.now() - 25 * 3_600_000))).toBe('CURSOR_EXPIRED');
    expect(code(encode('another-log', x, id, Date.now()))).toBe('CURSOR_EXPIRED');
  });
});

/** The numbers of the events that became jobs of the topic, each as often as it did. */
async function relayed(tenant: string, topic: string): Promise<number[]> {
  const jobs = await database.reader(tenant).query<{ n: number }>(`select (payload->'payload'->>'n')::int as n from platform.jobs where topic = $1 order by n`, [topic]);
  return jobs.map(({ n }) => n);
}

test('the relay makes one job of each event, also of one that commits late', async () => {
  const tenant = randomUUID();
  const routes = [{ consumer: 'relay-test', type: 'test.said', topic: 'relayed' }];
  const slow = await slowWriter(tenant, 1);
  await say(tenant, 2);
  // Two relays of one consumer, as in two processes.
  const relays = [startRelay(database, routes, log), startRelay(database, routes, log)];
  await slow.commit();
  // The cursor is past everything before an event that has become a job: none of it can come any more.
  await eventually(async () => (await relayed(tenant, 'relayed')).length >= 2);
  await say(tenant, 3);
  await eventually(async () => (await relayed(tenant, 'relayed')).includes(3));
  await Promise.all(relays.map((relay) => relay.stop()));
  expect(await relayed(tenant, 'relayed')).toEqual([1, 2, 3]);
});

describe('the live feed', () => {
  test('joins replay and live without loss or doubles, in order, while others write', async () => {
    const tenant = randomUUID();
    const cursor = await reader.now(tenant);
    await say(tenant, ...Array.from({ length: 20 }, (_, n) => n));
    const events = await feed.subscribe(tenant, cursor);
    const writing = (async () => {
      for (let n = 20; n < 60; n += 1) await say(tenant, n);
    })();
    const taken = await take(events, 60);
    await writing;
    expect(taken.map(numberOf)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    await events.return?.();
  });

  test('concurrent writers, some slow: a reader that reconnects at every few events sees each exactly once', async () => {
    const tenant = randomUUID();
    let cursor = await reader.now(tenant);
    const writers = Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let n = 0; n < 10; n += 1) {
          const number = writer * 10 + n;
          if (n % 3 === 0) await (await slowWriter(tenant, number)).commit();
          else await say(tenant, number);
        }
      }),
    );
    const seen: number[] = [];
    while (seen.length < 40) {
      const events = await feed.subscribe(tenant, cursor);
      const taken = await take(events, Math.min(7, 40 - seen.length));
      await events.return?.();
      seen.push(...taken.map(numberOf));
      cursor = taken.at(-1)?.cursor as string;
    }
    await writers;
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(await reader.after(tenant, reader.position(cursor), 10)).toEqual([]);
  });

  test('leaving ends a wait, and another tenant hears nothing', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const events = await feed.subscribe(mine, null);
    const waiting = events.next();
    await say(theirs, 1);
    await say(mine, 2);
    expect(numberOf((await waiting).value as LoggedEvent)).toBe(2);
    const next = events.next();
    await events.return?.();
    expect((await next).done).toBe(true);
  });

  test('who comes while another of the same business, alone until then, is leaving hears everything all the same', async () => {
    const tenant = randomUUID();
    const leaving = await feed.subscribe(tenant, await reader.now(tenant));
    // What it missed is still being read when its socket goes.
    const replay = leaving.next();
    const left = leaving.return?.();
    const coming = await feed.subscribe(tenant, null);
    await Promise.all([replay, left]);
    // The first may still be replayed, the second is live.
    await say(tenant, 1);
    expect(numberOf((await coming.next()).value as LoggedEvent)).toBe(1);
    const second = coming.next();
    await say(tenant, 2);
    expect(numberOf((await second).value as LoggedEvent)).toBe(2);
    await coming.return?.();
  });

  test('refuses a cursor that is none before anything is given', async () => {
    await expect(feed.subscribe(randomUUID(), 'nonsense')).rejects.toMatchObject({ code: 'INVALID_FORMAT' });
  });

  test('refuses a cursor that lies ahead of the log as CURSOR_EXPIRED, never with silence', async () => {
    const tenant = randomUUID();
    const [epoch, x, , at] = Buffer.from(await reader.now(tenant), 'base64url').toString().split('|');
    const ahead = Buffer.from([epoch, BigInt(x as string) + 1_000n, '0', at].join('|')).toString('base64url');
    await expect(feed.subscribe(tenant, ahead)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', details: { field: 'after' } });
  });

  test('a reader that lags too far is told so with 4290, after what it had been given', async () => {
    const tenant = randomUUID();
    const other = await feed.subscribe(tenant, null);
    const slow = await feed.subscribe(tenant, null);
    const first = slow.next();
    const keeping = take(other, 1_600);
    await say(tenant, 0);
    await first;
    for (let batch = 0; batch < 16; batch += 1) await say(tenant, ...Array.from({ length: 100 }, (_, n) => 1 + batch * 100 + n));
    expect(await keeping).toHaveLength(1_600);
    let taken = 0;
    await expect(
      (async () => {
        for (;;) {
          await slow.next();
          taken += 1;
        }
      })(),
    ).rejects.toMatchObject({ details: { closeCode: 4290 } });
    expect(taken).toBeGreaterThanOrEqual(900);
    await other.return?.();
  });
});

test('a route that asks for values makes jobs of the events that have them, and passes over the others', async () => {
  const tenant = randomUUID();
  const route = { consumer: 'choosy', type: 'test.said', topic: 'chosen', when: { n: 2 } };
  const relay = startRelay(database, [route], log);
  await say(tenant, 1, 2, 3, 2);
  await eventually(async () => (await relayed(tenant, 'chosen')).length >= 2);
  await relay.stop();
  expect(await relayed(tenant, 'chosen')).toEqual([2, 2]);
});
