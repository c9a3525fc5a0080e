import type { Work } from '../context';
import type { Appointment } from '../domain/appointment';
import { pointOf } from '../domain/dispatch/area/geo';
import { freeWorkers, type Worker } from '../domain/workers';

type Taken = Parameters<Work['appointments']['take']>;

/** Workers and what takes their time, but for the conversation's own holds. */
export interface Calendar {
  workers: readonly Worker[];
  calendar: readonly Appointment[];
}

/**
 * The calendar of now, which stays true until this transaction ends: one after another, since the database refuses what overlaps, but knows no drives. To be read before any hold is let go
 * (docs/decisions/0008).
 */
export async function lockCalendar({ appointments, workers }: Work, conversationId: string, now: Date): Promise<Calendar> {
  workers.lock();
  return { calendar: await appointments.calendar(now, conversationId), workers: await workers.all() };
}

/** Takes the time of a worker who can drive there, by that calendar, as a hold or as booked. Null where none can, or others were quicker. */
export async function takeTime({ appointments }: Work, { calendar, workers }: Calendar, visit: Taken[0], hold: Taken[2]): Promise<Appointment | null> {
  const toMake = { start: visit.start.getTime(), end: visit.end.getTime(), location: pointOf(visit.address) };
  return appointments.take(visit, freeWorkers(workers, calendar, toMake, visit.bufferMinutes), hold);
}
