import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { migrationSets } from '../../migrations';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { repositoryRoot } from '../../schema/files';
import { eventually } from '../../tests/harness/eventually';
import { enqueueJob, type JobHandler, type NewJob, startWorker } from './jobs';

const log = pino({ level: 'silent' });
const tenant = randomUUID();
let testDatabase: TestDatabase;
let database: Database;
let workers: { stop(): Promise<void> }[];

beforeAll(async () => {
  testDatabase = await createTestDatabase('platform alone', async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform'))));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 12, applicationName: 'jobs test' });
  await database.transaction(null, (tx) => tx.query('select 1 as one'));
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});
beforeEach(() => (workers = []));
afterEach(() => Promise.all(workers.map((worker) => worker.stop())));

const enqueue = (...jobs: NewJob[]) => database.transaction(tenant, async (tx) => {
  for (const job of jobs) await enqueueJob(tx, job);
});
const left = (topic: string) => database.transaction(tenant, (tx) => tx.query<{ payload: unknown; attempts: number; last_error: string | null; run_at: Date }>('select payload, attempts, last_error, run_at from platform.jobs where topic = $1 order by id', [topic]));
const effects = (topic: string) => database.transaction(tenant, (tx) => tx.query<{ payload: { job: string } }>('select payload from platform.events where type = $1 order by id', [`effect:${topic}`]));
/** A visible effect in the caller's transaction. */
const leave = (tx: Parameters<Parameters<Database['transaction']>[1]>[0], topic: string, job: string) =>
  tx.query(`insert into platform.events (tenant_id, type, payload) values ($1, $2, $3)`, [tenant, `effect:${topic}`, JSON.stringify({ job })]);

function work(topic: string, handler: JobHandler, concurrency = 8): void {
  workers.push(startWorker(database, [{ name: topic, handlers: new Map([[topic, handler]]), concurrency }], log));
}

test('an effect and the end of its job are one transaction: a failure after the effect leaves neither, the next attempt both once', async () => {
  const said = new EventEmitter();
  await enqueue({ topic: 'once', payload: { n: 1 } });
  let attempts = 0;
  work('once', async (job, run) => {
    attempts += 1;
    await database.transaction(tenant, async (tx) => {
      await leave(tx, 'once', job.id);
      await run.complete(tx);
      if (attempts === 1) throw new Error('the machine falls over before the commit');
    });
    said.emit('done');
  });
  await once(said, 'done');
  expect(attempts).toBe(2);
  expect(await effects('once')).toHaveLength(1);
  expect(await left('once')).toHaveLength(0);
});

test('a job is there exactly if its transaction commits', async () => {
  await expect(
    database.transaction(tenant, async (tx) => {
      await enqueueJob(tx, { topic: 'ghost', payload: {} });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await left('ghost')).toHaveLength(0);
});

test('many workers run each job once', async () => {
  const runs: string[] = [];
  const said = new EventEmitter();
  const total = 60;
  for (let n = 0; n < 4; n += 1)
    work('shared', async (job, run) => {
      await database.transaction(tenant, async (tx) => {
        await leave(tx, 'shared', job.id);
        await run.complete(tx);
      });
      runs.push(job.id);
      if (runs.length >= total) said.emit('all');
    });
  const all = once(said, 'all');
  await enqueue(...Array.from({ length: total }, (_, n) => ({ topic: 'shared', payload: { n } })));
  await all;
  expect(new Set(runs).size).toBe(total);
  expect(await effects('shared')).toHaveLength(total);
});

test('a waiting job of the same replaceKey is replaced, in its payload and its time', async () => {
  const later = new Date(Date.now() + 3_600_000);
  const sooner = new Date(Date.now() + 1_800_000);
  await enqueue({ topic: 'replaced', payload: { n: 1 }, replaceKey: 'k', runAt: later });
  await enqueue({ topic: 'replaced', payload: { n: 2 }, replaceKey: 'k', runAt: sooner });
  await enqueue({ topic: 'replaced', payload: { n: 3 }, replaceKey: 'other', runAt: later });
  const rows = await left('replaced');
  expect(rows.map((row) => row.payload)).toEqual([{ n: 2 }, { n: 3 }]);
  expect(rows[0]?.run_at.getTime()).toBe(sooner.getTime());
});

test('a job under way is not replaced: the new one runs after it', async () => {
  const said = new EventEmitter();
  const seen: unknown[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  work('running', async (job) => {
    seen.push(job.payload);
    said.emit(`run ${seen.length}`);
    if (seen.length === 1) await held;
  });
  const first = once(said, 'run 1');
  await enqueue({ topic: 'running', payload: { n: 1 }, replaceKey: 'k' });
  await first;
  const second = once(said, 'run 2');
  await enqueue({ topic: 'running', payload: { n: 2 }, replaceKey: 'k' });
  release();
  await second;
  expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
});

test('jobs of one serialKey never overlap and keep their order, over several workers; other keys run beside them', async () => {
  const said = new EventEmitter();
  const active = new Map<string, number>();
  const order: Record<string, number[]> = { a: [], b: [], later: [] };
  let worst = 0;
  let release: () => void = () => undefined;
  // The first of both keys are held until the workers have claimed and done what was enqueued after all the others.
  const held = new Promise<void>((resolve) => (release = resolve));
  const handler: JobHandler = async (job, run) => {
    const { key, n } = job.payload as { key: string; n: number };
    active.set(key, (active.get(key) ?? 0) + 1);
    worst = Math.max(worst, active.get(key) as number);
    order[key]?.push(n);
    said.emit(`${key} ${n}`);
    if (n === 0) await held;
    active.set(key, (active.get(key) as number) - 1);
    await database.transaction(tenant, (tx) => run.complete(tx));
    said.emit(`${key} ${n} done`);
  };
  const all = Promise.all([once(said, 'a 9 done'), once(said, 'b 9 done')]);
  const firsts = Promise.all([once(said, 'a 0'), once(said, 'b 0'), once(said, 'later 1 done')]);
  for (let n = 0; n < 3; n += 1) work('serial', handler);
  await enqueue(...Array.from({ length: 10 }, (_, n) => ['a', 'b'].map((key) => ({ topic: 'serial', payload: { key, n }, serialKey: key }))).flat());
  await enqueue({ topic: 'serial', payload: { key: 'later', n: 1 } });
  await firsts;
  expect(order).toEqual({ a: [0], b: [0], later: [1] });
  release();
  await all;
  expect(worst).toBe(1);
  const inOrder = Array.from({ length: 10 }, (_, n) => n);
  expect(order).toMatchObject({ a: inOrder, b: inOrder });
});

test('a worker that lost its lease is fenced: its transaction leaves nothing', async () => {
  const said = new EventEmitter();
  const outcomes: string[] = [];
  let runs = 0;
  const handler: JobHandler = async (_job, run) => {
    const turn = (runs += 1);
    if (turn === 1) {
      // As after a long pause of this process: the lease ran out meanwhile, and another worker takes the job.
      await database.transaction(tenant, (tx) => tx.query(`update platform.jobs set lease_until = clock_timestamp() - interval '1 second' where topic = 'fenced'`));
      const taken = once(said, 'taken');
      database.wakes.emit('jobs');
      await taken;
    } else {
      await database.transaction(tenant, async (tx) => {
        await leave(tx, 'fenced', `turn ${turn}`);
        await run.complete(tx);
      });
      said.emit('taken');
      return;
    }
    await database
      .transaction(tenant, async (tx) => {
        await leave(tx, 'fenced', `turn ${turn}`);
        await run.complete(tx);
      })
      .then(() => outcomes.push('kept'), () => outcomes.push('fenced'));
    said.emit('settled');
  };
  const settled = once(said, 'settled');
  work('fenced', handler);
  work('fenced', handler);
  await enqueue({ topic: 'fenced', payload: {} });
  await settled;
  expect(outcomes).toEqual(['fenced']);
  expect((await effects('fenced')).map((row) => row.payload.job)).toEqual(['turn 2']);
  expect(await left('fenced')).toHaveLength(0);
});

test('`again` brings the job back without counting a failure', async () => {
  const said = new EventEmitter();
  const attempts: number[] = [];
  work('again', async (job, run) => {
    attempts.push(job.attempts);
    if (attempts.length < 3) return void (await database.transaction(tenant, (tx) => run.again(tx, new Date())));
    await database.transaction(tenant, (tx) => run.complete(tx));
    said.emit('done');
  });
  const done = once(said, 'done');
  await enqueue({ topic: 'again', payload: {} });
  await done;
  expect(attempts).toEqual([1, 1, 1]);
});

test('a lane leases ahead, yet runs no more at once than it may; what it had not begun is free as soon as it stops', async () => {
  const said = new EventEmitter();
  const begun: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const handler: JobHandler = async (job) => {
    begun.push(job.id);
    said.emit('begun');
    await held;
  };
  await enqueue(...Array.from({ length: 5 }, (_, n) => ({ topic: 'ahead', payload: { n } })));
  const first = once(said, 'begun');
  const worker = startWorker(database, [{ name: 'ahead', handlers: new Map([['ahead', handler]]), concurrency: 1, ahead: 4 }], log);
  await first;
  const leased = await database.transaction(tenant, (tx) => tx.query(`select 1 as one from platform.jobs where topic = 'ahead' and lease is not null`));
  expect(leased).toHaveLength(5);
  const stopped = worker.stop();
  release();
  await stopped;
  expect(begun).toHaveLength(1);
  const rest = once(said, 'begun');
  work('ahead', async (job, run) => {
    await database.transaction(tenant, (tx) => run.complete(tx));
    begun.push(job.id);
    said.emit(begun.length >= 5 ? 'all' : 'begun');
  }, 4);
  await Promise.all([rest, once(said, 'all')]);
  expect(new Set(begun).size).toBe(5);
});

test.each(['fails', 'is put off'])('a job that %s while a newer one with its replaceKey waits comes again beside it, at its own time and with its error', async (how) => {
  const topic = `newer ${how}`;
  const said = new EventEmitter();
  const begun = once(said, 'begun');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  work(topic, async (job, run) => {
    if ((job.payload as { n: number }).n === 2) return said.emit('newer ran'), undefined;
    said.emit('begun');
    await held;
    if (how === 'fails') throw new Error('not today');
    await database.transaction(tenant, (tx) => run.again(tx, new Date(Date.now() + 3_600_000)));
  });
  await enqueue({ topic, payload: { n: 1 }, replaceKey: 'k', serialKey: topic });
  await begun;
  await enqueue({ topic, payload: { n: 2 }, replaceKey: 'k', serialKey: `${topic}, later`, runAt: new Date(Date.now() + 3_600_000) });
  release();
  const older = () => database.reader(tenant).query<{ leased: boolean; last_error: string | null; waits: boolean }>(`select lease is not null as leased, last_error, run_at > clock_timestamp() - interval '1 second' as waits from platform.jobs where topic = $1 and payload->>'n' = '1'`, [topic]);
  expect(await eventually(async () => (await older()).find(({ leased }) => !leased))).toEqual({ leased: false, waits: true, last_error: how === 'fails' ? 'Error: not today' : null });
  // And one that has none beside it can be replaced again.
  await enqueue({ topic, payload: { n: 2 }, replaceKey: 'k' });
  await once(said, 'newer ran');
});

describe('what is done when a job dies', () => {
  /** A handler that always fails, and what is done when it dies. */
  const failing = (onDead: JobHandler): JobHandler => Object.assign(() => Promise.reject(new Error('the house is on fire')), { onDead });
  const states = (topic: string) => database.reader(tenant).query<{ dead: boolean; leased: boolean; last_error: string | null }>('select dead_at is not null as dead, lease is not null as leased, last_error from platform.jobs where topic = $1', [topic]);
  const lastTry = async (topic: string) => {
    await database.transaction(tenant, async (tx) => {
      await enqueueJob(tx, { topic, payload: {} });
      await tx.query(`update platform.jobs set attempts = 11 where topic = $1`, [topic]);
    });
  };

  test('stands exactly if the job is dead: one transaction', async () => {
    const topic = 'told';
    await lastTry(topic);
    work(topic, failing(async (job, run) => {
      await database.transaction(tenant, async (tx) => {
        await leave(tx, topic, job.id);
        await run.complete(tx);
      });
    }));
    await eventually(async () => (await states(topic))[0]?.dead);
    expect(await states(topic)).toEqual([{ dead: true, leased: false, last_error: 'Error: the house is on fire' }]);
    expect(await effects(topic)).toHaveLength(1);
  });

  test('that fails leaves nothing, and the job alive: it is tried again', async () => {
    const topic = 'untold';
    await lastTry(topic);
    work(topic, failing(async (job, run) => {
      await database.transaction(tenant, async (tx) => {
        await leave(tx, topic, job.id);
        await run.complete(tx);
        throw new Error('nobody hears');
      });
    }));
    await eventually(async () => (await states(topic))[0]?.last_error);
    expect(await states(topic)).toMatchObject([{ dead: false, last_error: 'Error: the house is on fire' }]);
    expect(await effects(topic)).toEqual([]);
  });
});

test('leases are renewed while every other connection is taken', async () => {
  const small = await openDatabase({ url: testDatabase.url, maxConnections: 1, applicationName: 'one connection' });
  const said = new EventEmitter();
  const begun = once(said, 'begun');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const handler: JobHandler = () => small.transaction(tenant, async (tx) => {
    await tx.query('select 1 as one');
    said.emit('begun');
    await held;
  });
  await enqueue({ topic: 'renewed', payload: {} });
  workers.push(startWorker(small, [{ name: 'renewed', handlers: new Map([['renewed', handler]]), concurrency: 1 }], log));
  await begun;
  const leaseUntil = async () => (await database.reader(tenant).query<{ lease_until: Date }>(`select lease_until from platform.jobs where topic = 'renewed'`))[0]?.lease_until.getTime() ?? 0;
  const first = await leaseUntil();
  await eventually(async () => (await leaseUntil()) > first);
  release();
  await workers.pop()?.stop();
  await small.close();
});

test('a lease is renewed without reading the queue: by an index, however many jobs wait', async () => {
  const owner = new Client({ connectionString: testDatabase.url });
  await owner.connect();
  await owner.query('begin');
  await owner.query(`insert into platform.jobs (tenant_id, topic, payload, run_at) select $1, 'month', '{}', clock_timestamp() + interval '30 days' from generate_series(1, 20000)`, [tenant]);
  await owner.query('analyze platform.jobs');
  const readBefore = await rowsRead(owner);
  await owner.query(`select platform.renew_leases(array(select id from platform.jobs where topic = 'month' limit 3), array[gen_random_uuid()], 9)`);
  expect(await rowsRead(owner) - readBefore).toBeLessThan(1000);
  await owner.query('rollback');
  await owner.end();
});

/** How many rows of the queue this connection's transaction has read by going through all of it. */
async function rowsRead(client: Client): Promise<number> {
  const { rows } = await client.query<{ read: string }>(`select pg_stat_get_xact_tuples_returned('platform.jobs'::regclass) as read`);
  return Number(rows[0]?.read);
}

test('a job that failed for the last time is dead: the SQL of docs/running.md lists it with its error, and lets it come again', async () => {
  const [list, redrive] = (/^## Dead jobs[^#]*?```sql\n(.*?)\n(.*?)\n```/ms.exec(readFileSync(join(repositoryRoot(), 'docs', 'running.md'), 'utf8')) as unknown as [string, string, string]).slice(1) as [string, string];
  const owner = new Client({ connectionString: testDatabase.url });
  await owner.connect();
  const listed = async () => (await owner.query<{ id: string; topic: string; last_error: string }>(list)).rows.filter(({ topic }) => topic === 'fatal');
  let mended = false;
  await enqueue({ topic: 'fatal', payload: {} });
  await owner.query(`update platform.jobs set attempts = 11 where topic = 'fatal'`);
  work('fatal', async (_job, run) => {
    if (!mended) throw new Error('the house is on fire');
    await database.transaction(tenant, (tx) => run.complete(tx));
  });
  const [dead] = await eventually(async () => ((await listed()).length > 0 ? await listed() : null));
  expect(dead?.last_error).toContain('the house is on fire');
  mended = true;
  await owner.query(redrive.replace('4711', dead?.id as string));
  await eventually(async () => (await left('fatal')).length === 0);
  await owner.end();
});
