import { EventEmitter } from 'node:events';
import type { Database } from '../database/database';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../logging/logger';
import { createTicker } from '../runtime/ticker';
import { type EventReader, type EventRow, isAfter, type LoggedEvent, type Position } from './eventLog';

/** A subscriber that lags by more is told so and resumes from its last id. */
const queueMax = 1_000;
const replayBatch = 500;
/** Live events read at once. */
const tailBatch = 500;
/** Of two looks in a rush: no eye sees the difference, and the database is spared most of them. */
const spacingMillis = 40;
/** What lies behind the horizon is looked for again so soon. */
const behindMillis = 3;

/** Thrown into a subscription whose reader cannot keep up; the socket is closed with 4290. */
export class TooSlow extends Refusal {
  constructor() {
    super('SERVICE_UNAVAILABLE', 'The subscriber is too slow to follow. Resume from the last id.', { closeCode: 4290 });
  }
}

export interface LiveFeed {
  /**
   * The tenant's events after a cursor (default now), in order, each once, without end. Live events are buffered from before the replay
   * starts, then joined to it by dropping doubles, so that nothing falls between. Refuses INVALID_FORMAT, or CURSOR_EXPIRED where the log does not
   * reach to the cursor, back or forth.
   */
  subscribe(tenantId: string, after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>>;
  /** Hears every event of one type, of all tenants, from now on: for the process itself, never for a client. Answers how to stop. */
  onEvent(type: string, listener: (event: LoggedEvent) => void): () => void;
  stop(): Promise<void>;
}

/** The horizon of the look, and one event, or none. */
type TailRow = Omit<EventRow, 'id'> & { id: string | null; horizon: string; behind: boolean };

/** One tail of the log for the whole process, fanned out by tenant. */
export async function startLiveFeed(database: Database, reader: EventReader, log: Logger): Promise<LiveFeed> {
  const subscribers = new Map<string, Set<Subscriber>>();
  const listeners = new EventEmitter();
  let joined = 0;
  const [start] = await database.statement<{ x: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as x');
  let position: Position = { x: start?.x ?? '0', id: '0' };

  const ticker = createTicker({
    name: 'live feed',
    pollMillis: 250,
    spacingMillis,
    log,
    run: async () => {
      const before = joined;
      const rows = await database.statement<TailRow>(
        `select h.horizon, h.behind, e.tenant_id, e.x::text as x, e.id::text as id, e.type, e.payload, e.live, e.occurred_at, e.correlation_id
         from (select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, platform.events_behind_horizon() as behind) h
         left join lateral platform.tail_events($1::text::xid8, $2::bigint, $3::uuid[], $4::text[], $5::int) e on true order by e.x, e.id`,
        [position.x, position.id, [...subscribers.keys()], listeners.eventNames(), tailBatch],
      );
      // Somebody came for whom nothing was asked: what they were to hear may lie before the horizon of this look.
      if (joined !== before) return 0;
      for (const row of rows) {
        if (row.id === null) continue;
        const event = reader.toLogged(row as EventRow);
        listeners.emit(row.type, event);
        if (row.live === null) continue;
        for (const subscriber of subscribers.get(row.tenant_id) ?? []) subscriber.push(event);
      }
      const last = rows.at(-1);
      if (rows.length === tailBatch) position = { x: last?.x as string, id: last?.id as string };
      else if (last) position = { x: last.horizon, id: '0' };
      if (rows.length === tailBatch) return 0;
      return last?.behind ? behindMillis : null;
    },
  });
  database.wakes.on('events', ticker.wake);

  return {
    async subscribe(tenantId, after) {
      const subscriber = createSubscriber();
      const set = subscribers.get(tenantId) ?? new Set();
      if (set.size === 0) joined += 1;
      subscribers.set(tenantId, set.add(subscriber));
      const leave = () => {
        // Once: by the second time others of the business may have a set of their own.
        if (!set.delete(subscriber)) return;
        if (set.size === 0) subscribers.delete(tenantId);
        subscriber.end();
      };
      try {
        const given = after == null ? null : reader.position(after);
        const now = reader.position(await reader.now(tenantId));
        // No cursor of this log points there: it was set back to an older copy of itself, and what is said now would pass for heard until it came so far.
        if (given && isAfter(given, now)) throw new Refusal('CURSOR_EXPIRED', '`after` is ahead of the log, which was set back since. Fetch anew and subscribe from eventCursor.', { field: 'after' });
        const from = given ?? now;
        return follow(reader, tenantId, from, subscriber, leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
    onEvent(type, listener) {
      if (listeners.listenerCount(type) === 0) joined += 1;
      listeners.on(type, listener);
      return () => listeners.off(type, listener);
    },
    async stop() {
      database.wakes.off('events', ticker.wake);
      for (const set of subscribers.values()) for (const subscriber of set) subscriber.end();
      await ticker.stop();
    },
  };
}

function follow(reader: EventReader, tenantId: string, from: Position, subscriber: Subscriber, leave: () => void): AsyncIterableIterator<LoggedEvent> {
  async function* generate(): AsyncGenerator<LoggedEvent> {
    let last = from;
    try {
      for (;;) {
        const batch = await reader.after(tenantId, last, replayBatch);
        for (const event of batch) {
          last = event.position;
          yield event;
        }
        if (batch.length < replayBatch) break;
      }
      for (;;) {
        const event = await subscriber.next();
        if (event === null) return;
        if (!isAfter(event.position, last)) continue;
        last = event.position;
        yield event;
      }
    } finally {
      leave();
    }
  }
  const events = generate();
  // A generator that waits cannot be returned from outside: leaving ends the wait, so that the return gets through.
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => events.next(),
    return: (value) => {
      leave();
      return events.return(value);
    },
    throw: (error) => events.throw(error),
  };
}

interface Subscriber {
  push(event: LoggedEvent): void;
  next(): Promise<LoggedEvent | null>;
  end(): void;
}

function createSubscriber(): Subscriber {
  const queue: LoggedEvent[] = [];
  let waiting: (() => void) | null = null;
  let ended = false;
  let overflowed = false;
  const wake = () => {
    waiting?.();
    waiting = null;
  };
  return {
    push(event) {
      if (queue.length >= queueMax) overflowed = true;
      else queue.push(event);
      wake();
    },
    async next() {
      for (;;) {
        const event = queue.shift();
        if (event) return event;
        if (overflowed) throw new TooSlow();
        if (ended) return null;
        await new Promise<void>((resolve) => (waiting = resolve));
      }
    },
    end() {
      ended = true;
      wake();
    },
  };
}
