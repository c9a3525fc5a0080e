import type { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';
import type { Environment } from '../platform/config/environment';
import type { Wake } from '../platform/database/database';
import type { Logger } from '../platform/logging/logger';

/** What the thread is told at its start. */
export interface WorkApart {
  /** Whose events and jobs it does. */
  subgraphs: readonly string[];
  environment: Environment;
  databaseUrl: string;
  dataDirectory: string;
}

/** What threads tell each other: that a commit left something to do; the process, that it ends. */
export type Told = Wake | 'stop';

/** A thread that ended by a fault begins again so much later: its jobs are leased, and come back by themselves. */
const restartMillis = 1_000;

/** Whether a process has a second thread: it runs everything, and has a connection for each. */
export function worksApart({ run, dbMaxConnections }: Pick<Environment, 'run' | 'dbMaxConnections'>): boolean {
  return run.includes('all') && dbMaxConnections > 1;
}

/** Of the process's connections, those of the thread. */
export function connectionsApart({ dbMaxConnections }: Pick<Environment, 'dbMaxConnections'>): number {
  return Math.floor(dbMaxConnections / 2);
}

/**
 * Does the events and jobs of subgraphs on a thread of this process, so that webhooks and queries do not wait for them where there is a
 * second core (docs/decisions/0006). Answers at once; what is to do waits until the thread is up.
 */
export function startWorkApart(work: WorkApart, wakes: EventEmitter, log: Logger, file = join(__dirname, 'workThread.js')): { stop(): Promise<void> } {
  let stopped = false;
  let thread = begin();
  let restart: NodeJS.Timeout | undefined;

  function begin(): Worker {
    const worker = new Worker(file, { workerData: work });
    const unbridge = bridgeWakes(wakes, worker);
    worker.on('error', (error) => log.error({ err: error }, 'the thread that works off events and jobs failed; it begins again'));
    worker.once('exit', () => {
      unbridge();
      if (!stopped) restart = setTimeout(() => (thread = begin()), restartMillis);
    });
    return worker;
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(restart);
      if (thread.threadId === -1) return;
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      thread.postMessage('stop' satisfies Told);
      await ended;
    },
  };
}

/** What one side's commits leave to do is told to the other; what was told is not told back. Answers how to end it. */
export function bridgeWakes(wakes: EventEmitter, other: Worker | MessagePort): () => void {
  const tellers = (['events', 'jobs'] as const).map((what) => {
    const tell = (from?: 'elsewhere') => {
      if (from !== 'elsewhere') other.postMessage(what);
    };
    wakes.on(what, tell);
    return () => wakes.off(what, tell);
  });
  const hear = (told: Told) => {
    if (told !== 'stop') wakes.emit(told, 'elsewhere');
  };
  other.on('message', hear);
  return () => {
    for (const end of tellers) end();
    other.off('message', hear);
  };
}
