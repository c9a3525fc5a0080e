import { refuse } from '../../../platform/errors/refusal';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import { toCalendarEntry, type Appointment } from '../domain/appointment';
import { capacityOf, hoursOf, jobTermsOf, type JobTerms } from '../domain/business';
import { pointOf } from '../domain/dispatch/area/geo';
import { findSlots, type SlotQuestion } from '../domain/dispatch/scheduling/slots';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import type { Place } from '../domain/place';
import { freeWorker, type Worker } from '../domain/workers';
import { letGoExpired } from './sayAppointments';

/** A time that is free, and whose it is. */
export interface OfferedSlot {
  start: Date;
  end: Date;
  worker: Worker;
}

/** What a time is looked for: so many minutes at that place. */
export interface Visit {
  minutes: number;
  address: Place | null;
  urgency: Urgency;
  /** The conversation whose own holds are free to it. */
  conversationId: string | null;
  /** Whose time counts; default every worker's. */
  userId?: string;
}

/** What offering and booking both ask: the calendar as it is, and who could come. */
export interface SlotAsking {
  question: SlotQuestion;
  workers: Worker[];
  calendar: Appointment[];
  bufferMinutes: number;
}

/** Reads the calendar of now; holds that have run out are let go first. */
export async function askSlots(opened: Work, business: BusinessSettings, visit: Visit, now: Date): Promise<SlotAsking> {
  await letGoExpired(opened, now);
  const all = await opened.workers.all();
  const workers = visit.userId === undefined ? all : all.filter((worker) => worker.userId === visit.userId);
  const calendar = await opened.appointments.calendar(now, visit.conversationId);
  const { bufferMinutes, leadTimeMinutes } = business.ai;
  const question: SlotQuestion = {
    hours: hoursOf(business),
    timeZone: business.timeZone,
    settings: { bufferMinutes, leadTimeMinutes, slotCapacity: capacityOf(business, all.length) },
    durationMinutes: visit.minutes,
    calendar: calendar.map(toCalendarEntry),
    location: pointOf(visit.address),
    from: now.toISOString(),
    now: now.toISOString(),
    limit: 10,
    emergency: visit.urgency === 'EMERGENCY',
  };
  return { question, workers, calendar, bufferMinutes };
}

/** Free slots, each with who would come; a slot that no worker has free is none. */
export function offeredSlots({ question, workers, calendar, bufferMinutes }: SlotAsking, range: { from: Date; to: Date; limit: number }): OfferedSlot[] {
  const workerAt = (start: number) => freeWorker(workers, calendar, { start, end: start + question.durationMinutes * 60_000 }, bufferMinutes);
  const slots = findSlots({ ...question, from: range.from.toISOString(), to: range.to.toISOString(), limit: range.limit, fits: (start) => workerAt(start) !== null });
  return slots.map((slot) => ({ start: new Date(slot.start), end: new Date(slot.end), worker: workerAt(Date.parse(slot.start)) as Worker }));
}

/** Duration and price of a job as the business does it. VALIDATION_FAILED for a trade or a job that it does not offer. */
export function jobOf(business: BusinessSettings, trade: TradeType, code: string): JobTerms {
  const terms = jobTermsOf(business, trade, code);
  if (terms === 'tradeNotServed') return refuse('VALIDATION_FAILED', 'The business does not serve this trade.', { field: 'trade' });
  if (terms === 'jobNotOffered') return refuse('VALIDATION_FAILED', `\`jobType\` is none that the business offers in ${trade}.`, { field: 'jobType' });
  return terms;
}
