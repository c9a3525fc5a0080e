import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import pino from 'pino';
import { migrationSets } from '../../migrations';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { asAdmin } from '../../tests/harness/database';
import { eventually } from '../../tests/harness/eventually';
import { queueBeforeItsEdit } from '../../tests/harness/queueBeforeItsEdit';
import { enqueueJob, startWorker } from './jobs';

const platform = migrationSets.filter(({ schema }) => schema === 'platform');
/** Of the migrations so many were there when the first of them was edited. */
const thenMigrations = 4;

const tenant = randomUUID();
let testDatabase: TestDatabase;
let owner: Client;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase('platform before its edit', async (url) => {
    await migrate(url, platform.map(({ schema, migrations }) => ({ schema, migrations: migrations.slice(0, thenMigrations) })));
    await asAdmin(url, queueBeforeItsEdit);
  });
  owner = new Client({ connectionString: testDatabase.url });
  await owner.connect();
  database = await openDatabase({ url: testDatabase.url, maxConnections: 4, applicationName: 'upgrade test' });
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await testDatabase.drop();
});

test('a database of before the queue was changed works after the upgrade: what waited, what was under way, what is new', async () => {
  const old = (n: number, lease: string | null) =>
    owner.query(`insert into platform.jobs (tenant_id, topic, payload, replace_key, lease, lease_until) values ($1, 'turn', $2, 'k', $3, clock_timestamp())`, [tenant, { n }, lease]);
  // In the older state both may be there: one under way when the process ended, and one that a customer's next text left.
  await old(1, randomUUID());
  await old(2, null);
  await migrate(testDatabase.url, platform);

  await database.transaction(tenant, (tx) => enqueueJob(tx, { topic: 'turn', payload: { n: 3 }, replaceKey: 'k' }));
  const seen: number[] = [];
  const worker = startWorker(database, [{ name: 'turn', handlers: new Map([['turn', async (job, run) => {
    seen.push((job.payload as { n: number }).n);
    await database.transaction(tenant, (tx) => (seen.length === 1 ? run.again(tx, new Date()) : run.complete(tx)));
  }]]), concurrency: 1 }], pino({ level: 'silent' }));
  await eventually(async () => (await owner.query('select from platform.jobs')).rowCount === 0);
  await worker.stop();
  expect(seen.slice(0, 1)).toEqual([1]);
  expect([...new Set(seen)].sort()).toEqual([1, 3]);
});
