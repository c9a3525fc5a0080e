import { EventEmitter, once } from 'node:events';
import { openQueue, type Queue } from '../../tests/harness/queue';
import { enqueueJob, type JobHandler, startWorker } from './jobs';

let queue: Queue;

beforeAll(async () => (queue = await openQueue()));
afterAll(() => queue.close());
afterEach(() => queue.rest());

test('an effect and the end of its job are one transaction: a failure after the effect leaves neither, the next attempt both once', async () => {
  const said = new EventEmitter();
  await queue.enqueue({ topic: 'once', payload: { n: 1 } });
  let attempts = 0;
  queue.work('once', async (job, run) => {
    attempts += 1;
    await queue.database.transaction(queue.tenant, async (tx) => {
      await queue.leave(tx, 'once', job.id);
      await run.complete(tx);
      if (attempts === 1) throw new Error('the machine falls over before the commit');
    });
    said.emit('done');
  });
  await once(said, 'done');
  expect(attempts).toBe(2);
  expect(await queue.effects('once')).toHaveLength(1);
  expect(await queue.left('once')).toHaveLength(0);
});

test('a job is there exactly if its transaction commits', async () => {
  await expect(
    queue.database.transaction(queue.tenant, async (tx) => {
      await enqueueJob(tx, { topic: 'ghost', payload: {} });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await queue.left('ghost')).toHaveLength(0);
});

test('many workers run each job once', async () => {
  const runs: string[] = [];
  const said = new EventEmitter();
  const total = 60;
  for (let n = 0; n < 4; n += 1)
    queue.work('shared', async (job, run) => {
      await queue.database.transaction(queue.tenant, async (tx) => {
        await queue.leave(tx, 'shared', job.id);
        await run.complete(tx);
      });
      runs.push(job.id);
      if (runs.length >= total) said.emit('all');
    });
  const all = once(said, 'all');
  await queue.enqueue(...Array.from({ length: total }, (_, n) => ({ topic: 'shared', payload: { n } })));
  await all;
  expect(new Set(runs).size).toBe(total);
  expect(await queue.effects('shared')).toHaveLength(total);
});

test('a waiting job of the same replaceKey is replaced, in its payload and its time', async () => {
  const later = new Date(Date.now() + 3_600_000);
  const sooner = new Date(Date.now() + 1_800_000);
  await queue.enqueue({ topic: 'replaced', payload: { n: 1 }, replaceKey: 'k', runAt: later });
  await queue.enqueue({ topic: 'replaced', payload: { n: 2 }, replaceKey: 'k', runAt: sooner });
  await queue.enqueue({ topic: 'replaced', payload: { n: 3 }, replaceKey: 'other', runAt: later });
  const rows = await queue.left('replaced');
  expect(rows.map((row) => row.payload)).toEqual([{ n: 2 }, { n: 3 }]);
  expect(rows[0]?.run_at.getTime()).toBe(sooner.getTime());
});

test('a job under way is not replaced: the new one runs after it', async () => {
  const said = new EventEmitter();
  const seen: unknown[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  queue.work('running', async (job) => {
    seen.push(job.payload);
    said.emit(`run ${seen.length}`);
    if (seen.length === 1) await held;
  });
  const first = once(said, 'run 1');
  await queue.enqueue({ topic: 'running', payload: { n: 1 }, replaceKey: 'k' });
  await first;
  const second = once(said, 'run 2');
  await queue.enqueue({ topic: 'running', payload: { n: 2 }, replaceKey: 'k' });
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
    await queue.database.transaction(queue.tenant, (tx) => run.complete(tx));
    said.emit(`${key} ${n} done`);
  };
  const all = Promise.all([once(said, 'a 9 done'), once(said, 'b 9 done')]);
  const firsts = Promise.all([once(said, 'a 0'), once(said, 'b 0'), once(said, 'later 1 done')]);
  for (let n = 0; n < 3; n += 1) queue.work('serial', handler);
  await queue.enqueue(...Array.from({ length: 10 }, (_, n) => ['a', 'b'].map((key) => ({ topic: 'serial', payload: { key, n }, serialKey: key }))).flat());
  await queue.enqueue({ topic: 'serial', payload: { key: 'later', n: 1 } });
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
      await queue.database.transaction(queue.tenant, (tx) => tx.query(`update platform.jobs set lease_until = clock_timestamp() - interval '1 second' where topic = 'fenced'`));
      const taken = once(said, 'taken');
      queue.database.wakes.emit('jobs');
      await taken;
    } else {
      await queue.database.transaction(queue.tenant, async (tx) => {
        await queue.leave(tx, 'fenced', `turn ${turn}`);
        await run.complete(tx);
      });
      said.emit('taken');
      return;
    }
    await queue.database
      .transaction(queue.tenant, async (tx) => {
        await queue.leave(tx, 'fenced', `turn ${turn}`);
        await run.complete(tx);
      })
      .then(() => outcomes.push('kept'), () => outcomes.push('fenced'));
    said.emit('settled');
  };
  const settled = once(said, 'settled');
  queue.work('fenced', handler);
  queue.work('fenced', handler);
  await queue.enqueue({ topic: 'fenced', payload: {} });
  await settled;
  expect(outcomes).toEqual(['fenced']);
  expect((await queue.effects('fenced')).map((row) => row.payload.job)).toEqual(['turn 2']);
  expect(await queue.left('fenced')).toHaveLength(0);
});

test('`again` brings the job back without counting a failure', async () => {
  const said = new EventEmitter();
  const attempts: number[] = [];
  queue.work('again', async (job, run) => {
    attempts.push(job.attempts);
    if (attempts.length < 3) return void (await queue.database.transaction(queue.tenant, (tx) => run.again(tx, new Date())));
    await queue.database.transaction(queue.tenant, (tx) => run.complete(tx));
    said.emit('done');
  });
  const done = once(said, 'done');
  await queue.enqueue({ topic: 'again', payload: {} });
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
  await queue.enqueue(...Array.from({ length: 5 }, (_, n) => ({ topic: 'ahead', payload: { n } })));
  const first = once(said, 'begun');
  const worker = startWorker(queue.database, [{ name: 'ahead', handlers: new Map([['ahead', handler]]), concurrency: 1, ahead: 4 }], queue.log);
  await first;
  const leased = await queue.database.transaction(queue.tenant, (tx) => tx.query(`select 1 as one from platform.jobs where topic = 'ahead' and lease is not null`));
  expect(leased).toHaveLength(5);
  const stopped = worker.stop();
  release();
  await stopped;
  expect(begun).toHaveLength(1);
  const rest = once(said, 'begun');
  queue.work('ahead', async (job, run) => {
    await queue.database.transaction(queue.tenant, (tx) => run.complete(tx));
    begun.push(job.id);
    said.emit(begun.length >= 5 ? 'all' : 'begun');
  }, 4);
  await Promise.all([rest, once(said, 'all')]);
  expect(new Set(begun).size).toBe(5);
});
