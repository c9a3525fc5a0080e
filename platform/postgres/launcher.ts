import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { openCluster, type Cluster } from './cluster';
import { isAlive, whenMissing } from './faults';

export interface PostgresOptions {
  /** Holds one folder for each major version; made when missing. */
  directory: string;
  /** False only for tests: an outage of the machine may then lose everything. Default true. */
  fsync?: boolean;
  /** Default: that of last time if it is free, else any free one. */
  port?: number;
  /** More server settings, as `-c name=value`. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
  /** The server went away without our `stop`: start again (the data is safe with fsync on). */
  onExit?: (reason: string) => void;
  /** The server's process has been started and comes up by itself: what blocks this thread no longer delays it. */
  onSpawn?: () => void;
}

export interface PostgresServer {
  /** As the superuser, to the database `postgres`; over its Unix socket where it has one, which costs both sides a quarter less than TCP. */
  adminUrl: string;
  port: number;
  /** Of the postmaster. */
  pid: number;
  /** True when another process of ours owns the server: then `stop` only lets go. */
  attached: boolean;
  /** Fast shutdown: open transactions are rolled back. Resolves when the server is gone. */
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const pollMs = 10;
const logBytesMax = 4 * 1024 * 1024;
/** Of a Unix socket's path, on the system that allows least (macOS). */
const socketPathBytesMax = 103;

/**
 * Starts the PostgreSQL that npm brought, or attaches to the one another process already runs in the directory. The
 * owner's death, even by kill -9, shuts the server down; Ctrl-C does not reach it, so the application can drain first.
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? (() => undefined);
  const cluster = await openCluster(options.directory, options.fsync ?? true, log);
  const deadline = Date.now() + startTimeoutMs;
  let refusedPort: number | undefined;
  for (;;) {
    const running = await attach(cluster, options);
    if (running) return running;
    const port = options.port ?? (await choosePort(cluster, refusedPort));
    const outcome = await launch(cluster, port, options);
    if ('server' in outcome) return outcome.server;
    if (/could not (bind|create any TCP)/.test(outcome.said)) {
      if (options.port) throw new Error(`port ${port} is taken: PostgreSQL cannot listen on it`);
      refusedPort = port;
    } else if (/lock file ".*\.s\.PGSQL\.\d+\.lock" already exists/.test(outcome.said)) {
      await dropSocketLock(cluster, port);
    } else if (!/lock file "?.*postmaster\.pid"? already exists|pre-existing shared memory/.test(outcome.said)) {
      throw new Error(`PostgreSQL did not start; the end of ${cluster.log}:\n${outcome.said}`);
    } else {
      await dropForeignLock(cluster);
      await pause(pollMs * 5);
    }
    if (Date.now() > deadline) throw new Error(`PostgreSQL in ${cluster.home} neither starts nor answers; the end of ${cluster.log}:\n${outcome.said}`);
  }
}

/**
 * Runs the server below a shell that also reads a pipe we hold. When the pipe closes (we stop, or die), the shell's guard
 * asks the server for a fast shutdown. The shell is there before the server is, so no moment leaves the server unguarded.
 */
const guardedServer = `
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
server=$!
( exec >&2; read -r _ <&3; kill -INT $server ) &
guard=$!
echo $server
exec 3<&- >&2
wait $server
code=$?
kill $guard 2>/dev/null
exit $code
`;

async function launch(cluster: Cluster, port: number, options: PostgresOptions): Promise<{ server: PostgresServer } | { said: string }> {
  const before = await trimmedLogSize(cluster.log);
  const logFile = await open(cluster.log, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', guardedServer, 'nevermisscall-postgres', cluster.binaries.postgres, '-D', cluster.data, ...settings(cluster, port, options)], {
    ...cluster.runAs,
    detached: true,
    stdio: ['pipe', 'pipe', logFile.fd],
  });
  options.onSpawn?.();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let gone = false;
  void exited.then(() => (gone = true), () => (gone = true));
  child.stdin?.on('error', () => undefined);
  try {
    const pid = await Promise.race([announcedPid(child), exited.then(() => undefined)]);
    const deadline = Date.now() + startTimeoutMs;
    while (!gone && pid !== undefined) {
      const lock = await readLock(cluster);
      if (lock?.pid === pid && lock.status === 'ready') {
        await writeFile(cluster.portFile, String(port));
        return { server: own(cluster, child, exited, { port, pid }, options) };
      }
      if (Date.now() > deadline) child.stdin?.destroy();
      await pause(pollMs);
    }
    return { said: await logSince(cluster.log, before) };
  } finally {
    await logFile.close();
  }
}

function own(cluster: Cluster, child: ChildProcess, exited: Promise<[number | null, NodeJS.Signals | null]>, at: { port: number; pid: number }, options: PostgresOptions): PostgresServer {
  let stopping = false;
  void exited.then(([code, signal]) => {
    if (!stopping) options.onExit?.(`PostgreSQL (process ${at.pid}) ended: ${signal ?? `status ${code ?? '?'}`}`);
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
  return {
    adminUrl: adminUrl(cluster, at.port, socketDirectoryOf(cluster)),
    ...at,
    attached: false,
    async stop() {
      stopping = true;
      child.ref();
      child.stdin?.end();
      const impatience = setTimeout(() => signalQuietly(at.pid, 'SIGQUIT'), stopTimeoutMs);
      await exited;
      clearTimeout(impatience);
    },
  };
}

/** @returns nothing when no server of this cluster answers */
async function attach(cluster: Cluster, options: PostgresOptions): Promise<PostgresServer | undefined> {
  const lock = await readLock(cluster);
  if (!lock || lock.status !== 'ready' || !isAlive(lock.pid)) return undefined;
  const client = new Client({ connectionString: adminUrl(cluster, lock.port, lock.socketDirectory), application_name: 'nevermisscall attached', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
  let stopping = false;
  client.once('end', () => {
    if (!stopping) options.onExit?.(`PostgreSQL (process ${lock.pid}), which another process started, went away`);
  });
  (client as unknown as { unref(): void }).unref();
  return {
    adminUrl: adminUrl(cluster, lock.port, lock.socketDirectory),
    port: lock.port,
    pid: lock.pid,
    attached: true,
    async stop() {
      stopping = true;
      // Else a process that has nothing else to do would end before its caller goes on.
      (client as unknown as { ref(): void }).ref();
      await client.end().catch(() => undefined);
    },
  };
}

function settings(cluster: Cluster, port: number, options: PostgresOptions): string[] {
  const durable = options.fsync ?? true;
  const wanted: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A list: quoted, so that a comma in the path parts nothing.
    unix_socket_directories: socketDirectoryOf(cluster) && `"${socketDirectoryOf(cluster).replaceAll('"', '""')}"`,
    max_connections: '200',
    shared_buffers: '128MB',
    idle_in_transaction_session_timeout: '30s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    autovacuum_naptime: '15s',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.05',
    log_checkpoints: 'off',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '4GB', checkpoint_timeout: '1h' }),
    ...options.settings,
  };
  return Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Where the server's Unix socket lies, beside its data; empty where the path would be too long for one. */
function socketDirectoryOf({ home }: Cluster): string {
  return Buffer.byteLength(join(home, '.s.PGSQL.65535')) <= socketPathBytesMax ? home : '';
}

interface Lock {
  pid: number;
  port: number;
  /** Empty where it has no Unix socket. */
  socketDirectory: string;
  status: string;
}

/** PostgreSQL's own lock file: pid, directory, start time, port, socket directory, address, shared memory, status. */
async function readLock(cluster: Cluster): Promise<Lock | undefined> {
  const text = await readFile(join(cluster.data, 'postmaster.pid'), 'utf8').catch(whenMissing(undefined));
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]), socketDirectory: (lines[4] ?? '').trim(), status: (lines[7] ?? '').trim() } : undefined;
}

/** After a reboot or in a new container the lock's pid may be somebody else's: PostgreSQL would then refuse for ever. */
async function dropForeignLock(cluster: Cluster): Promise<void> {
  const lock = await readLock(cluster);
  if (!lock) return;
  const command = await readFile(`/proc/${lock.pid}/cmdline`, 'utf8').catch(() => undefined);
  if (command !== undefined && command !== '' && !command.includes('postgres')) await rm(join(cluster.data, 'postmaster.pid'), { force: true });
}

/** It is asked for behind the lock of the data, which was free: no server of ours holds it, but its pid is another program's by now. */
async function dropSocketLock(cluster: Cluster, port: number): Promise<void> {
  await rm(join(socketDirectoryOf(cluster), `.s.PGSQL.${port}.lock`), { force: true });
}

async function announcedPid(child: ChildProcess): Promise<number> {
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return Number(chunk.toString('utf8'));
}

async function choosePort(cluster: Cluster, refused: number | undefined): Promise<number> {
  const last = Number(await readFile(cluster.portFile, 'utf8').catch(whenMissing('0')));
  if (last > 0 && last !== refused && (await tryPort(last))) return last;
  const free = await tryPort(0);
  if (!free) throw new Error('no free port for PostgreSQL on 127.0.0.1');
  return free;
}

/** @returns the port when it can be listened on, else nothing */
async function tryPort(port: number): Promise<number | undefined> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    return typeof address === 'object' ? address?.port : undefined;
  } catch {
    return undefined;
  } finally {
    probe.close();
  }
}

function adminUrl(cluster: Cluster, port: number, socketDirectory: string): string {
  const url = new URL(`postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`);
  // The driver takes it in place of the host.
  if (socketDirectory !== '') url.searchParams.set('host', socketDirectory);
  return url.href;
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

async function trimmedLogSize(path: string): Promise<number> {
  const { size } = (await stat(path).catch(whenMissing(undefined))) ?? { size: 0 };
  if (size < logBytesMax) return size;
  await truncate(path);
  return 0;
}

async function logSince(path: string, offset: number): Promise<string> {
  const text = await readFile(path);
  return text.subarray(offset).toString('utf8').trim().split('\n').slice(-30).join('\n');
}
