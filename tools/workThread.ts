import './sourceMaps';
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openDatabase } from '../platform/database/database';
import { createEventReader } from '../platform/events/eventLog';
import type { LiveFeed } from '../platform/events/liveFeed';
import { createLogger } from '../platform/logging/logger';
import { startWork } from '../platform/runtime/work';
import { subgraphModules } from '../subgraphs/registry';
import { basisOf } from './basis';
import { bridgeWakes, connectionsApart, type Told, type WorkApart } from './workApart';

/** A third of the share of a core that others have who want it. */
const niceness = 5;

yieldToRequests();
void main(parentPort as MessagePort, workerData as WorkApart);

/** The other thread of a process: no requests come here, only events and jobs are worked off. It ends when it is told to. */
async function main(process: MessagePort, { subgraphs, environment, databaseUrl, dataDirectory }: WorkApart): Promise<void> {
  // From the first moment on: a process may end before its thread is up.
  const stopped = new Promise<void>((resolve) => process.on('message', (told: Told) => (told === 'stop' ? resolve() : undefined)));
  const log = createLogger({ level: environment.logLevel, format: environment.logFormat });
  const database = await openDatabase({ url: databaseUrl, maxConnections: connectionsApart(environment), applicationName: 'nevermisscall work' });
  const unbridge = bridgeWakes(database.wakes, process);
  const foundation = { ...basisOf({ environment, dataDirectory, log }), database, events: await createEventReader(database), live: nobodyListens, startedAt: new Date() };
  const modules = subgraphModules.filter(({ name }) => subgraphs.includes(name));
  const working = await Promise.all(modules.map(async (module) => ({ name: module.name, running: await (module.startWorking ?? module.start)(foundation) })));
  const work = startWork(working, foundation);

  await stopped;
  await work.stop();
  for (const { running } of working) await running.stop?.();
  unbridge();
  await database.close();
  process.close();
}

/** Where both threads want a core the other has it: a webhook is answered before what it set off is done. */
function yieldToRequests(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness);
  } catch {
    // Only Linux gives a thread a priority of its own; elsewhere the two are equal.
  }
}

/** Subscriptions are served by the other thread. */
const nobodyListens: LiveFeed = {
  subscribe: () => Promise.reject(new Error('nobody subscribes to the thread that works')),
  onEvent: () => () => undefined,
  stop: () => Promise.resolve(),
};
