import type { LoggedEvent } from '../../../platform/events/eventLog';
import { filterEvents } from '../../../platform/events/filterEvents';
import { may, narrowedTo } from '../../../platform/principal/principal';
import { appointmentChanged } from '../../../schema/events/calls';
import type { Context } from '../context';
import { concernsOneConversation, hears, isVisitOf } from '../domain/liveEvents';

/**
 * Every event of the caller's business after a cursor that the caller may read and wants, in order, each once, without end.
 * Refuses INVALID_FORMAT or CURSOR_EXPIRED.
 */
export async function followEvents(context: Context, types: readonly string[] | null | undefined, after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>> {
  const technician = narrowedTo(context.principal);
  const isOwn = async (event: LoggedEvent) => {
    const conversationId = event.live?.conversationId;
    if (technician === null || !concernsOneConversation(event)) return true;
    // Says itself whose it is; what infra keeps of it may not have been written yet.
    if (event.type === appointmentChanged.type) return isVisitOf(appointmentChanged.payload.parse(event.payload), technician);
    return conversationId !== undefined && context.stores.appointments.isOwn(technician, conversationId);
  };
  return filterEvents(await context.follow(after), (event) => hears(event, types, (permission) => may(context.principal, permission)) && isOwn(event));
}
