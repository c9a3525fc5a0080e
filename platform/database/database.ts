import { EventEmitter } from 'node:events';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';

/** One open transaction, bound by row-level security to one tenant (or to none). */
export interface Transaction {
  readonly tenantId: string | null;
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Marks what this transaction leaves behind, so that its commit wakes the relay or the workers. */
  wakes(what: Wake): void;
}

export type Wake = 'events' | 'jobs';

/**
 * The database as everything above sees it: transactions of one tenant. Wakes are hints sent after the commit, never
 * inside it: a NOTIFY in the transaction costs twenty times the throughput (design/measured.md).
 */
export interface Database {
  /** Runs `work` in a transaction in which only `tenantId`'s rows exist. Rolls back when `work` throws. */
  transaction<T>(tenantId: string | null, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** `events` and `jobs` after a commit of this process that left some. */
  readonly wakes: EventEmitter;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  maxConnections: number;
  applicationName: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The role that the application takes: it owns nothing, so row-level security binds it. */
export const applicationRole = 'nmc_app';

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    poolSize: options.maxConnections,
    applicationName: options.applicationName,
    extra: { options: `-c role=${applicationRole} -c idle_in_transaction_session_timeout=30000`, connectionTimeoutMillis: 3_000, keepAlive: true },
    logging: false,
  });
  await dataSource.initialize();
  const wakes = new EventEmitter();
  wakes.setMaxListeners(0);
  return {
    wakes,
    transaction: (tenantId, work) => runTransaction(dataSource, wakes, tenantId, work),
    close: () => dataSource.destroy(),
  };
}

async function runTransaction<T>(
  dataSource: DataSource,
  wakes: EventEmitter,
  tenantId: string | null,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if (tenantId !== null && !uuid.test(tenantId)) throw new Error('a tenant id is a uuid');
  const runner = dataSource.createQueryRunner();
  const left = new Set<Wake>();
  try {
    const client = (await runner.connect()) as PoolClient;
    // One trip for both: four trips a transaction halve the throughput (design/measured.md).
    await client.query(`begin; set local app.tenant_id = '${tenantId ?? ''}'`);
    try {
      const result = await work({
        tenantId,
        query: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await client.query(sql, [...parameters])).rows as Row[],
        wakes: (what) => left.add(what),
      });
      await client.query('commit');
      for (const what of left) wakes.emit(what);
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release().catch(() => undefined);
  }
}

/** Whether the error is PostgreSQL's, with this SQLSTATE. */
export function isSqlState(error: unknown, state: string): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === state;
}
