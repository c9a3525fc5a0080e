import './sourceMaps';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { EnvironmentError, readEnvironment, type Environment } from '../platform/config/environment';
import { localSecrets, type LocalSecrets } from '../platform/config/localSecrets';
import { createLogger, type Logger } from '../platform/logging/logger';
import { startPostgres, type PostgresOptions, type PostgresServer } from '../platform/postgres/launcher';
import { subgraphNames } from '../schema/sdl';
import { demoLogin, demoNumber } from './demo';
import { type DatabaseUrls, provisionEmbedded } from './embedded';
import { portsOf } from './ports';
import { UnknownDatabaseHost } from './unknownDatabaseHost';
import { webhooksOf } from './webhooks';
import { worksApart } from './workApart';

/** A fault the person at the terminal can mend: shown as its text alone. */
class PlainFault extends Error {}

/** What is running, in the order it was started; it stops in the opposite order. */
const running: { name: string; stop: () => Promise<void> }[] = [];
let closing = false;

if (require.main === module) void main();

/**
 * Starts everything, and stops it again at a signal or a fault.
 * @param dashboard resolves when the dashboard's pages are built, which a start does not wait for until all else is up; where they are not, that is said, and all else goes on
 */
export async function main(dashboard: Promise<unknown> = Promise.resolve()): Promise<void> {
  closeWithGrace({ delay: 30_000, logger: false }, async ({ err, signal }) => {
    closing = true;
    if (err) process.stderr.write(`${err.stack ?? String(err)}\n`);
    if (signal) process.stdout.write(`\n${signal}: stopping\n`);
    await stopAll();
    if (signal) process.stdout.write('stopped\n');
  });
  try {
    await start(dashboard);
  } catch (error) {
    if (closing) return;
    closing = true;
    process.stderr.write(`${describe(error)}\n`);
    await stopAll();
    process.exit(1);
  }
}

async function start(dashboard: Promise<unknown>): Promise<void> {
  const started = performance.now();
  const environment = readEnvironment(process.env, { subgraphs: subgraphNames() });
  await refuseTakenPorts(environment);
  const dataDirectory = join(process.cwd(), '.data');
  const secrets = await localSecrets(dataDirectory);
  const log = createLogger({ level: environment.logLevel, format: environment.logFormat });
  const simulator = usesSimulator(environment);

  let say: () => void = () => undefined;
  const spawned = new Promise<void>((resolve) => (say = resolve));
  const opened = openDatabase(environment, { dataDirectory, secrets, log, onSpawn: say });
  const [database, , { startApplication, warmUp }] = await together(
    opened,
    simulator ? step('phone simulator started', () => startSimulator(environment, secrets, dataDirectory)) : Promise.resolve(),
    // Loading blocks this thread for a second: the other processes come up meanwhile.
    Promise.race([spawned, opened]).then(() => step('application loaded', () => loadApplication(environment))),
  );
  const application = await step('application started', () =>
    startApplication({ environment: completed(environment, secrets, simulator), ...database, dataDirectory, log, workThread: true }).catch((error: unknown) => {
      throw plainFaultOf(error, environment);
    }),
  );
  running.push({ name: 'application', stop: () => application.close() });
  if (simulator) await step('phone number connected', () => connectNumber(environment));
  const unbuilt = await dashboard.then(() => null, (error: Error) => error);
  if (closing) return;
  if (unbuilt) process.stderr.write(`✗ ${unbuilt.message}\n  All else is up; the next start tries it again.\n`);
  if (worksApart(environment)) setTimeout(() => void warmUp(environment), warmUpMillis).unref();

  const rows = application.urls.map(({ name, url }): [string, string] => [name, url]);
  if (simulator) rows.push(['Phone simulator', simulatorUrl(environment)]);
  if (environment.nodeEnv !== 'production') for (const [who, { email, password }] of Object.entries(demoLogin)) rows.push([`Demo ${who}`, `${email} / ${password}`]);
  printTable(rows, performance.now() - started);
}

/** What is answered on one thread and worked off on it is ready before it answers. */
async function loadApplication(environment: Environment): Promise<typeof import('./application.js')> {
  const application = await import('./application.js');
  if (!worksApart(environment)) await application.warmUp(environment);
  return application;
}

interface DatabaseOptions {
  dataDirectory: string;
  secrets: LocalSecrets;
  log: Logger;
  onSpawn: () => void;
}

async function openDatabase(environment: Environment, { dataDirectory, secrets, log, onSpawn }: DatabaseOptions): Promise<DatabaseUrls> {
  const { databaseUrl, databaseMigrationUrl } = environment;
  if (databaseUrl !== undefined) return { databaseUrl, migrationUrl: databaseMigrationUrl ?? databaseUrl };
  const directory = join(dataDirectory, 'postgres');
  const say = (line: string) => void process.stdout.write(`  ${line}\n`);
  let server: PostgresServer;
  const onExit = async (reason: string) => {
    for (let why = reason; !closing; await pause(restartPauseMillis)) {
      log.error(`${why}; starting it again`);
      try {
        server = await startPostgres({ directory, port: server.port, log: say, onExit: (again) => void onExit(again) });
        return closing ? await server.stop() : undefined;
      } catch (error) {
        why = (error as Error).message;
      }
    }
  };
  server = await step('PostgreSQL started', () => startOwnPostgres({ directory, log: say, onExit: (reason) => void onExit(reason), onSpawn }));
  running.unshift({ name: 'PostgreSQL', stop: () => server.stop() }); // it is the last to stop, whatever came up first
  return provisionEmbedded(server.adminUrl, secrets);
}

/** Between tries to bring the database back. It may be killed anew while it recovers, or its disk be full: calls are forwarded and kept meanwhile, so that does not end us. */
const restartPauseMillis = 1_000;

/** Whoever waits for the first page is answered before the thread that answers readies itself for what it is seldom asked. */
const warmUpMillis = 1_000;

/** A database whose owner was killed goes away so soon. */
const patienceMillis = 5_000;

/** Never one that another process runs: two of us would share its jobs, and each would text by its own carrier. */
async function startOwnPostgres(options: PostgresOptions): Promise<PostgresServer> {
  for (const until = Date.now() + patienceMillis; ; await pause(200)) {
    const server = await startPostgres(options);
    if (!server.attached) return server;
    await server.stop();
    if (Date.now() > until) throw new PlainFault(`${options.directory} is in use by another start (its PostgreSQL is process ${server.pid}): stop that one first, or start in another folder`);
  }
}

/** The environment with what this machine made for itself where nothing was set. */
function completed(environment: Environment, secrets: LocalSecrets, simulator: boolean): Environment {
  return {
    ...environment,
    jwtSecret: environment.jwtSecret ?? (environment.jwtPrivateKey === undefined ? secrets.jwtSecret : undefined),
    encryptionKey: environment.encryptionKey ?? secrets.encryptionKey,
    ...(simulator && {
      twilioAccountSid: secrets.simulatorAccountSid,
      twilioAuthTokens: [secrets.simulatorAuthToken],
      twilioBaseUrl: environment.twilioBaseUrl ?? simulatorUrl(environment),
    }),
  };
}

function usesSimulator(environment: Environment): boolean {
  const telephony = environment.run.includes('all') || environment.run.includes('telephony');
  return telephony && environment.twilioAccountSid === undefined && environment.simulatorPort !== 0;
}

function simulatorUrl(environment: Environment): string {
  return `http://localhost:${environment.simulatorPort}`;
}

/** In a session of its own, so that Ctrl-C reaches us alone; it ends when we do, however we end. */
async function startSimulator(environment: Environment, secrets: LocalSecrets, dataDirectory: string): Promise<void> {
  const child = fork(join(__dirname, '../simulator/main.js'), [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--enable-source-maps', '--import', 'data:text/javascript,process.once("disconnect",()=>process.exit())'],
    env: {
      ...process.env,
      SIMULATOR_PORT: String(environment.simulatorPort),
      SIMULATOR_ACCOUNT_SID: secrets.simulatorAccountSid,
      SIMULATOR_AUTH_TOKEN: secrets.simulatorAuthToken,
      SIMULATOR_STATE_FILE: join(dataDirectory, 'simulator.json'),
      ...(environment.twilioPhoneNumber !== undefined && { SIMULATOR_NUMBERS: environment.twilioPhoneNumber }),
    },
  });
  running.push({ name: 'phone simulator', stop: () => stopChild(child) });
  child.on('exit', (code, signal) => {
    if (!closing) process.stderr.write(`the phone simulator ended (${signal ?? `status ${code ?? '?'}`}): calls and texts fail until the next start\n`);
  });
  const ended = once(child, 'exit').then(() => true);
  while (!(await answers(simulatorUrl(environment)))) {
    const gone = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 25, false))]);
    if (gone) throw new PlainFault('the phone simulator did not start: its lines above say why');
  }
}

/** Points the demo business's number at this server, as one would in Twilio's console. */
async function connectNumber(environment: Environment): Promise<void> {
  const response = await fetch(`${simulatorUrl(environment)}/control/numbers/${encodeURIComponent(environment.twilioPhoneNumber ?? demoNumber)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(webhooksOf(environment.publicUrl).map(({ property, url }) => [property, url]))),
  });
  if (!response.ok) throw new PlainFault(`the phone simulator refused the number: ${await response.text()}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await exited;
  clearTimeout(impatience);
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

async function stopAll(): Promise<void> {
  for (let next = running.pop(); next !== undefined; next = running.pop()) {
    try {
      await next.stop();
    } catch (error) {
      process.stderr.write(`${next.name} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

/** Before anything is started: the commonest fault deserves the quickest answer. */
async function refuseTakenPorts(environment: Environment): Promise<void> {
  for (const { variable, port } of portsOf(environment)) await refuseTakenPort(variable, environment.host, port);
  if (usesSimulator(environment)) await refuseTakenPort('SIMULATOR_PORT', '127.0.0.1', environment.simulatorPort);
}

async function refuseTakenPort(variable: string, host: string, port: number): Promise<void> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new PlainFault(listenFault(error as NodeJS.ErrnoException, variable, host, port));
  } finally {
    probe.close();
  }
}

function listenFault(error: NodeJS.ErrnoException, variable: string, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} on ${host} is taken: stop the program that listens there, or set ${variable} to another port`;
  if (error.code === 'EACCES') return `port ${port} on ${host} is not allowed to this user: set ${variable} to a port above 1023`;
  return `cannot listen on ${host}, port ${port} (${error.code ?? error.message}): HOST must be an address of this machine`;
}

/** What of an application that did not start is a variable's fault, named as such; anything else stays as it is. */
function plainFaultOf(error: unknown, environment: Environment): unknown {
  if (error instanceof UnknownDatabaseHost) return new PlainFault(`${databaseVariableOf(error.host, environment)}: there is no host ${JSON.stringify(error.host)}, and nothing on this disk to answer calls from until there is`);
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code !== 'EADDRINUSE' || port === undefined) return error;
  const variables = portsOf(environment).flatMap((served) => (served.port === port ? served.variable : []));
  return new PlainFault(listenFault(error as NodeJS.ErrnoException, variables.join(' or ') || 'PORT', address ?? '', port));
}

/** The one that names the host; those that follow it, where they are unset, hold the same. */
function databaseVariableOf(host: string, { databaseUrl, databaseDirectUrl, databaseMigrationUrl }: Environment): string {
  const addresses = Object.entries({ DATABASE_URL: databaseUrl, DATABASE_DIRECT_URL: databaseDirectUrl, DATABASE_MIGRATION_URL: databaseMigrationUrl });
  return addresses.find(([, url]) => url !== undefined && new URL(url).hostname === host)?.[0] ?? 'DATABASE_URL';
}

/** SQLSTATE: 28… not authorized, 3D… no such database. */
const refusesUs = /^(28|3D)[0-9A-Z]{3}$/;

function describe(error: unknown): string {
  if (error instanceof PlainFault) return error.message;
  if (error instanceof EnvironmentError) return error.faults.join('\n');
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (refusesUs.test(code ?? '')) return `DATABASE_URL (or DATABASE_MIGRATION_URL): the server refuses: ${message}`;
  return stack ?? String(error);
}

/** Like Promise.all, but fails only when every part has settled: what did start is then known, and can be stopped. */
async function together<T extends unknown[]>(...parts: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const failed = (await Promise.allSettled(parts)).find((part) => part.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(parts) as Promise<T>;
}

async function step<T>(done: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  process.stdout.write(`✓ ${done.padEnd(32)}${String(Math.round(performance.now() - started)).padStart(7)} ms\n`);
  return result;
}

function printTable(rows: readonly (readonly [string, string])[], milliseconds: number): void {
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`);
  process.stdout.write(`\nNeverMissCall is up after ${(milliseconds / 1000).toFixed(1)} s. Ctrl-C stops it.\n\n${lines.join('\n')}\n\n`);
}
