import type { LoggedEvent } from '../../../platform/events/eventLog';
import { filterEvents } from '../../../platform/events/filterEvents';
import type { Context } from '../context';

/** An AlertEvent before its alert is looked up. */
export interface AlertHappening {
  id: string;
  type: string;
  occurredAt: Date;
  correlationId: string | null;
  alertId: string | null;
}

/** The tenant's alert events after a cursor, without end. Refuses INVALID_FORMAT or CURSOR_EXPIRED. */
export async function followAlerts(context: Context, after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>> {
  return filterEvents(await context.follow(after), (event) => event.live?.type === 'ALERT_CHANGED');
}

export function toHappening({ cursor, type, live, occurredAt, correlationId }: LoggedEvent): AlertHappening {
  return { id: cursor, type: live?.type ?? type, occurredAt, correlationId, alertId: live?.alertId ?? null };
}
