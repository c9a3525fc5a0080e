import type { LiveEvent, NewEvent } from '../../schema/events/event';
import { Refusal, refuse } from '../errors/refusal';
import type { Database, Transaction } from '../database/database';

/** How far back `after` reaches (domain.md, "Tokens … Events"). */
const resumeHoursMax = 24;

/** An event as it stands in the log. */
export interface LoggedEvent<Payload = unknown> {
  cursor: string;
  position: Position;
  tenantId: string;
  type: string;
  payload: Payload;
  live: LiveEvent | null;
  occurredAt: Date;
  correlationId: string | null;
}

/** A place in the log: the writing transaction, then the row. Transactions below the horizon are whole, so nothing can appear behind it. */
export interface Position {
  x: string;
  id: string;
}

export interface EventRow {
  tenant_id: string;
  x: string;
  id: string;
  type: string;
  payload: unknown;
  live: LiveEvent | null;
  occurred_at: Date;
  correlation_id: string | null;
}

/** Appends an event to the log in the caller's transaction: it exists exactly if the state change does. It goes out with the next query or the commit. */
export async function appendEvent<Payload>(tx: Transaction, event: NewEvent<Payload>, correlationId: string | null = null): Promise<void> {
  if (tx.tenantId === null) throw new Error(`${event.definition.type} needs a tenant`);
  const payload = event.definition.payload.parse(event.payload);
  const live = event.definition.live?.(payload) ?? null;
  tx.execute(
    `insert into platform.events (tenant_id, type, payload, live, correlation_id) values ($1, $2, $3, $4, $5)`,
    [tx.tenantId, event.definition.type, JSON.stringify(payload), live && JSON.stringify(live), correlationId],
  );
  tx.wakes('events');
}

/** The log's readers: cursors for clients, and the tenant's own events after one. */
export interface EventReader {
  /** The cursor of now: whatever commits from here on comes after it. */
  now(tenantId: string): Promise<string>;
  /** Where a client's cursor points. Refuses INVALID_FORMAT, or CURSOR_EXPIRED where the log no longer reaches back. */
  position(cursor: string): Position;
  /** The tenant's live events after a position, oldest first, at most so many; fewer only where no more are settled. */
  after(tenantId: string, position: Position, atMost: number): Promise<LoggedEvent[]>;
  toLogged(row: EventRow): LoggedEvent;
}

/** Before anything is written or relayed: a log that was restored from another server's dump is numbered anew here. */
export async function createEventReader(database: Database): Promise<EventReader> {
  const [{ epoch }] = (await database.statement<{ epoch: string }>('select platform.adopt_log() as epoch')) as [{ epoch: string }];
  const encode = (position: Position, at: Date) => Buffer.from(`${epoch}|${position.x}|${position.id}|${at.getTime()}`).toString('base64url');
  const toLogged = (row: EventRow): LoggedEvent => ({
    cursor: encode(row, row.occurred_at),
    position: { x: row.x, id: row.id },
    tenantId: row.tenant_id,
    type: row.type,
    payload: row.payload,
    live: row.live,
    occurredAt: row.occurred_at,
    correlationId: row.correlation_id,
  });
  return {
    toLogged,
    async now(tenantId) {
      const [row] = await database.reader(tenantId).query<{ x: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as x');
      // Row 0 of the oldest transaction still open: all that is not yet whole, and all to come, lies behind it.
      return encode({ x: row?.x ?? '0', id: '0' }, new Date());
    },
    position(cursor) {
      const parts = Buffer.from(cursor, 'base64url').toString().split('|');
      const [cursorEpoch, x, id, at] = parts;
      if (parts.length !== 4 || !/^\d{1,19}$/.test(x ?? '') || !/^\d{1,18}$/.test(id ?? '') || !/^\d{1,15}$/.test(at ?? ''))
        refuse('INVALID_FORMAT', '`after` is not a cursor of this service.', { field: 'after' });
      const expired = cursorEpoch !== epoch || Number(at) < Date.now() - resumeHoursMax * 3_600_000;
      if (expired) throw new Refusal('CURSOR_EXPIRED', '`after` is older than what is kept. Fetch anew and subscribe from eventCursor.', { field: 'after' });
      return { x: x as string, id: id as string };
    },
    async after(tenantId, position, atMost) {
      const rows = await database.reader(tenantId).query<EventRow>(
        `select tenant_id, x::text as x, id::text as id, type, payload, live, occurred_at, correlation_id from platform.events
         where tenant_id = $1 and (x, id) > ($2::text::xid8, $3::bigint) and x < pg_snapshot_xmin(pg_current_snapshot()) and live is not null
         order by events.x, events.id limit $4`,
        [tenantId, position.x, position.id, atMost],
      );
      return rows.map(toLogged);
    },
  };
}

/** Whether a stands behind b in the log. */
export function isAfter(a: Position, b: Position): boolean {
  const ax = BigInt(a.x);
  const bx = BigInt(b.x);
  return ax > bx || (ax === bx && BigInt(a.id) > BigInt(b.id));
}
