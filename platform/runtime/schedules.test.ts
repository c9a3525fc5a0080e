import { migrationSets } from '../../migrations';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createLogger } from '../logging/logger';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { runIfDue, type Schedule, startSchedules } from './schedules';

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

test('what fails leaves nothing, and stays due', async () => {
  const runs: number[] = [];
  await expect(runIfDue(one(), noting('a.fails', 60, runs, () => Promise.reject(new Error('out of order'))))).rejects.toThrow('out of order');
  expect(await runIfDue(one(), noting('a.fails', 60, runs))).toBe(true);
});

test('one that fails does not keep the others from their turn', async () => {
  let say: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (say = resolve));
  const schedules = [noting('b.fails', 60, [], () => Promise.reject(new Error('out of order'))), noting('b.works', 60, [], () => Promise.resolve(say()))];
  const started = startSchedules(one(), schedules, createLogger({ level: 'silent', format: 'json' }));
  await reached;
  await started.stop();
});
