import type { CalendarEntry } from './dispatch/types';
import type { Estimate } from './lead';
import type { Place } from './place';

/** A worker's time, held for a customer until `heldUntil` or booked. */
export interface Appointment {
  id: string;
  customerId: string;
  conversationId: string | null;
  workerId: string;
  trade: string;
  jobType: string;
  status: string;
  startAt: Date;
  endAt: Date;
  address: Place;
  estimate: Estimate | null;
  offeredAt: Date | null;
  heldUntil: Date | null;
}

/** What takes a worker's time, as the dispatcher wants it. */
export function toCalendarEntry({ startAt, endAt, address }: Appointment): CalendarEntry {
  return { start: startAt.toISOString(), end: endAt.toISOString(), latitude: address.latitude ?? null, longitude: address.longitude ?? null };
}

/** Whether somebody is to come, by what became of an appointment: a slot that is only held, or let go (`LET_GO`), is nobody's visit. */
export function isVisit(status: string): boolean {
  return status !== 'HELD' && status !== 'LET_GO';
}
