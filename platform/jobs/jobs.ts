import { isDatabaseAway } from '../database/away';
import { isSqlState, type Database, type Transaction } from '../database/database';
import { ownConnection, type OwnConnection } from '../database/ownConnection';
import type { Logger } from '../logging/logger';
import { createTicker } from '../runtime/ticker';

/** A lease lasts so long without a heartbeat: after a kill -9 the job runs again within 10 s. */
const leaseSeconds = 9;
const heartbeatMillis = 3_000;
/** After so many attempts a job is dead: it stays with its error, to be listed and redriven by hand (docs/running.md, "Dead jobs"). */
const attemptsMax = 12;

export const priorities = { critical: 0, high: 1, medium: 2, low: 3 } as const;

export interface NewJob {
  topic: string;
  payload: object;
  /** What it all began with: the events that the job says carry it on. Kept with the payload, as the relay keeps an event's. */
  correlationId?: string;
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
  /** What it all began with; null of what began by itself. */
  correlationId: string | null;
  attempts: number;
}

/** A job under way. Completing in the transaction of the effect makes the effect exactly once. */
export interface JobRun {
  /** Ends the job in this transaction. Where the lease was lost to another worker the transaction fails, and leaves nothing. */
  complete(tx: Transaction): Promise<void>;
  /** Lets the job come again at that time, counting no failure; fails like `complete`. */
  again(tx: Transaction, at: Date): Promise<void>;
}

export interface JobHandler {
  (job: Job, run: JobRun): Promise<void>;
  /**
   * What is done when the job dies, for whom its failure would else be told to nobody. `complete` and `again` of its run mark the job dead,
   * in the transaction of the effect; where it throws, the job does not die, but is tried again.
   */
  onDead?: (job: Job, run: JobRun) => Promise<void>;
}

/** Enqueues in the caller's transaction: the job exists exactly if the caller commits. It goes out with the next query or the commit. */
export async function enqueueJob(tx: Transaction, job: NewJob): Promise<void> {
  if (tx.tenantId === null) throw new Error(`${job.topic} needs a tenant`);
  tx.execute(
    `insert into platform.jobs (tenant_id, topic, priority, payload, run_at, replace_key, serial_key)
     values ($1, $2, $3, $4, coalesce($5, clock_timestamp()), $6, $7)
     on conflict (tenant_id, topic, replace_key) where replace_key is not null and dead_at is null
     do update set payload = excluded.payload, run_at = excluded.run_at, attempts = 0`,
    [tx.tenantId, job.topic, priorities[job.priority ?? 'medium'], JSON.stringify({ ...job.payload, correlationId: job.correlationId }), job.runAt ?? null, job.replaceKey ?? null, job.serialKey ?? null],
  );
  tx.wakes('jobs');
}

/** Raised where the lease was lost to another worker (platform.end_job, free_job). */
const leaseLost = 'NML01';

/** Full jitter on an exponential bound (1 s, 2 s, … 5 min), so that a healed dependency is not hit by all at once. */
function backoffMillis(attempts: number): number {
  return Math.round(200 + Math.random() * Math.min(300_000, 1_000 * 2 ** (attempts - 1)));
}

/** Jobs that share a limit on how many are under way, so that slow ones of one kind do not stand in the way of another's. */
export interface Lane {
  name: string;
  handlers: ReadonlyMap<string, JobHandler>;
  /** At most so many at once. */
  concurrency: number;
  /** So many more are leased at once, to be run as places fall free: a claim for each job would cost more than the jobs. Default 0. */
  ahead?: number;
}

/** Works the queue: claims due jobs of the lanes' topics by lease, renews leases by heartbeat, and gives failed ones a later time. */
export function startWorker(database: Database, lanes: readonly Lane[], log: Logger): { stop(): Promise<void> } {
  const topics = lanes.flatMap((lane) => [...lane.handlers].map(([topic, handler]) => ({ lane: lane.name, topic, handler })));
  const handlers = new Map(topics.map((entry) => [entry.topic, entry]));
  const waiting = new Map<string, Claimed[]>(lanes.map((lane) => [lane.name, []]));
  const running = new Map<string, Map<Claimed, Promise<void>>>(lanes.map((lane) => [lane.name, new Map()]));
  const runningIn = (lane: Lane) => running.get(lane.name) as Map<Claimed, Promise<void>>;
  const waitingIn = (lane: Lane) => waiting.get(lane.name) as Claimed[];
  // Behind a queue for the others a lease would be renewed too late, and work found too late.
  const own = ownConnection(database);
  let stopped = false;

  const fill = (lane: Lane) => {
    const under = runningIn(lane);
    while (!stopped && under.size < lane.concurrency) {
      const next = waitingIn(lane).shift();
      if (!next) return;
      const done = runJob(database, next.job, next.lease, handlers.get(next.job.topic)?.handler as JobHandler, log).finally(() => {
        under.delete(next);
        fill(lane);
        ticker.wake();
      });
      under.set(next, done);
    }
  };
  const roomIn = (lane: Lane) => {
    const held = runningIn(lane).size + waitingIn(lane).length;
    return held < lane.concurrency ? lane.concurrency + (lane.ahead ?? 0) - held : 0;
  };
  const ticker = createTicker({
    name: 'worker',
    pollMillis: 500,
    log,
    run: async () => {
      const room = lanes.map(roomIn);
      if (room.every((places) => places === 0)) return null;
      const claimed = await claim(own, lanes, room, topics);
      for (const entry of claimed.jobs) waiting.get(handlers.get(entry.job.topic)?.lane ?? '')?.push(entry);
      for (const lane of lanes) fill(lane);
      return claimed.nextInMillis;
    },
  });
  database.wakes.on('jobs', ticker.wake);
  const renew = async (held: readonly Claimed[], seconds: number) => {
    if (held.length === 0) return;
    await own
      .statement('select platform.renew_leases($1, $2, $3)', [held.map((entry) => entry.job.id), held.map((entry) => entry.lease), seconds])
      .catch((error: unknown) => log.warn({ err: error }, 'leases were not renewed'));
  };
  const heartbeat = setInterval(() => void renew(lanes.flatMap((lane) => [...runningIn(lane).keys(), ...waitingIn(lane)]), leaseSeconds), heartbeatMillis);

  return {
    async stop() {
      database.wakes.off('jobs', ticker.wake);
      await ticker.stop();
      stopped = true;
      await Promise.allSettled(lanes.flatMap((lane) => [...runningIn(lane).values()]));
      clearInterval(heartbeat);
      // Whoever works on need not wait for the leases of what was not begun.
      await renew(lanes.flatMap(waitingIn), 0);
      await own.close();
    },
  };
}

/** A job, and the lease under which it is ours. */
interface Claimed {
  job: Job;
  lease: string;
}

interface ClaimedRow {
  id: string | null;
  tenant_id: string;
  topic: string;
  payload: { correlationId?: string | null };
  attempts: number;
  lease: string;
  next_in_millis: number | null;
}

/** The last row of the answer tells when the next job is due. */
async function claim(own: OwnConnection, lanes: readonly Lane[], free: number[], topics: readonly { lane: string; topic: string }[]): Promise<{ jobs: Claimed[]; nextInMillis: number | null }> {
  const rows = await own.statement<ClaimedRow>('select * from platform.claim_jobs($1, $2, $3, $4, $5)', [
    lanes.map((lane) => lane.name),
    free,
    topics.map((entry) => entry.lane),
    topics.map((entry) => entry.topic),
    leaseSeconds,
  ]);
  const jobs = rows.flatMap(({ id, tenant_id: tenantId, topic, payload, attempts, lease }) => (id === null ? [] : [{ job: { id, tenantId, topic, payload, correlationId: payload.correlationId ?? null, attempts }, lease }]));
  return { jobs, nextInMillis: rows.at(-1)?.next_in_millis ?? null };
}

async function runJob(database: Database, job: Job, lease: string, handler: JobHandler, log: Logger): Promise<void> {
  const held = [job.tenantId, job.id, lease];
  try {
    await settle(database, job, handler, {
      complete: (tx) => tx.execute('select platform.end_job($1, $2, $3)', held),
      again: (tx, at) => {
        tx.execute('select platform.put_job_back($1, $2, $3, $4)', [...held, at]);
        tx.wakes('jobs');
      },
    });
  } catch (error) {
    if (isSqlState(error, leaseLost)) return;
    await noteFailure(database, job, held, handler, error, log).catch((unnoted: unknown) => {
      // The database is gone, or the job another worker's: the lease runs out and the job comes back by itself.
      if (!isDatabaseAway(unnoted) && !isSqlState(unnoted, leaseLost)) log.error({ err: unnoted, topic: job.topic, job: job.id }, 'why a job failed could not be noted');
    });
  }
}

async function noteFailure(database: Database, job: Job, held: readonly unknown[], handler: JobHandler, error: unknown, log: Logger): Promise<void> {
  const about = { err: error, topic: job.topic, job: job.id, requestId: job.correlationId, attempts: job.attempts };
  const fail = (tx: Transaction, dies: boolean) => tx.execute('select platform.fail_job($1, $2, $3, $4, $5, $6)', [...held, String(error).slice(0, 2000), backoffMillis(job.attempts) / 1000, dies]);
  const die = (tx: Transaction) => fail(tx, true);
  if (job.attempts >= attemptsMax) {
    try {
      await settle(database, job, handler.onDead ?? (() => Promise.resolve()), { complete: die, again: die });
      log.error(about, 'job is dead');
      return;
    } catch (untold) {
      if (isDatabaseAway(untold) || isSqlState(untold, leaseLost)) throw untold;
      log.error({ ...about, err: untold }, 'the death of a job could not be told, so it lives on');
    }
  }
  await database.transaction(job.tenantId, (tx) => Promise.resolve(fail(tx, false)));
  log.warn(about, 'job failed and will be tried again');
}

/** How a job ends, or is put off, in the transaction that says so. */
interface Ends {
  complete(tx: Transaction): void;
  again(tx: Transaction, at: Date): void;
}

/** Runs what is done about a job; what has not ended it by then is completed after it. */
async function settle(database: Database, job: Job, handle: (job: Job, run: JobRun) => Promise<void>, ends: Ends): Promise<void> {
  let settled = false;
  await handle(job, {
    async complete(tx) {
      ends.complete(tx);
      settled = true;
    },
    async again(tx, at) {
      ends.again(tx, at);
      settled = true;
    },
  });
  if (!settled) await database.transaction(job.tenantId, (tx) => Promise.resolve(ends.complete(tx)));
}
