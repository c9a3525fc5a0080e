import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type PostgresServer } from '../../platform/postgres/launcher';

/** A PostgreSQL of one test alone, durable as in production, which it kills and brings back. */
export interface OwnPostgres {
  /** As the superuser. */
  adminUrl: string;
  /** kill -9 of the postmaster and of every process below it. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'nmc-postgres-'));
  let server: PostgresServer | null = null;
  let gone: Promise<void> = Promise.resolve();
  const launch = async (port?: number) => {
    let say: () => void = () => undefined;
    gone = new Promise((resolve) => (say = resolve));
    return (server = await startPostgres({ directory, ...(port !== undefined && { port }), onExit: say }));
  };
  const { adminUrl, port } = await launch();
  return {
    adminUrl,
    async kill() {
      if (!server) return;
      for (const pid of [server.pid, ...(await childrenOf(server.pid))]) killQuietly(pid);
      server = null;
      await gone;
    },
    async start() {
      await launch(port);
    },
    async close() {
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Where the system does not tell, they end by themselves: a child of PostgreSQL watches its postmaster. */
async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
