import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { migrationSets } from '../../migrations';
import { eventually } from '../../tests/harness/eventually';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { createEventReader } from './eventLog';
import { startRelay } from './relay';

const log = pino({ level: 'silent' });
const platform = migrationSets.filter(({ schema }) => schema === 'platform');
const tenant = randomUUID();
let testDatabase: TestDatabase;
let owner: Client;
let database: Database;

async function open(sets = platform): Promise<void> {
  testDatabase = await createTestDatabase(`platform, ${sets[0]?.migrations.length} migrations`, async (url) => void (await migrate(url, sets)));
  owner = new Client({ connectionString: testDatabase.url });
  await owner.connect();
  database = await openDatabase({ url: testDatabase.url, maxConnections: 4, applicationName: 'restored test' });
}
afterEach(async () => {
  await database.close();
  await owner.end();
  await testDatabase.drop();
});

const say = (n: number) => owner.query(`insert into platform.events (tenant_id, type, payload) values ($1, 'said', $2)`, [tenant, { n }]);
/**
 * As pg_restore leaves it: events with the numbers of transactions of another server, in an order that their ids do not have, two consumers that
 * came to different places in them, and a third that is new.
 */
async function restore(): Promise<void> {
  const events = [[70_000_000, 3], [80_000_000, 1], [90_000_000, 4], [90_000_001, 2], [90_000_002, 5]] as const;
  for (const [n, [x, id]] of events.entries()) await owner.query(`insert into platform.events (tenant_id, x, id, type, payload) overriding system value values ($1, $2, $3, 'said', $4)`, [tenant, x, id, { n: n + 1 }]);
  await owner.query(`select setval(pg_get_serial_sequence('platform.events', 'id'), 5)`);
  await owner.query(`insert into platform.relay_cursors values ('far', '90000000', 4), ('near', '80000000', 1)`);
}
const asFromElsewhere = () => owner.query(`update platform.log_epoch set epoch = 'another server'`);

/** What each consumer is handed from now on: everything up to that event, in order. */
async function relayedUntil(last: number): Promise<Record<string, number[]>> {
  const routes = ['far', 'near', 'new'].map((consumer) => ({ consumer, type: 'said', topic: consumer }));
  const relay = startRelay(database, routes, log);
  const handed = async (topic: string) => (await owner.query<{ n: number }>(`select (payload->'payload'->>'n')::int as n from platform.jobs where topic = $1 order by id`, [topic])).rows.map(({ n }) => n);
  for (const { topic } of routes) await eventually(async () => (await handed(topic)).includes(last));
  await relay.stop();
  return Object.fromEntries(await Promise.all(routes.map(async ({ topic }) => [topic, (await handed(topic)).sort()])));
}
const owed = { far: [4, 5, 6], near: [3, 4, 5, 6], new: [1, 2, 3, 4, 5, 6] };

test('a log that was restored into another server goes on: what had been relayed is not relayed again, everything else once', async () => {
  await open();
  await restore();
  await asFromElsewhere();
  // Several processes start at once.
  await Promise.all([1, 2, 3].map(() => createEventReader(database)));
  await say(6);
  expect(await relayedUntil(6)).toEqual(owed);
  // It is of this server now: another start leaves it as it is.
  await createEventReader(database);
  await say(7);
  expect(await relayedUntil(7)).toEqual(Object.fromEntries(Object.entries(owed).map(([consumer, numbers]) => [consumer, [...numbers, 7]])));
});

test('so does one that was dumped before the database knew whose numbers it has', async () => {
  const beforeEpochs = platform.map(({ schema, migrations }) => ({ schema, migrations: migrations.slice(0, 5) }));
  await open(beforeEpochs);
  await restore();
  await migrate(testDatabase.url, platform);
  await createEventReader(database);
  await say(6);
  expect(await relayedUntil(6)).toEqual(owed);
});

test('a database that is merely upgraded keeps its numbers: cursors that clients hold stay good', async () => {
  await open(platform.map(({ schema, migrations }) => ({ schema, migrations: migrations.slice(0, 5) })));
  await say(1);
  const numbers = async () => (await owner.query(`select x, id from platform.events`)).rows;
  const before = await numbers();
  await migrate(testDatabase.url, platform);
  await createEventReader(database);
  expect(await numbers()).toEqual(before);
});
