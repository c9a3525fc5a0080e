import { refuse } from '../../../platform/errors/refusal';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import { toCalendarEntry } from '../domain/appointment';
import { capacityOf, hoursOf, jobTermsOf, type JobTerms } from '../domain/business';
import { pointOf } from '../domain/dispatch/area/geo';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import type { SlotAsking } from '../domain/freeSlots';
import type { Place } from '../domain/place';
import { letGoExpired } from './letGoHolds';

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

/** Reads the calendar of now; holds that have run out are let go first. */
export async function askSlots(opened: Work, business: BusinessSettings, visit: Visit, now: Date): Promise<SlotAsking> {
  await letGoExpired(opened, now);
  const all = await opened.workers.all();
  const workers = visit.userId === undefined ? all : all.filter((worker) => worker.userId === visit.userId);
  const calendar = await opened.appointments.calendar(now, visit.conversationId);
  const { bufferMinutes, leadTimeMinutes } = business.ai;
  const question = {
    hours: hoursOf(business),
    timeZone: business.timeZone,
    settings: { bufferMinutes, leadTimeMinutes, slotCapacity: capacityOf(business, all.length) },
    durationMinutes: visit.minutes,
    calendar: calendar.map(toCalendarEntry),
    location: pointOf(visit.address),
    now: now.toISOString(),
    emergency: visit.urgency === 'EMERGENCY',
  };
  return { question, workers, calendar };
}

/** Duration and price of a job as the business does it. VALIDATION_FAILED for a trade or a job that it does not offer. */
export function jobOf(business: BusinessSettings, trade: TradeType, code: string): JobTerms {
  const terms = jobTermsOf(business, trade, code);
  if (terms === 'tradeNotServed') return refuse('VALIDATION_FAILED', 'The business does not serve this trade.', { field: 'trade' });
  if (terms === 'jobNotOffered') return refuse('VALIDATION_FAILED', `\`jobType\` is none that the business offers in ${trade}.`, { field: 'jobType' });
  return terms;
}
