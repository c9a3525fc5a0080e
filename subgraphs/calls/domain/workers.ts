import type { Appointment } from './appointment';
import type { Point } from './dispatch/area/geo';
import { gapMillis } from './dispatch/scheduling/slots';

/** Who makes the visits. `userId` is null for one who does not log in. */
export interface Worker {
  id: string;
  name: string;
  userId: string | null;
}

/** A visit that somebody is to make. `location` is null where it could not be placed: then no drive is reckoned with. */
export interface VisitToMake {
  start: number;
  end: number;
  location: Point | null | undefined;
}

/**
 * The workers who can make the visit, in their order: between it and each of their others lie one buffer and the drive. Offering and giving ask the same, for
 * the database's exclusion constraint knows the buffers and no drives.
 */
export function freeWorkers(workers: readonly Worker[], calendar: readonly Appointment[], { start, end, location }: VisitToMake, bufferMinutes: number): Worker[] {
  const isTaken = ({ startAt, endAt, address }: Appointment) => {
    const gap = gapMillis(address, location, bufferMinutes);
    return startAt.getTime() < end + gap && start < endAt.getTime() + gap;
  };
  return workers.filter((worker) => !calendar.some((other) => other.workerId === worker.id && isTaken(other)));
}
