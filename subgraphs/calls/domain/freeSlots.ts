import type { Appointment } from './appointment';
import { findSlots, type SlotQuestion } from './dispatch/scheduling/slots';
import { freeWorkers, type Worker } from './workers';

/** A time that is free, and whose it is. */
export interface FreeSlot {
  start: Date;
  end: Date;
  worker: Worker;
}

/** What offering and booking both ask: the calendar as it is, and who could come. */
export interface SlotAsking {
  question: Omit<SlotQuestion, 'from' | 'to' | 'limit' | 'fits'>;
  workers: Worker[];
  calendar: Appointment[];
}

/** Free slots, each with who would come; a slot that no worker has free is none. */
export function freeSlots({ question, workers, calendar }: SlotAsking, range: { from: Date; to: Date; limit: number }): FreeSlot[] {
  const workerAt = (start: number) => freeWorkers(workers, calendar, { start, end: start + question.durationMinutes * 60_000, location: question.location }, question.settings.bufferMinutes)[0] ?? null;
  const slots = findSlots({ ...question, from: range.from.toISOString(), to: range.to.toISOString(), limit: range.limit, fits: (start) => workerAt(start) !== null });
  return slots.map((slot) => ({ start: new Date(slot.start), end: new Date(slot.end), worker: workerAt(Date.parse(slot.start)) as Worker }));
}
