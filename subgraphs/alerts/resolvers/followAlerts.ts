import type { LoggedEvent } from '../../../platform/events/eventLog';
import { filterEvents } from '../../../platform/events/filterEvents';
import { narrowedTo } from '../../../platform/principal/principal';
import type { Context } from '../context';

/** An AlertEvent before its alert is looked up. */
export interface AlertHappening {
  id: string;
  type: string;
  occurredAt: Date;
  correlationId: string | null;
  alertId: string | null;
}

/** The events after a cursor of the alerts that the caller may see, without end. Refuses INVALID_FORMAT or CURSOR_EXPIRED. */
export async function followAlerts(context: Context, after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>> {
  const seesAll = narrowedTo(context.principal) === null;
  const maySee = async (alertId: string | undefined) => alertId !== undefined && (await context.stores.alerts.byId(alertId)) !== null;
  return filterEvents(await context.follow(after), (event) => event.live?.type === 'ALERT_CHANGED' && (seesAll || maySee(event.live.alertId)));
}

/** An event of the log as the subscription tells it; the alert is loaded when it is asked for. */
export function toHappening({ cursor, type, live, occurredAt, correlationId }: LoggedEvent): AlertHappening {
  return { id: cursor, type: live?.type ?? type, occurredAt, correlationId, alertId: live?.alertId ?? null };
}
