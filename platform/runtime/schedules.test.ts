import { migrationSets } from '../../migrations';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createLogger } from '../logging/logger';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { forgetByParts, runIfDue, type Schedule, startSchedules } from './schedules';

let testDatabase: TestDatabase;
let processes: Database[];

beforeAll(async () => {
  const sets = migrationSets.filter(({ schema }) => schema === 'platform');
  testDatabase = await createTestDatabase(`schedules ${Date.now()}`, async (url) => void (await migrate(url, sets)));
  processes = await Promise.all([1, 2].map(() => openDatabase({ url: testDatabase.url, maxConnections: 2, applicationName: 'schedules' })));
});
afterAll(async () => {
  for (const process of processes) await process.close();
  await testDatabase.drop();
});

const horizon = async (database: Database) => BigInt((await database.statement<{ x: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as x'))[0]?.x ?? 0);

const [one, two] = [() => processes[0] as Database, () => processes[1] as Database];
const noting = (name: string, everyMinutes: number, runs: number[], run: () => Promise<void> = () => Promise.resolve()): Schedule => ({ name, everyMinutes, run: () => (runs.push(1), run()) });

test('of many processes at the same moment one does what is due', async () => {
  const runs: number[] = [];
  const done = await Promise.all([one(), two(), one(), two()].map((process) => runIfDue(process, noting('a.once', 60, runs))));
  expect([done.filter(Boolean).length, runs.length]).toEqual([1, 1]);
  expect(await runIfDue(two(), noting('a.once', 60, runs))).toBe(false);
});

test('when its time has come again, it is done again', async () => {
  const runs: number[] = [];
  await runIfDue(one(), noting('a.again', 60, runs));
  await one().transaction(null, (tx) => tx.query(`update platform.schedules set due_at = clock_timestamp() where name = 'a.again'`));
  expect(await runIfDue(two(), noting('a.again', 60, runs))).toBe(true);
  expect(runs).toHaveLength(2);
});

test('what fails stays due', async () => {
  const runs: number[] = [];
  await expect(runIfDue(one(), noting('a.fails', 60, runs, () => Promise.reject(new Error('out of order'))))).rejects.toThrow('out of order');
  expect(await runIfDue(one(), noting('a.fails', 60, runs))).toBe(true);
});

test('what is said while it is done is not held back: no transaction is open meanwhile', async () => {
  const horizons: bigint[] = [];
  const writing = noting('a.long', 60, [], async () => {
    const [written] = await two().statement<{ x: string }>('select pg_current_xact_id()::text as x');
    horizons.push(BigInt(written?.x ?? 0), await horizon(two()));
  });
  await runIfDue(one(), writing);
  const [said = 0n, seen = 0n] = horizons;
  expect(seen).toBeGreaterThan(said);
});

test('what a process was killed at is due again a while later, not only when its time comes', async () => {
  let inMinutes = 0;
  const dueIn = async () => (await two().statement<{ minutes: number }>(`select extract(epoch from due_at - clock_timestamp())::float8 / 60 as minutes from platform.schedules where name = 'a.killed'`))[0]?.minutes ?? 0;
  await runIfDue(one(), noting('a.killed', 1440, [], async () => void (inMinutes = await dueIn())));
  expect(inMinutes).toBeLessThan(60);
  expect(inMinutes).toBeGreaterThan(5);
  expect(await dueIn()).toBeGreaterThan(1400);
});

test('the log is forgotten oldest first, part after part, each in a transaction of its own', async () => {
  const tenant = '00000000-0000-4000-8000-000000000001';
  const old = 12_000;
  await one().transaction(tenant, (tx) => tx.query(
    `insert into platform.events (tenant_id, type, payload, occurred_at) select $1, 'said', jsonb_build_object('n', n), clock_timestamp() - case when n > ${old} then interval '0' else interval '8 days' end from generate_series(1, ${old + 3}) n`,
    [tenant],
  ));
  const left = async () => (await one().reader(tenant).query<{ n: number }>(`select (payload->>'n')::int as n from platform.events order by n`)).map(({ n }) => n);
  const forget = (sql: string) => `select platform.forget_events(clock_timestamp() - interval '7 days', ${sql}) as gone`;
  expect(await one().statement(forget('10'))).toEqual([{ gone: '10' }]);
  expect((await left())[0]).toBe(11);
  const before = await horizon(one());
  await forgetByParts(one(), forget('$1'));
  expect(await left()).toEqual([old + 1, old + 2, old + 3]);
  expect(await horizon(one()) - before).toBeGreaterThanOrEqual(3n);
});

test('one that fails does not keep the others from their turn', async () => {
  let say: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (say = resolve));
  const schedules = [noting('b.fails', 60, [], () => Promise.reject(new Error('out of order'))), noting('b.works', 60, [], () => Promise.resolve(say()))];
  const started = startSchedules(one(), schedules, createLogger({ level: 'silent', format: 'json' }));
  await reached;
  await started.stop();
});
