import type { LoggedEvent } from '../../../platform/events/eventLog';
import { filterEvents } from '../../../platform/events/filterEvents';
import { may } from '../../../platform/principal/principal';
import type { Context } from '../context';
import { hears } from '../domain/liveEvents';

/**
 * Every event of the caller's business after a cursor that the caller may read and wants, in order, each once, without end.
 * Refuses INVALID_FORMAT or CURSOR_EXPIRED.
 */
export async function followEvents(context: Context, types: readonly string[] | null | undefined, after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>> {
  return filterEvents(await context.follow(after), (event) => hears(event, types, (permission) => may(context.principal, permission)));
}
