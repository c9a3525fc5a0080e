import type { Database, Transaction } from '../database/database';
import type { Logger } from '../logging/logger';
import { createTicker } from '../runtime/ticker';

/** A lease lasts so long without a heartbeat: after a kill -9 the job runs again within 10 s. */
const leaseSeconds = 9;
const heartbeatMillis = 3_000;
/** After so many attempts a job is dead: listed with its error, redriven by hand. */
const attemptsMax = 12;

export const priorities = { critical: 0, high: 1, medium: 2, low: 3 } as const;

export interface NewJob {
  topic: string;
  payload: unknown;
  priority?: keyof typeof priorities;
  /** When it is due; default now. */
  runAt?: Date;
  /** A waiting job of this topic and key is replaced: its payload and time become this one's. */
  replaceKey?: string;
  /** Jobs with the same key run one after the other, in the order of their ids. */
  serialKey?: string;
}

export interface Job<Payload = unknown> {
  id: string;
  tenantId: string;
  topic: string;
  payload: Payload;
  attempts: number;
}

/** A job under way. Completing in the transaction of the effect makes the effect exactly once. */
export interface JobRun {
  /** Ends the job in this transaction. Throws when the lease was lost to another worker: the transaction then leaves nothing. */
  complete(tx: Transaction): Promise<void>;
  /** Lets the job come again at that time, counting no failure. */
  again(tx: Transaction, at: Date): Promise<void>;
}

export type JobHandler = (job: Job, run: JobRun) => Promise<void>;

/** Enqueues in the caller's transaction: the job exists exactly if the caller commits. */
export async function enqueueJob(tx: Transaction, job: NewJob): Promise<void> {
  if (tx.tenantId === null) throw new Error(`${job.topic} needs a tenant`);
  await tx.query(
    `insert into platform.jobs (tenant_id, topic, priority, payload, run_at, replace_key, serial_key)
     values ($1, $2, $3, $4, coalesce($5, clock_timestamp()), $6, $7)
     on conflict (tenant_id, topic, replace_key) where replace_key is not null and lease is null and dead_at is null
     do update set payload = excluded.payload, run_at = excluded.run_at, attempts = 0`,
    [tx.tenantId, job.topic, priorities[job.priority ?? 'medium'], JSON.stringify(job.payload), job.runAt ?? null, job.replaceKey ?? null, job.serialKey ?? null],
  );
  tx.wakes('jobs');
}

class LeaseLost extends Error {}

/** Full jitter on an exponential bound (1 s, 2 s, … 5 min), so that a healed dependency is not hit by all at once. */
function backoffMillis(attempts: number): number {
  return Math.round(200 + Math.random() * Math.min(300_000, 1_000 * 2 ** (attempts - 1)));
}

/**
 * Works the queue: claims due jobs of its topics by lease, at most `concurrency` at once, renews leases by heartbeat, and
 * gives failed ones a later time. Claims are serialised by an advisory lock, so that two workers cannot take two jobs of one serial key.
 */
export function startWorker(database: Database, options: { name: string; handlers: ReadonlyMap<string, JobHandler>; concurrency: number; log: Logger }): { stop(): Promise<void> } {
  const running = new Map<string, { job: Job; lease: string; done: Promise<void> }>();
  const topics = [...options.handlers.keys()];

  const ticker = createTicker({
    name: `worker ${options.name}`,
    pollMillis: 500,
    log: options.log,
    run: async () => {
      const free = options.concurrency - running.size;
      if (free <= 0) return null;
      const claimed = await claim(database, topics, free);
      for (const { job, lease } of claimed.jobs) {
        const done = runJob(database, job, lease, options.handlers.get(job.topic) as JobHandler, options.log).finally(() => {
          running.delete(job.id);
          ticker.wake();
        });
        running.set(job.id, { job, lease, done });
      }
      if (claimed.jobs.length === free) return null;
      return claimed.nextInMillis;
    },
  });
  database.wakes.on('jobs', ticker.wake);
  const heartbeat = setInterval(() => {
    const leases = [...running.values()].map((entry) => entry.lease);
    if (leases.length > 0) renew(database, leases).catch((error: unknown) => options.log.warn({ err: error }, 'leases were not renewed'));
  }, heartbeatMillis);

  return {
    async stop() {
      database.wakes.off('jobs', ticker.wake);
      await ticker.stop();
      await Promise.allSettled([...running.values()].map((entry) => entry.done));
      clearInterval(heartbeat);
    },
  };
}

interface ClaimedRow {
  id: string;
  tenant_id: string;
  topic: string;
  payload: unknown;
  attempts: number;
  lease: string;
}

async function claim(database: Database, topics: string[], atMost: number): Promise<{ jobs: { job: Job; lease: string }[]; nextInMillis: number | null }> {
  return database.transaction(null, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(72419, hashtext($1))`, [topics[0] ?? '']);
    // Fair between tenants: the first waiting job of each comes before the second of any, within a priority.
    const rows = await tx.query<ClaimedRow>(
      `with due as (
         select tenant_id, id, priority, run_at, serial_key,
                row_number() over (partition by coalesce(serial_key, tenant_id || ':' || id) order by id) as turn
         from (select * from platform.jobs where topic = any($1) and dead_at is null and run_at <= clock_timestamp() and (lease is null or lease_until < clock_timestamp())
               order by priority, run_at limit 1000) waiting),
       ranked as (
         select *, row_number() over (partition by tenant_id, priority order by run_at, id) as place from due
         where turn = 1 and not exists (
           select 1 from platform.jobs r where r.serial_key = due.serial_key and r.dead_at is null and r.id <> due.id
             and ((r.lease is not null and r.lease_until >= clock_timestamp()) or r.id < due.id)))
       update platform.jobs j set lease = gen_random_uuid(), lease_until = clock_timestamp() + make_interval(secs => $3), attempts = j.attempts + 1
       from (select tenant_id, id from ranked order by priority, place, run_at limit $2) chosen
       where j.tenant_id = chosen.tenant_id and j.id = chosen.id
       returning j.id::text as id, j.tenant_id, j.topic, j.payload, j.attempts, j.lease`,
      [topics, atMost, leaseSeconds],
    );
    const [next] = await tx.query<{ millis: string | null }>(
      `select ceil(extract(epoch from min(run_at) - clock_timestamp()) * 1000)::bigint::text as millis from platform.jobs where topic = any($1) and dead_at is null and lease is null`,
      [topics],
    );
    const millis = next?.millis == null ? null : Math.max(5, Number(next.millis));
    const jobs = rows.map((row) => ({ job: { id: row.id, tenantId: row.tenant_id, topic: row.topic, payload: row.payload, attempts: row.attempts }, lease: row.lease }));
    return { jobs, nextInMillis: millis };
  });
}

async function runJob(database: Database, job: Job, lease: string, handler: JobHandler, log: Logger): Promise<void> {
  let settled = false;
  const settle = async (tx: Transaction, sql: string, parameters: unknown[]) => {
    const rows = await tx.query(sql, [job.tenantId, job.id, lease, ...parameters]);
    if (rows.length === 0) throw new LeaseLost(`job ${job.id} belongs to another worker now`);
    settled = true;
  };
  const run: JobRun = {
    complete: (tx) => settle(tx, `delete from platform.jobs where tenant_id = $1 and id = $2 and lease = $3 returning 1 as one`, []),
    again: (tx, at) => {
      tx.wakes('jobs');
      return settle(tx, `update platform.jobs set lease = null, lease_until = null, attempts = 0, run_at = $4 where tenant_id = $1 and id = $2 and lease = $3 returning 1 as one`, [at]);
    },
  };
  try {
    await handler(job, run);
    if (!settled) await database.transaction(job.tenantId, (tx) => run.complete(tx));
  } catch (error) {
    if (error instanceof LeaseLost) return;
    const dead = job.attempts >= attemptsMax;
    log[dead ? 'error' : 'warn']({ err: error, topic: job.topic, job: job.id, attempts: job.attempts }, dead ? 'job is dead' : 'job failed and will be tried again');
    await database
      .transaction(job.tenantId, (tx) =>
        tx.query(
          `update platform.jobs set lease = null, lease_until = null, last_error = $4, run_at = clock_timestamp() + make_interval(secs => $5), dead_at = case when $6 then clock_timestamp() end
           where tenant_id = $1 and id = $2 and lease = $3`,
          [job.tenantId, job.id, lease, String(error).slice(0, 2000), backoffMillis(job.attempts) / 1000, dead],
        ),
      )
      // The database is gone: the lease runs out and the job comes back by itself.
      .catch(() => undefined);
  }
}

async function renew(database: Database, leases: string[]): Promise<void> {
  await database.transaction(null, (tx) =>
    tx.query(`update platform.jobs set lease_until = clock_timestamp() + make_interval(secs => $2) where lease = any($1::uuid[])`, [leases, leaseSeconds]),
  );
}
