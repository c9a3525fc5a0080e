import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { repositoryRoot } from '../../schema/files';
import { eventually } from '../../tests/harness/eventually';
import { openQueue, type Queue } from '../../tests/harness/queue';
import { openDatabase } from '../database/database';
import { enqueueJob, type JobHandler, startWorker } from './jobs';

let queue: Queue;

beforeAll(async () => (queue = await openQueue()));
afterAll(() => queue.close());
afterEach(() => queue.rest());

test.each(['fails', 'is put off'])('a job that %s while a newer one with its replaceKey waits comes again beside it, at its own time and with its error', async (how) => {
  const topic = `newer ${how}`;
  const said = new EventEmitter();
  const begun = once(said, 'begun');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  queue.work(topic, async (job, run) => {
    if ((job.payload as { n: number }).n === 2) return said.emit('newer ran'), undefined;
    said.emit('begun');
    await held;
    if (how === 'fails') throw new Error('not today');
    await queue.database.transaction(queue.tenant, (tx) => run.again(tx, new Date(Date.now() + 3_600_000)));
  });
  await queue.enqueue({ topic, payload: { n: 1 }, replaceKey: 'k', serialKey: topic });
  await begun;
  await queue.enqueue({ topic, payload: { n: 2 }, replaceKey: 'k', serialKey: `${topic}, later`, runAt: new Date(Date.now() + 3_600_000) });
  release();
  const older = () => queue.database.reader(queue.tenant).query<{ leased: boolean; last_error: string | null; waits: boolean }>(`select lease is not null as leased, last_error, run_at > clock_timestamp() - interval '1 second' as waits from platform.jobs where topic = $1 and payload->>'n' = '1'`, [topic]);
  expect(await eventually(async () => (await older()).find(({ leased }) => !leased))).toEqual({ leased: false, waits: true, last_error: how === 'fails' ? 'Error: not today' : null });
  // And one that has none beside it can be replaced again.
  await queue.enqueue({ topic, payload: { n: 2 }, replaceKey: 'k' });
  await once(said, 'newer ran');
});

describe('what is done when a job dies', () => {
  /** A handler that always fails, and what is done when it dies. */
  const failing = (onDead: JobHandler): JobHandler => Object.assign(() => Promise.reject(new Error('the house is on fire')), { onDead });
  const lastTry = async (topic: string) => {
    await queue.database.transaction(queue.tenant, async (tx) => {
      await enqueueJob(tx, { topic, payload: {} });
      await tx.query(`update platform.jobs set attempts = 11 where topic = $1`, [topic]);
    });
  };

  test('stands exactly if the job is dead: one transaction', async () => {
    const topic = 'told';
    await lastTry(topic);
    queue.work(topic, failing(async (job, run) => {
      await queue.database.transaction(queue.tenant, async (tx) => {
        await queue.leave(tx, topic, job.id);
        await run.complete(tx);
      });
    }));
    await eventually(async () => (await queue.left(topic))[0]?.dead);
    expect(await queue.left(topic)).toMatchObject([{ dead: true, leased: false, last_error: 'Error: the house is on fire' }]);
    expect(await queue.effects(topic)).toHaveLength(1);
  });

  test('that fails leaves nothing, and the job alive: it is tried again', async () => {
    const topic = 'untold';
    await lastTry(topic);
    queue.work(topic, failing(async (job, run) => {
      await queue.database.transaction(queue.tenant, async (tx) => {
        await queue.leave(tx, topic, job.id);
        await run.complete(tx);
        throw new Error('nobody hears');
      });
    }));
    await eventually(async () => (await queue.left(topic))[0]?.last_error);
    expect(await queue.left(topic)).toMatchObject([{ dead: false, last_error: 'Error: the house is on fire' }]);
    expect(await queue.effects(topic)).toEqual([]);
  });
});

test('leases are renewed while every other connection is taken', async () => {
  const small = await openDatabase({ url: queue.adminUrl, maxConnections: 1, applicationName: 'one connection' });
  const said = new EventEmitter();
  const begun = once(said, 'begun');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const handler: JobHandler = () => small.transaction(queue.tenant, async (tx) => {
    await tx.query('select 1 as one');
    said.emit('begun');
    await held;
  });
  await queue.enqueue({ topic: 'renewed', payload: {} });
  const worker = startWorker(small, [{ name: 'renewed', handlers: new Map([['renewed', handler]]), concurrency: 1 }], queue.log);
  await begun;
  const leaseUntil = async () => (await queue.database.reader(queue.tenant).query<{ lease_until: Date }>(`select lease_until from platform.jobs where topic = 'renewed'`))[0]?.lease_until.getTime() ?? 0;
  const first = await leaseUntil();
  await eventually(async () => (await leaseUntil()) > first);
  release();
  await worker.stop();
  await small.close();
});

test('a lease is renewed without reading the queue: by an index, however many jobs wait', async () => {
  const owner = new Client({ connectionString: queue.adminUrl });
  await owner.connect();
  await owner.query('begin');
  await owner.query(`insert into platform.jobs (tenant_id, topic, payload, run_at) select $1, 'month', '{}', clock_timestamp() + interval '30 days' from generate_series(1, 20000)`, [queue.tenant]);
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
  const owner = new Client({ connectionString: queue.adminUrl });
  await owner.connect();
  const listed = async () => (await owner.query<{ id: string; topic: string; last_error: string }>(list)).rows.filter(({ topic }) => topic === 'fatal');
  let mended = false;
  await queue.enqueue({ topic: 'fatal', payload: {} });
  await owner.query(`update platform.jobs set attempts = 11 where topic = 'fatal'`);
  queue.work('fatal', async (_job, run) => {
    if (!mended) throw new Error('the house is on fire');
    await queue.database.transaction(queue.tenant, (tx) => run.complete(tx));
  });
  const [dead] = await eventually(async () => ((await listed()).length > 0 ? await listed() : null));
  expect(dead?.last_error).toContain('the house is on fire');
  mended = true;
  await owner.query(redrive.replace('4711', dead?.id as string));
  await eventually(async () => (await queue.left('fatal')).length === 0);
  await owner.end();
});
