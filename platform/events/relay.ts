import type { Database } from '../database/database';
import { ownConnection } from '../database/ownConnection';
import type { Logger } from '../logging/logger';
import { createTicker } from '../runtime/ticker';

/** At most so many events become jobs in one transaction. */
const batchMax = 200;
/** What lies behind the horizon is looked for again so soon. */
const behindMillis = 3;

/** Which job a consumer makes of an event. */
export interface Route {
  /** Owns one cursor: a subgraph's name. */
  consumer: string;
  /** The event's type. */
  type: string;
  /** The topic of the job. */
  topic: string;
  /** Only of events whose payload has these values; the others make no job. */
  when?: Readonly<Record<string, unknown>>;
}

/**
 * Makes a job for each handler of the events behind each consumer's cursor and moves the cursors in the same transaction: each event
 * becomes its jobs exactly once, whoever relays, however often it is killed. One pass serves all consumers of the process. The log is the
 * truth; wakes are hints.
 */
export function startRelay(database: Database, routes: readonly Route[], log: Logger): { stop(): Promise<void> } {
  const parameters = [routes.map((route) => route.consumer), routes.map((route) => route.type), routes.map((route) => route.topic), routes.map((route) => (route.when ? JSON.stringify(route.when) : null)), batchMax];
  const own = ownConnection(database);
  let known = false;
  const ticker = createTicker({
    name: 'relay',
    pollMillis: 250,
    log,
    async run() {
      if (!known) {
        // A new consumer starts at the log's beginning, so that nothing said before is lost to it.
        await own.statement(`insert into platform.relay_cursors (consumer, x, id) select distinct unnest($1::text[]), '0'::xid8, 0 on conflict do nothing`, [parameters[0]]);
        known = true;
      }
      const [pass] = await own.statement<{ relayed: number; made: number; behind: boolean }>('select * from platform.relay_events($1, $2, $3, $4, $5)', parameters);
      if (pass && pass.made > 0) database.wakes.emit('jobs');
      if (pass?.relayed === batchMax) return 0;
      return pass?.behind ? behindMillis : null;
    },
  });
  database.wakes.on('events', ticker.wake);
  return {
    async stop() {
      database.wakes.off('events', ticker.wake);
      await ticker.stop();
      await own.close();
    },
  };
}
