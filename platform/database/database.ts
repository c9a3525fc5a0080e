import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { DataSource } from 'typeorm';
import { Refusal } from '../errors/refusal';
import { isUuid } from '../values/uuid';

/** One open transaction, bound by row-level security to one tenant (or to none). */
export interface Transaction {
  readonly tenantId: string | null;
  /** Queries asked without waiting for one another (`Promise.all`) go in one trip, and are worked off in the order of the calls. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /**
   * A statement of which nobody needs the answer: it goes out with the next query or the commit, in one trip, in the order of
   * the calls. Where it fails, the next query or the commit throws its error, and the transaction leaves nothing.
   */
  execute(sql: string, parameters?: readonly unknown[]): void;
  /** Part of the transaction that may come to nothing: what `work` did is undone unless `isKept` of its answer, which is handed on either way. What it throws ends the transaction. */
  attempt<T>(work: () => Promise<T>, isKept: (answer: T) => boolean): Promise<T>;
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
  /**
   * Reads as one tenant (or none): for lists and loaders. Refuses to write. A tenant's queries of one turn of the event loop share a transaction and a
   * trip, up to 8, one after the other: a round trip costs more than most of them. One that fails costs only itself.
   */
  reader(tenantId: string | null): Transaction;
  /** One statement of no tenant, in a transaction of its own: one trip. For the functions that look across tenants (docs/decisions/0002). */
  statement<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** `events` and `jobs` after a commit of this process that left some. */
  readonly wakes: EventEmitter;
  /** The same database over so many connections of its own, for work that must not wait for a free one behind other work. Close it before this one. */
  reserve(connections: number): Promise<Database>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  maxConnections: number;
  applicationName: string;
}

/** Every connection keeps each statement it has prepared: our texts are constants, so there are a few hundred. */
const statementsMax = 2_000;

/** Waiting for a connection ends before Twilio gives a webhook up (15 s); a server that refuses says so at once. */
const connectionTimeoutMillis = 8_000;

/** The role that the application takes: it owns nothing, so row-level security binds it. */
export const applicationRole = 'nmc_app';

/** Throws where its connections would not act as the application's role: row-level security might not bind what they are. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const wakes = new EventEmitter();
  wakes.setMaxListeners(0);
  const database = await openPool(options, wakes);
  const [{ role } = { role: '' }] = await database.statement<{ role: string }>('select current_user::text as role');
  if (role === applicationRole) return database;
  await database.close();
  throw new Error(`DATABASE_URL's connections act as ${role}, not as ${applicationRole}: a pooler, or options in the URL, drops our startup option. See docs/running.md, "Behind PgBouncer".`);
}

async function openPool(options: DatabaseOptions, wakes: EventEmitter): Promise<Database> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    poolSize: options.maxConnections,
    applicationName: options.applicationName,
    // Pipelined: a transaction's begin, its writes and its commit need no answer before the next statement is sent.
    extra: { options: `-c role=${applicationRole} -c idle_in_transaction_session_timeout=30000`, connectionTimeoutMillis, keepAlive: true, pipeline: true },
    logging: false,
  });
  await dataSource.initialize();
  const prepared = preparedStatements();
  const readSoon = createReads(dataSource);
  return {
    wakes,
    transaction: (tenantId, work) => withClient(dataSource, (client) => runTransaction(client, prepared, wakes, tenantId, work)),
    reader: (tenantId) => openReader(readSoon, prepared, tenantId),
    statement: <Row>(sql: string, parameters: readonly unknown[] = []) => withClient(dataSource, async (client) => (await client.query(prepared(sql, parameters) as QueryConfig)).rows as Row[]),
    reserve: (connections) => openPool({ ...options, maxConnections: connections }, wakes),
    close: () => dataSource.destroy(),
  };
}

async function withClient<T>(dataSource: DataSource, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work((await runner.connect()) as PoolClient);
  } catch (error) {
    throw asTold(error);
  } finally {
    await runner.release().catch(() => undefined);
  }
}

async function runTransaction<T>(client: PoolClient, prepared: PreparedStatements, wakes: EventEmitter, tenantId: string | null, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const left = new Set<Wake>();
  const sender = createSender(client);
  sender.later(beginAs(tenantId, 'begin'));
  try {
    const result = await work({
      tenantId,
      query: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await sender.send(prepared(sql, parameters))).rows as Row[],
      execute: (sql, parameters = []) => sender.later(prepared(sql, parameters)),
      attempt: async (part, isKept) => {
        sender.later('savepoint attempt');
        const answer = await part();
        if (!isKept(answer)) sender.later('rollback to savepoint attempt');
        // Of the same name within one another: the innermost that is not released is meant.
        sender.later('release savepoint attempt');
        return answer;
      },
      wakes: (what) => left.add(what),
    });
    await sender.commit();
    for (const what of left) wakes.emit(what);
    return result;
  } catch (error) {
    await sender.rollback();
    throw error;
  }
}

type ReadSoon = (tenantId: string | null, statement: PreparedQuery) => Promise<QueryResult>;

function openReader(readSoon: ReadSoon, prepared: PreparedStatements, tenantId: string | null): Transaction {
  const refuseWrite = () => {
    throw new Error('a reader does not write');
  };
  return {
    tenantId,
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) => (await readSoon(tenantId, prepared(sql, parameters))).rows as Row[],
    execute: refuseWrite,
    attempt: refuseWrite,
    wakes: refuseWrite,
  };
}

interface Read {
  statement: PreparedQuery;
  resolve(result: QueryResult): void;
  reject(error: unknown): void;
}

/** More than this in a row, and the last waits too long for the first. */
const readsTogether = 8;

/** Gathers the reads of a turn by tenant: what one page asks of several stores, and what one event makes all open dashboards of a business ask. */
function createReads(dataSource: DataSource): ReadSoon {
  let waiting = new Map<string | null, Read[]>();
  const sendAll = () => {
    const turn = waiting;
    waiting = new Map();
    for (const [tenantId, reads] of turn) {
      for (let first = 0; first < reads.length; first += readsTogether) {
        const together = reads.slice(first, first + readsTogether);
        withClient(dataSource, (client) => readTogether(client, tenantId, together)).catch((error: unknown) => together.forEach(({ reject }) => reject(error)));
      }
    }
  };
  return (tenantId, statement) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(sendAll);
      const known = waiting.get(tenantId);
      const read = { statement, resolve, reject };
      if (known) known.push(read);
      else waiting.set(tenantId, [read]);
    });
}

/** The reads in one read-only transaction and one trip. PostgreSQL refuses what follows a failure: those are asked again, each alone. */
async function readTogether(client: PoolClient, tenantId: string | null, reads: readonly Read[]): Promise<void> {
  const [begun, answers, committed] = inOneWrite(client, () => [client.query(beginAs(tenantId, 'begin read only')), reads.map(({ statement }) => client.query(statement as QueryConfig)), client.query('commit')] as const);
  const [settled] = await Promise.all([Promise.allSettled(answers), Promise.allSettled([begun, committed])]);
  await begun;
  const failed = settled.findIndex(({ status }) => status === 'rejected');
  for (const [index, read] of reads.entries()) {
    const answer = settled[index] as PromiseSettledResult<QueryResult>;
    if (answer.status === 'fulfilled') read.resolve(answer.value);
    else if (index === failed) read.reject(asTold(answer.reason));
    else await readTogether(client, tenantId, [read]);
  }
}

function beginAs(tenantId: string | null, begin: string): string {
  if (tenantId !== null && !isUuid(tenantId)) throw new Error('a tenant id is a uuid');
  return `${begin}; set local app.tenant_id = '${tenantId ?? ''}'`;
}

interface PreparedQuery {
  name: string | undefined;
  text: string;
  values: unknown[];
}
type PreparedStatements = (sql: string, parameters: readonly unknown[]) => PreparedQuery;

/** Names each text, so that a connection parses and plans it once. */
function preparedStatements(): PreparedStatements {
  const names = new Map<string, string>();
  return (text, parameters) => {
    let name = names.get(text);
    if (name === undefined && names.size < statementsMax) names.set(text, (name = `s${names.size}`));
    return { name, text, values: parameters as unknown[] };
  };
}

interface Sender {
  later(statement: string | PreparedQuery): void;
  send(statement: string | PreparedQuery): Promise<QueryResult>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

interface Waiting {
  statement: string | PreparedQuery;
  /** Of a statement whose answer somebody waits for. */
  asked?: { resolve(answer: QueryResult): void; reject(error: unknown): void };
}

/**
 * Sends a transaction's statements in order, those of one go together in one write: what was asked without waiting in between, with those before it
 * whose answer nobody waits for. Round trips are what a transaction costs. After a failure PostgreSQL refuses the rest, so the first error is the true one.
 */
function createSender(client: PoolClient): Sender {
  let waiting: Waiting[] = [];
  let begun = false;
  let ended = false;

  const sendAll = async () => {
    const together = waiting;
    waiting = [];
    if (ended || together.length === 0) return;
    begun = true;
    const answers = inOneWrite(client, () => together.map(({ statement }) => client.query(statement as QueryConfig) as Promise<QueryResult>));
    const settled = await Promise.allSettled(answers);
    const failure = settled.find((answer) => answer.status === 'rejected');
    // Told to all that wait for one of these, and then no more: the caller may go back to a savepoint.
    together.forEach(({ asked }, index) => (failure ? asked?.reject(failure.reason) : asked?.resolve((settled[index] as PromiseFulfilledResult<QueryResult>).value)));
  };
  const send = (statement: string | PreparedQuery) =>
    new Promise<QueryResult>((resolve, reject) => {
      waiting.push({ statement, asked: { resolve, reject } });
      queueMicrotask(() => void sendAll());
    });
  return {
    later: (statement) => void waiting.push({ statement }),
    send,
    async commit() {
      // Nothing was asked but the begin: there is nothing to commit.
      if (!begun && waiting.length === 1) return;
      // PostgreSQL answers ROLLBACK to the commit of a transaction in which a failure was passed over.
      if ((await send('commit')).command !== 'COMMIT') throw new Error('the transaction had failed before its commit');
    },
    async rollback() {
      ended = true;
      if (begun) await client.query('rollback').catch(() => undefined);
    },
  };
}

function inOneWrite<T>(client: PoolClient, put: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  try {
    return put();
  } finally {
    stream.uncork();
  }
}

/** Whether the error is PostgreSQL's, with this SQLSTATE. */
export function isSqlState(error: unknown, state: string): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === state;
}

function asTold(error: unknown): unknown {
  return isUnstorable(error) ? new Refusal('VALIDATION_FAILED', 'A text holds a character that cannot be kept: U+0000, or half of a surrogate pair.') : error;
}

/** GraphQL and JSON allow characters that text and jsonb do not hold: whoever sent one is told, and it is no fault of ours. */
function isUnstorable(error: unknown): boolean {
  if (isSqlState(error, '22021') || isSqlState(error, '22P05')) return true;
  return isSqlState(error, '22P02') && /surrogate/.test(String((error as { detail?: unknown }).detail));
}
