import { notFound, refuse } from '../../../platform/errors/refusal';
import { conversationChanged, leadChanged } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import type { Appointment } from '../domain/appointment';
import { hoursOf, serviceOf, multipliersOf } from '../domain/business';
import { book, urgencyOf, type Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { estimatePrice } from '../domain/dispatch/pricing/price';
import { isSlotFree } from '../domain/dispatch/scheduling/slots';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import { freeSlots, type FreeSlot } from '../domain/freeSlots';
import { askSlots, jobOf } from './askSlots';
import { daysAheadMax } from './availableSlots';
import { answeredBefore, rememberAnswer } from './idempotency';
import { type AddressInput, placeAddress } from './placeAddress';
import { letGoHolds } from './letGoHolds';
import { sayAppointmentBooked } from './sayAppointmentChanged';
import { takeTime } from './takeTime';

/** A visit for a customer, or for the customer of a conversation: one of the two is named. */
export interface BookAppointmentInput {
  conversationId?: string | null;
  customerId?: string | null;
  trade: TradeType;
  jobType: string;
  start: Date;
  address: AddressInput;
  idempotencyKey?: string | null;
}

/** Booked; the time is taken, with others that are free; or the place is too far away. */
export type BookingOutcome =
  | { kind: 'booked'; appointment: Appointment }
  | { kind: 'slotUnavailable'; message: string; alternatives: FreeSlot[] }
  | { kind: 'outsideServiceArea'; message: string; distanceMiles: number | null };

const minuteMillis = 60_000;
const unplaced = 'The address could not be placed on the map, so whether it lies in the service area is not known. Give its latitude and longitude.';
const alternativesMax = 3;
const alternativesWithinMillis = 14 * 86_400_000;

/** A person books for a customer. The database refuses what is taken; the answer then names other slots. RESOURCE_NOT_FOUND, VALIDATION_FAILED, RESOURCE_ALREADY_EXISTS. */
export async function bookAppointment(context: Context, input: BookAppointmentInput): Promise<BookingOutcome> {
  const { conversationId, customerId, trade, jobType, start } = input;
  if ((conversationId == null) === (customerId == null)) refuse('VALIDATION_FAILED', 'Give exactly one of `conversationId` and `customerId`.', { field: 'conversationId' });
  if (conversationId != null && !(await context.loaders.conversation.load(conversationId))) notFound('conversation');
  if (customerId != null && !(await context.loaders.customer.load(customerId))) notFound('customer');
  const now = context.now();
  const address = await placeAddress(context, input.address);
  return context.transaction(async (opened) => {
    const { appointments, businesses, leads } = opened;
    const { customer, conversation } = await whom(opened, input);
    const before = await answeredBefore(opened, 'bookAppointment', input.idempotencyKey, input);
    if (before) return { kind: 'booked', appointment: (await appointments.byId(before)) ?? notFound('appointment') };
    if (start.getTime() % minuteMillis !== 0) refuse('VALIDATION_FAILED', '`start` is a whole minute.', { field: 'start' });
    if (!(start.getTime() > now.getTime())) refuse('VALIDATION_FAILED', '`start` lies in the past.', { field: 'start' });
    if (start.getTime() > now.getTime() + daysAheadMax * 86_400_000) refuse('VALIDATION_FAILED', `\`start\` is at most ${daysAheadMax} days ahead.`, { field: 'start' });
    const business = (await businesses.settings()) ?? refuse('BUSINESS_RULE_VIOLATION', 'The business is not configured yet.');
    const job = jobOf(business, trade, jobType);
    const { isServed, distanceMiles } = serviceOf(business, address);
    if (!isServed) return { kind: 'outsideServiceArea', message: address.latitude === null ? unplaced : 'The address lies outside the service area.', distanceMiles };

    const urgency = conversation ? urgencyOf(conversation, await leads.of(conversation.id), jobType) : 'NORMAL';
    const own = context.narrowed && context.principal.kind === 'user' ? { userId: context.principal.userId } : {};
    const ask = () => askSlots(opened, business, { minutes: job.minutes, address, urgency, conversationId: conversation?.id ?? null, ...own }, now);
    // Before holds are let go, those that have run out too (docs/decisions/0008).
    opened.workers.lock();
    let asking = await ask();
    const held = conversation ? await appointments.holdsOf(conversation.id) : [];
    const offeredAt = held.find((hold) => hold.startAt.getTime() === start.getTime())?.offeredAt?.toISOString();
    if (isSlotFree(asking.question, start.toISOString(), offeredAt)) {
      const end = new Date(start.getTime() + job.minutes * 60_000);
      const estimate = estimatePrice(job, start.toISOString(), urgency, hoursOf(business), multipliersOf(business));
      const visit = { customerId: customer.id, conversationId: conversation?.id ?? null, trade, jobType, start, end, bufferMinutes: business.ai.bufferMinutes, address, estimate };
      // Where somebody was quicker since the calendar was read, what was offered to this customer stays held.
      const appointment = await opened.attempt(
        async () => {
          if (conversation) await letGoHolds(opened, conversation.id, now);
          return takeTime(opened, asking, visit, null);
        },
        (taken) => taken !== null,
      );
      if (appointment) {
        await sayAppointmentBooked(opened, appointment, now);
        if (conversation) await markBooked(opened, conversation, appointment, urgency, now);
        await rememberAnswer(opened, 'bookAppointment', input.idempotencyKey, appointment.id);
        return { kind: 'booked', appointment };
      }
      asking = await ask();
    }
    const alternatives = freeSlots(asking, { from: start, to: new Date(start.getTime() + alternativesWithinMillis), limit: alternativesMax });
    return { kind: 'slotUnavailable', message: 'That time is not free.', alternatives };
  });
}

async function whom({ conversations, customers }: Work, input: BookAppointmentInput): Promise<{ customer: Pick<Customer, 'id'>; conversation: Conversation | null }> {
  if (input.conversationId == null) return { customer: (await customers.byIds([input.customerId as string]))[0] ?? notFound('customer'), conversation: null };
  const conversation = (await conversations.byId(input.conversationId)) ?? notFound('conversation');
  return { customer: await customers.of(conversation), conversation };
}

/** A booking names a job: the conversation has a lead by it, if it had none. */
async function markBooked({ conversations, leads, say }: Work, conversation: Conversation, appointment: Appointment, urgency: Urgency, now: Date): Promise<void> {
  const conversationId = conversation.id;
  const { customerId, trade, jobType, address, estimate } = appointment;
  const booked = book(conversation);
  await conversations.save(booked, now);
  await say(conversationChanged({ conversationId, change: 'CONVERSATION_UPDATED', status: booked.status, opened: false, at: now.toISOString() }));
  const { id, created } = await leads.save({ conversationId, customerId, status: 'BOOKED', lostReason: null, trade, jobType, urgency, address, estimate });
  await say(leadChanged({ leadId: id, conversationId, status: 'BOOKED', created, at: now.toISOString() }));
}
