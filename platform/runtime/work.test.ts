import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { migrationSets } from '../../migrations';
import { eventually } from '../../tests/harness/eventually';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { mayLag } from './callers';
import type { EventReaction, HandledEvent } from './subgraphModule';
import { startWork } from './work';

const log = pino({ level: 'silent' });
let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase('platform alone', async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform'))));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 8, applicationName: 'work test' });
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

const tenants = Array.from({ length: 4 }, () => randomUUID());
/** So many of each business. */
async function say(type: string, count: number): Promise<void> {
  for (const tenant of tenants)
    await database.transaction(tenant, async (tx) => {
      await tx.query(`insert into platform.events (tenant_id, type, payload) select $1, $2, '{}' from generate_series(1, $3)`, [tenant, type, count]);
      tx.wakes('events');
    });
}

/** A kind of event of which each that is begun waits until all are let go. */
function gate(): { begun: HandledEvent[]; done: HandledEvent[]; open: () => void; reaction: (type: string) => Record<string, EventReaction> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const begun: HandledEvent[] = [];
  const done: HandledEvent[] = [];
  const handle: EventReaction['handle'] = async (event) => {
    begun.push(event);
    await opened;
    done.push(event);
  };
  return { begun, done, open, reaction: (type) => ({ [type]: { handle } }) };
}

test('an event for which a customer waits is handled while every place for those that may lag is taken, and more of them wait', async () => {
  const [counted, called] = [gate(), gate()];
  called.open();
  const work = startWork([{ name: 'shop', running: { on: { ...called.reaction('called'), ...mayLag(counted.reaction('counted')) } } }], { database, log });
  await say('counted', 25);
  await eventually(() => counted.begun.length > 0);
  await say('called', 1);
  await eventually(() => called.done.length === tenants.length);
  expect(counted.done).toEqual([]);
  // They are a few at a time, so that they leave room on the database.
  expect(counted.begun.length).toBeLessThan(8);
  counted.open();
  await eventually(() => counted.done.length === 25 * tenants.length);
  await work.stop();
});

test('events that may lag go on while those for which a customer waits fill every place of theirs, and more of them wait', async () => {
  const [counted, called] = [gate(), gate()];
  counted.open();
  const work = startWork([{ name: 'shop', running: { on: { ...called.reaction('called'), ...mayLag(counted.reaction('counted')) } } }], { database, log });
  await say('called', 25);
  await eventually(() => called.begun.length > 0);
  await say('counted', 10);
  await eventually(() => counted.done.length === 10 * tenants.length);
  expect(called.done).toEqual([]);
  called.open();
  await eventually(() => called.done.length === 25 * tenants.length);
  await work.stop();
});
