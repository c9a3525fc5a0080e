import type { Appointment } from './appointment';

/** Who makes the visits. `userId` is null for one who does not log in. */
export interface Worker {
  id: string;
  name: string;
  userId: string | null;
}

/** The first worker whose time the visit can take, one buffer behind every visit; null where all are taken. The rule of the database's exclusion constraint. */
export function freeWorker(workers: readonly Worker[], calendar: readonly Appointment[], visit: { start: number; end: number }, bufferMinutes: number): Worker | null {
  const buffer = bufferMinutes * 60_000;
  const isTaken = ({ startAt, endAt }: Appointment) => startAt.getTime() < visit.end + buffer && visit.start < endAt.getTime() + buffer;
  return workers.find((worker) => !calendar.some((other) => other.workerId === worker.id && isTaken(other))) ?? null;
}
