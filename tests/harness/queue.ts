import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { migrationSets } from '../../migrations';
import { openDatabase, type Transaction } from '../../platform/database/database';
import { migrate } from '../../platform/database/migrate';
import { enqueueJob, type JobHandler, type NewJob, startWorker } from '../../platform/jobs/jobs';
import { createTestDatabase } from '../../platform/postgres/testServer';

interface Left {
  payload: unknown;
  attempts: number;
  last_error: string | null;
  run_at: Date;
  leased: boolean;
  dead: boolean;
}

/** The job queue alone on a real database, and one business. */
export async function openQueue() {
  const log = pino({ level: 'silent' });
  const tenant = randomUUID();
  const testDatabase = await createTestDatabase('platform alone', async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform'))));
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 12, applicationName: 'jobs test' });
  let workers: { stop(): Promise<void> }[] = [];
  return {
    tenant,
    database,
    log,
    /** As the superuser. */
    adminUrl: testDatabase.url,
    enqueue: (...jobs: NewJob[]) => database.transaction(tenant, async (tx) => {
      for (const job of jobs) await enqueueJob(tx, job);
    }),
    /** The jobs of the topic that are still there. */
    left: (topic: string) => database.reader(tenant).query<Left>('select payload, attempts, last_error, run_at, lease is not null as leased, dead_at is not null as dead from platform.jobs where topic = $1 order by id', [topic]),
    /** A visible effect in the caller's transaction. */
    leave: (tx: Transaction, topic: string, job: string) => tx.query(`insert into platform.events (tenant_id, type, payload) values ($1, $2, $3)`, [tenant, `effect:${topic}`, JSON.stringify({ job })]),
    effects: (topic: string) => database.reader(tenant).query<{ payload: { job: string } }>('select payload from platform.events where type = $1 order by id', [`effect:${topic}`]),
    work(topic: string, handler: JobHandler, concurrency = 8): void {
      workers.push(startWorker(database, [{ name: topic, handlers: new Map([[topic, handler]]), concurrency }], log));
    },
    /** Ends every worker of `work`. */
    async rest(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.stop()));
      workers = [];
    },
    async close(): Promise<void> {
      await database.close();
      await testDatabase.drop();
    },
  };
}

export type Queue = Awaited<ReturnType<typeof openQueue>>;
