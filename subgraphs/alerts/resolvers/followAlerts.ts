import type { LoggedEvent } from '../../../platform/events/eventLog';
import type { Context } from '../context';

/** An AlertEvent before its alert is looked up. */
export interface AlertHappening {
  __typename: 'AlertEvent';
  id: string;
  type: string;
  occurredAt: Date;
  correlationId: string | null;
  alertId: string;
}

/** The tenant's alert events after a cursor, without end. Refuses INVALID_FORMAT or CURSOR_EXPIRED. */
export async function followAlerts(context: Context, after: string | null | undefined): Promise<AsyncIterableIterator<AlertHappening>> {
  const events = await context.follow(after);
  const happenings: AsyncIterableIterator<AlertHappening> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next(): Promise<IteratorResult<AlertHappening>> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) return { done: true, value: undefined };
        const happening = toHappening(value);
        if (happening) return { done: false, value: happening };
      }
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
  return happenings;
}

function toHappening({ cursor, live, occurredAt, correlationId }: LoggedEvent): AlertHappening | null {
  if (live?.type !== 'ALERT_CHANGED' || !live.alertId) return null;
  return { __typename: 'AlertEvent', id: cursor, type: live.type, occurredAt, correlationId, alertId: live.alertId };
}
