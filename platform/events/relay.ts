import type { Database } from '../database/database';
import { createTicker } from '../runtime/ticker';
import type { Logger } from '../logging/logger';

/** At most so many events become jobs in one transaction. */
const batchMax = 200;

/** Which jobs a consumer's handlers want of an event: one for each. */
export interface Subscription {
  /** The consumer, which owns one cursor: a subgraph's name. */
  consumer: string;
  /** Event type → topics of the jobs to make of it. */
  topics: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the log from the consumer's cursor and makes a job for each handler, moving the cursor in the same transaction:
 * each event becomes its jobs exactly once, whoever relays, however often it is killed. The log is the truth; wakes are hints.
 */
export function startRelay(database: Database, subscription: Subscription, log: Logger): { stop(): Promise<void> } {
  const ticker = createTicker({
    name: `relay ${subscription.consumer}`,
    pollMillis: 250,
    log,
    run: () => relayBatch(database, subscription),
  });
  database.wakes.on('events', ticker.wake);
  return {
    async stop() {
      database.wakes.off('events', ticker.wake);
      await ticker.stop();
    },
  };
}

/** Answers how long to wait for the next look: 0 at once, null until woken. */
async function relayBatch(database: Database, subscription: Subscription): Promise<number | null> {
  const types = [...subscription.topics.keys()];
  return database.transaction(null, async (tx) => {
    const [cursor] = await tx.query<{ x: string; id: string }>(
      `select x::text as x, id::text as id from platform.relay_cursors where consumer = $1 for update skip locked`,
      [subscription.consumer],
    );
    if (!cursor) {
      // Another process relays just now, or this consumer is new: it starts at the log's beginning, so that nothing said before is lost to it.
      await tx.query(`insert into platform.relay_cursors (consumer, x, id) values ($1, '0', 0) on conflict do nothing`, [subscription.consumer]);
      return 5;
    }
    const events = await tx.query<{ tenant_id: string; x: string; id: string; type: string; event: unknown; serial: string | null }>(
      `select tenant_id, x::text as x, id::text as id, type,
              jsonb_build_object('tenantId', tenant_id, 'x', x::text, 'id', id::text, 'type', type, 'payload', payload, 'occurredAt', occurred_at, 'correlationId', correlation_id) as event,
              coalesce(payload->>'conversationId', payload->>'callSid', payload->>'from') as serial
       from platform.read_events($1::text::xid8, $2::bigint, $3::text[], $4::int)`,
      [cursor.x, cursor.id, types, batchMax],
    );
    const last = events.at(-1);
    if (last) {
      const jobs = events.flatMap((event) =>
        (subscription.topics.get(event.type) ?? []).map((topic) => ({
          tenant_id: event.tenant_id,
          topic,
          payload: event.event,
          serial_key: event.serial && `${topic}:${event.tenant_id}:${event.serial}`,
        })),
      );
      await tx.query(
        `insert into platform.jobs (tenant_id, topic, priority, payload, serial_key)
         select tenant_id, topic, 1, payload, serial_key from jsonb_to_recordset($1::jsonb) as job(tenant_id uuid, topic text, payload jsonb, serial_key text)`,
        [JSON.stringify(jobs)],
      );
      await tx.query(`update platform.relay_cursors set x = $2::text::xid8, id = $3 where consumer = $1`, [subscription.consumer, last.x, last.id]);
      tx.wakes('jobs');
    }
    if (events.length === batchMax) return 0;
    const [{ behind }] = (await tx.query<{ behind: boolean }>('select platform.events_behind_horizon() as behind')) as [{ behind: boolean }];
    return behind ? 3 : null;
  });
}
