import { EventEmitter } from 'node:events';
import { DataSource, type QueryRunner } from 'typeorm';

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
  const runner = dataSource.createQueryRunner();
  const left = new Set<Wake>();
  try {
    await runner.startTransaction();
    await runner.query(`select set_config('app.tenant_id', $1, true)`, [tenantId ?? '']);
    const result = await work({
      tenantId,
      query: <Row>(sql: string, parameters: readonly unknown[] = []) => selectRows<Row>(runner, sql, parameters),
      wakes: (what) => left.add(what),
    });
    await runner.commitTransaction();
    for (const what of left) wakes.emit(what);
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release().catch(() => undefined);
  }
}

/** TypeORM answers UPDATE and DELETE with [rows, count]; the structured result has the rows for every statement. */
async function selectRows<Row>(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const result = await runner.query(sql, [...parameters], true);
  return (result.records ?? []) as Row[];
}

/** Whether the error is PostgreSQL's, with this SQLSTATE. */
export function isSqlState(error: unknown, state: string): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === state;
}
