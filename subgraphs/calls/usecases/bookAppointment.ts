import { notFound, refuse } from '../../../platform/errors/refusal';
import { leadChanged } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context, Work } from '../context';
import { milesBetween, pointOf } from '../domain/dispatch/geo';
import { jobTypeOf } from '../domain/dispatch/jobTypes';
import { findSlots, isSlotFree, type SlotQuestion } from '../domain/dispatch/slots';
import { estimatePrice } from '../domain/dispatch/price';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import type { Appointment, Customer, Place, Worker } from '../domain/things';
import { sayBooked } from './bookOffered';
import { emergencyMultipliers, hoursOf, toCalendarEntry } from './dispatchRequest';
import { answeredBefore, rememberAnswer } from './once';

export interface AddressInput {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string | null;
  latitude?: number | null;
  longitude?: number | null;
}

export interface BookAppointmentInput {
  conversationId?: string | null;
  customerId?: string | null;
  trade: TradeType;
  jobType: string;
  start: Date;
  address: AddressInput;
  idempotencyKey?: string | null;
}

export interface OfferedSlot {
  start: Date;
  end: Date;
  worker: Worker;
}

export type BookingOutcome =
  | { kind: 'booked'; appointment: Appointment }
  | { kind: 'slotUnavailable'; message: string; alternatives: OfferedSlot[] }
  | { kind: 'outsideServiceArea'; message: string; distanceMiles: number | null };

/** A person books for a customer. The database refuses what is taken; the answer then names other slots. RESOURCE_NOT_FOUND, VALIDATION_FAILED, RESOURCE_ALREADY_EXISTS. */
export async function bookAppointment(context: Context, input: BookAppointmentInput): Promise<BookingOutcome> {
  if ((input.conversationId == null) === (input.customerId == null)) refuse('VALIDATION_FAILED', 'Give exactly one of `conversationId` and `customerId`.', { field: 'conversationId' });
  const now = context.now();
  if (!(input.start.getTime() > now.getTime())) refuse('VALIDATION_FAILED', '`start` lies in the past.', { field: 'start' });
  // The geocoder is outside: it is asked before the transaction.
  const address = await place(context, input.address);
  return context.transaction(async (opened) => {
    const { work } = opened;
    const before = await answeredBefore(opened, 'bookAppointment', input.idempotencyKey, input);
    if (before) return { kind: 'booked', appointment: (await work.appointment(before)) as Appointment };
    const { customer, conversationId, urgency } = await whom(opened, input);
    const business = (await work.business()) ?? refuse('BUSINESS_RULE_VIOLATION', 'The business is not configured yet.');
    const job = jobOf(business, input.trade, input.jobType);
    const distanceMiles = distance(business, address);
    if (!isServed(business, address, distanceMiles)) return { kind: 'outsideServiceArea', message: 'The address lies outside the service area.', distanceMiles };

    const held = conversationId ? await work.holdsOf(conversationId) : [];
    const ask = () => askSlots(opened, business, { minutes: job.minutes, address, urgency, exceptConversation: conversationId, now });
    let question = await ask();
    const start = input.start.toISOString();
    const offeredAt = held.find((hold) => hold.startAt.getTime() === input.start.getTime())?.offeredAt?.toISOString();
    if (isSlotFree(question, start, offeredAt)) {
      await opened.tx.query('savepoint booking');
      if (conversationId) await work.releaseHolds(conversationId);
      const end = new Date(input.start.getTime() + job.minutes * 60_000);
      const estimate = estimatePrice(job, start, urgency, hoursOf(business), emergencyMultipliers);
      const appointment = await work.take({ customerId: customer.id, conversationId, trade: input.trade, jobType: input.jobType, start: input.start, end, bufferMinutes: business.ai.bufferMinutes, address, estimate }, null);
      if (appointment) {
        await sayBooked(opened, appointment, now);
        if (conversationId) await markBooked(opened, conversationId, now);
        await rememberAnswer(opened, 'bookAppointment', input.idempotencyKey, input, appointment.id);
        return { kind: 'booked', appointment };
      }
      // Somebody was quicker since the calendar was read; what was offered to this customer stays held.
      await opened.tx.query('rollback to savepoint booking');
      question = await ask();
    }
    const worker = (await work.workers())[0] as Worker;
    const alternatives = findSlots({ ...question, from: start, limit: 3 }).map((slot) => ({ start: new Date(slot.start), end: new Date(slot.end), worker }));
    return { kind: 'slotUnavailable', message: 'That time is not free.', alternatives };
  });
}

/** Free slots of a job, by the same rule as booking. At most 50, ten by default, within three weeks. VALIDATION_FAILED names the field. */
export async function availableSlots(
  context: Context,
  input: { trade: TradeType; jobType: string; address?: AddressInput | null; from?: Date | null; to?: Date | null; urgency?: Urgency | null; limit?: number | null },
): Promise<OfferedSlot[]> {
  const limit = input.limit ?? 10;
  if (limit < 1 || limit > 50) refuse('VALIDATION_FAILED', '`limit` is 1 to 50.', { field: 'limit' });
  if (input.from && input.to && input.from >= input.to) refuse('VALIDATION_FAILED', '`from` lies before `to`.', { field: 'from' });
  const now = context.now();
  const address = input.address ? await place(context, input.address) : null;
  return context.transaction(async (opened) => {
    const business = await opened.work.business();
    const worker = (await opened.work.workers())[0];
    if (!business || !worker) return [];
    const job = jobOf(business, input.trade, input.jobType);
    const question = await askSlots(opened, business, { minutes: job.minutes, address, urgency: input.urgency ?? 'NORMAL', exceptConversation: null, now });
    const slots = findSlots({ ...question, from: (input.from ?? now).toISOString(), ...(input.to ? { to: input.to.toISOString() } : {}), limit });
    return slots.map((slot) => ({ start: new Date(slot.start), end: new Date(slot.end), worker }));
  });
}

async function place(context: Context, input: AddressInput): Promise<Place> {
  for (const field of ['street', 'city', 'state', 'zip'] as const)
    if (input[field].trim() === '' || input[field].length > 200) refuse('VALIDATION_FAILED', `\`address.${field}\` is 1 to 200 characters.`, { field: `address.${field}` });
  const located = input.latitude != null && input.longitude != null ? { latitude: input.latitude, longitude: input.longitude } : await context.geocoder.locate(input);
  return { street: input.street, city: input.city, state: input.state, zip: input.zip, country: input.country ?? 'US', latitude: located?.latitude ?? null, longitude: located?.longitude ?? null };
}

async function whom({ conversations, tx }: Work, input: BookAppointmentInput): Promise<{ customer: Customer; conversationId: string | null; urgency: Urgency }> {
  if (input.conversationId != null) {
    const conversation = (await conversations.byId(input.conversationId)) ?? notFound('conversation');
    return { customer: (await conversations.customer(conversation.customerId)) as Customer, conversationId: conversation.id, urgency: conversation.urgency };
  }
  const [known] = await tx.query<{ id: string }>(`select id from calls.customers where tenant_id = $1 and id::text = $2`, [tx.tenantId, input.customerId]);
  const customer = known ? await conversations.customer(known.id) : null;
  return { customer: customer ?? notFound('customer'), conversationId: null, urgency: 'NORMAL' };
}

function jobOf(business: BusinessSettings, trade: TradeType, code: string): { minutes: number; priceLow: number; priceHigh: number } {
  const own = business.jobTypes.find((job) => job.trade === trade && job.code === code && job.offered);
  if (own) return own;
  if (!business.trades.includes(trade)) refuse('VALIDATION_FAILED', 'The business does not serve this trade.', { field: 'trade' });
  const usual = jobTypeOf(trade, code) ?? refuse('VALIDATION_FAILED', `\`jobType\` is none of ${trade}.`, { field: 'jobType' });
  return { minutes: usual.minutes, priceLow: usual.price[0], priceHigh: usual.price[1] };
}

function distance(business: BusinessSettings, address: Place): number | null {
  const from = pointOf(business.address);
  const to = pointOf(address);
  return from && to ? Math.round(milesBetween(from, to) * 10) / 10 : null;
}

function isServed(business: BusinessSettings, address: Place, distanceMiles: number | null): boolean {
  if (business.serviceZips.includes(address.zip)) return true;
  if (business.serviceRadiusMiles === null || distanceMiles === null) return business.serviceZips.length === 0;
  return distanceMiles <= business.serviceRadiusMiles;
}

async function askSlots(
  { work }: Work,
  business: BusinessSettings,
  visit: { minutes: number; address: Place | null; urgency: Urgency; exceptConversation: string | null; now: Date },
): Promise<Omit<SlotQuestion, 'to'>> {
  const calendar = await work.calendar(visit.now, visit.exceptConversation);
  return {
    hours: hoursOf(business),
    timeZone: business.timeZone,
    settings: { bufferMinutes: business.ai.bufferMinutes, leadTimeMinutes: business.ai.leadTimeMinutes, slotCapacity: business.ai.slotCapacity },
    durationMinutes: visit.minutes,
    calendar: calendar.map(toCalendarEntry),
    location: pointOf(visit.address),
    from: visit.now.toISOString(),
    now: visit.now.toISOString(),
    limit: 10,
    emergency: visit.urgency === 'EMERGENCY',
  };
}

async function markBooked({ work, conversations, say }: Work, conversationId: string, now: Date): Promise<void> {
  const conversation = await conversations.byId(conversationId);
  if (conversation) await conversations.save({ ...conversation, stage: 'BOOKED' }, now);
  const lead = await work.leadOf(conversationId);
  if (!lead) return;
  await work.saveLead({ ...lead, status: 'BOOKED' });
  await say(leadChanged({ leadId: lead.id, conversationId, status: 'BOOKED', created: false, at: now.toISOString() }));
}
