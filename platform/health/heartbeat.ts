import { hostname } from 'node:os';
import type { Database } from '../database/database';
import type { Logger } from '../logging/logger';
import { createTicker } from '../runtime/ticker';
import { type HealthCheck, runHealthChecks } from './healthCheck';

/** Every process beats so often for what it runs (domain.md, "Infra"). */
const beatMillis = 10_000;

/** A service that this process runs, and what it stands on beside the database: without that no beat arrives. */
export interface BeatingService {
  name: string;
  checks: readonly HealthCheck[];
}

/** This process among those of all machines. */
const processName = `${hostname()}:${process.pid}:${Math.round(performance.timeOrigin)}`;

/**
 * Registers the services of this process, then beats for them every 10 s, with what their checks found, through infra's
 * published functions. A beat that fails is logged once a stretch. Stopping says that the process ends.
 */
export async function startHeartbeat(database: Database, services: readonly BeatingService[], options: { version: string; log: Logger }): Promise<{ stop(): Promise<void> }> {
  const beat = (running: unknown) => database.statement(`select infra.beat($1, $2, $3)`, [processName, options.version, JSON.stringify(running)]);
  // Before the checks, which may take long: whoever asks once this process answers finds it registered.
  await beat(services.map(({ name }) => ({ name, checks: [] }))).catch((error: unknown) => options.log.warn({ err: error }, 'this process is not registered yet'));
  const ticker = createTicker({
    name: 'heartbeat',
    pollMillis: beatMillis,
    log: options.log,
    run: async () => {
      await beat(await Promise.all(services.map(async ({ name, checks }) => ({ name, checks: (await runHealthChecks(checks)).results }))));
      return null;
    },
  });
  return {
    async stop() {
      await ticker.stop();
      await database.statement(`select infra.leave($1)`, [processName]).catch((error: unknown) => options.log.warn({ err: error }, 'the registry was not told of the end'));
    },
  };
}
