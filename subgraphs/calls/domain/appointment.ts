import type { CalendarEntry } from './dispatch/types';
import type { Estimate } from './lead';
import type { Place } from './place';

/** What became of a worker's time. */
export type AppointmentStatus = 'HELD' | 'CONFIRMED' | 'RESCHEDULED' | 'CANCELED' | 'COMPLETED' | 'NO_SHOW';

/** A worker's time, held for a customer until `heldUntil` or booked. */
export interface Appointment {
  id: string;
  customerId: string;
  conversationId: string | null;
  workerId: string;
  trade: string;
  jobType: string;
  status: AppointmentStatus;
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
export function isVisit(status: AppointmentStatus | 'LET_GO'): boolean {
  return status !== 'HELD' && status !== 'LET_GO';
}
