import { refuse } from '../../../platform/errors/refusal';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context, Work } from '../context';
import { milesBetween, pointOf } from '../domain/dispatch/geo';
import { jobTypeOf } from '../domain/dispatch/jobTypes';
import { findSlots, type SlotQuestion } from '../domain/dispatch/slots';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import { freeWorker } from '../domain/workers';
import type { Appointment, Place, Worker } from '../domain/things';
import { capacityOf, hoursOf, toCalendarEntry } from './dispatchRequest';
import { letGoExpired } from './sayAppointments';

/** A place in the United States, as a client writes it. */
export interface AddressInput {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string | null;
  latitude?: number | null;
  longitude?: number | null;
}

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
  const all = await opened.work.workers();
  const workers = visit.userId === undefined ? all : all.filter((worker) => worker.userId === visit.userId);
  const calendar = await opened.work.calendar(now, visit.conversationId);
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
export function jobOf(business: BusinessSettings, trade: TradeType, code: string): { minutes: number; priceLow: number; priceHigh: number } {
  if (!business.trades.includes(trade)) refuse('VALIDATION_FAILED', 'The business does not serve this trade.', { field: 'trade' });
  const own = business.jobTypes.find((job) => job.trade === trade && job.code === code);
  if (own?.offered) return own;
  const usual = own ? null : jobTypeOf(trade, code);
  if (!usual) return refuse('VALIDATION_FAILED', `\`jobType\` is none that the business offers in ${trade}.`, { field: 'jobType' });
  return { minutes: usual.minutes, priceLow: usual.price[0], priceHigh: usual.price[1] };
}

/** Listed ZIP codes are served besides the radius. An address that cannot be placed lies in no radius; a business that cannot has none. */
export function serviceOf(business: BusinessSettings, address: Place): { isServed: boolean; distanceMiles: number | null } {
  const from = pointOf(business.address);
  const to = pointOf(address);
  const distanceMiles = from && to ? Math.round(milesBetween(from, to) * 10) / 10 : null;
  if (business.serviceZips.includes(address.zip.slice(0, 5))) return { isServed: true, distanceMiles };
  if (business.serviceRadiusMiles === null || !from) return { isServed: business.serviceZips.length === 0, distanceMiles };
  return { isServed: distanceMiles !== null && distanceMiles <= business.serviceRadiusMiles, distanceMiles };
}

/** The limits of AddressInput in schema/shared.graphql. */
const addressForm = { street: /^(?=.*\S).{1,200}$/s, city: /^(?=.*\S).{1,100}$/s, state: /^[A-Za-z]{2}$/, zip: /^\d{5}(-\d{4})?$/, country: /^[A-Za-z]{2}$/ };

/** The address on the map where it can be placed; the geocoder is outside, so this is asked before any transaction. VALIDATION_FAILED names the field. */
export async function placeAddress(context: Context, input: AddressInput): Promise<Place> {
  const { latitude, longitude } = input;
  for (const field of ['street', 'city', 'state', 'zip', 'country'] as const)
    if (!addressForm[field].test(input[field] ?? 'US')) refuse('VALIDATION_FAILED', `\`address.${field}\` is not of the form that is asked for.`, { field: `address.${field}` });
  if (latitude != null && !(Math.abs(latitude) <= 90)) refuse('VALIDATION_FAILED', '`address.latitude` is -90 to 90.', { field: 'address.latitude' });
  if (longitude != null && !(Math.abs(longitude) <= 180)) refuse('VALIDATION_FAILED', '`address.longitude` is -180 to 180.', { field: 'address.longitude' });
  const located = latitude != null && longitude != null ? { latitude, longitude } : await context.geocoder.locate(input);
  return { street: input.street.trim(), city: input.city.trim(), state: input.state.toUpperCase(), zip: input.zip, country: input.country?.toUpperCase() ?? 'US', latitude: located?.latitude ?? null, longitude: located?.longitude ?? null };
}
