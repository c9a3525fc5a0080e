import type { Work } from '../context';
import type { Appointment } from '../domain/appointment';
import { pointOf } from '../domain/dispatch/area/geo';
import { freeWorkers } from '../domain/workers';

type Taken = Parameters<Work['appointments']['take']>;

/** Takes the time of a worker who can drive there, by the calendar of now, as a hold or as booked. Null where none can, or others were quicker. */
export async function takeTime({ appointments, workers }: Work, visit: Taken[0], hold: Taken[2], now: Date): Promise<Appointment | null> {
  const calendar = await appointments.calendar(now, visit.conversationId);
  const toMake = { start: visit.start.getTime(), end: visit.end.getTime(), location: pointOf(visit.address) };
  return appointments.take(visit, freeWorkers(await workers.all(), calendar, toMake, visit.bufferMinutes), hold);
}
