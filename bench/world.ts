import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readEnvironment } from '../platform/config/environment';
import { createLogger } from '../platform/logging/logger';
import { startPostgres } from '../platform/postgres/launcher';
import { addressOf, provisionDatabase } from '../platform/postgres/provision';
import { eventually } from '../tests/harness/eventually';
import { freePort } from '../tests/harness/freePort';
import { startApplication, type Application, warmUp } from '../tools/application';
import { seedBusiness, type SeededBusiness, type SeedOptions } from '../tools/seed';
import { webhooksOf } from '../tools/webhooks';
import { inParallel } from './load';

export const accountSid = `AC${'b'.repeat(32)}`;
export const authToken = 'bench-auth-token';

/** The whole system as `npm start` has it: PostgreSQL with fsync, all subgraphs and the gateway in this process, the simulator in another. */
export interface World {
  application: Application;
  url: string;
  simulatorUrl: string;
  /** As the superuser: sees every tenant's rows. */
  sql: Client;
  /** Businesses, each with a number of its own that the carrier knows; resolves when every event of theirs is worked off. */
  businesses(count: number, options?: SeedOptions): Promise<SeededBusiness[]>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'nevermisscall-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => console.error(error));
  };
  try {
    return await build(directory, stops, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(directory: string, stops: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<World> {
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), fsync: true });
  stops.push(() => postgres.stop());
  const databases = await provisionDatabase(postgres.adminUrl, { database: 'nevermisscall', ownerPassword: 'bench-owner-password', applicationPassword: 'bench-application-password' });
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const simulator = fork(join(__dirname, '../simulator/main.js'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--import', 'data:text/javascript,process.once("disconnect",()=>process.exit())'],
    env: { ...process.env, SIMULATOR_PORT: String(simulatorPort), SIMULATOR_ACCOUNT_SID: accountSid, SIMULATOR_AUTH_TOKEN: authToken },
  });
  stops.push(() => stopChild(simulator));
  await eventually(() => fetch(simulatorUrl), 'the simulator');

  const environment = readEnvironment({
    NODE_ENV: 'test', PORT: String(port), JWT_SECRET: 'bench-jwt-secret-of-32-characters-or-more', ENCRYPTION_KEY: 'bench-encryption-key-of-32-characters-or-more',
    TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: simulatorUrl, SIMULATOR_PORT: '0',
    RATE_LIMIT_PER_MINUTE: '10000000', RATE_LIMIT_TENANT_PER_MINUTE: '10000000', LOG_LEVEL: 'error', LOG_FORMAT: 'json', ...process.env,
    RUN: 'all', DATABASE_URL: '',
  });
  const log = createLogger({ level: environment.logLevel, format: environment.logFormat });
  await warmUp(environment);
  const application = await startApplication({ environment, ...databases, dataDirectory: directory, log, demo: false, workThread: true });
  stops.push(() => application.close());
  const sql = new Client({ connectionString: addressOf(postgres.adminUrl, 'nevermisscall') });
  await sql.connect();
  stops.push(() => sql.end());
  const url = `http://127.0.0.1:${port}`;
  const businesses = async (count: number, options: SeedOptions = {}) => {
    const made = await inParallel(8, count, (index) =>
      seedBusiness(application.foundation, { users: [], bcryptCost: 4, ...options, number: `+1208${String(5_000_000 + index)}`, forwardTarget: `+1307${String(5_000_000 + index)}` }),
    );
    const urls = Object.fromEntries(webhooksOf(environment.publicUrl).map(({ property, url }) => [property, url]));
    await inParallel(8, count, (index) => control(simulatorUrl, 'PUT', `/numbers/${encodeURIComponent(made[index]?.number ?? '')}`, urls));
    await whenWorkedOff(sql);
    return made;
  };
  return { application, url, simulatorUrl, sql, businesses, close };
}

/** A request to the simulator's control API. */
export async function control<T = unknown>(simulatorUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${simulatorUrl}/control${path}`, { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** No event waits for its relay and no job is due. */
export async function whenWorkedOff(sql: Client, timeoutMillis = 180_000): Promise<void> {
  const deadline = Date.now() + timeoutMillis;
  for (let quiet = 0; quiet < 3; ) {
    const { rows } = await sql.query<{ jobs: string; behind: boolean }>(
      `select (select count(*) from platform.jobs where dead_at is null and run_at <= clock_timestamp() + interval '1 second') as jobs,
              exists (select 1 from platform.events e, platform.relay_cursors c where (e.x, e.id) > (c.x, c.id) and e.occurred_at > clock_timestamp() - interval '1 second') as behind`,
    );
    quiet = rows[0]?.jobs === '0' && !rows[0].behind ? quiet + 1 : 0;
    if (Date.now() > deadline) throw new Error(`${rows[0]?.jobs} jobs are still due after ${timeoutMillis / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
