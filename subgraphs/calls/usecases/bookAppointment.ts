import { notFound, refuse } from '../../../platform/errors/refusal';
import { conversationChanged, leadChanged } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { book, type Conversation } from '../domain/conversation';
import { estimatePrice } from '../domain/dispatch/price';
import { isSlotFree } from '../domain/dispatch/slots';
import type { TradeType } from '../domain/dispatch/types';
import { emergencyMultipliers } from '../domain/dispatchBody';
import type { Appointment, Customer } from '../domain/things';
import { type AddressInput, askSlots, jobOf, type OfferedSlot, offeredSlots, placeAddress, serviceOf } from './askSlots';
import { daysAheadMax } from './availableSlots';
import { hoursOf } from './dispatchRequest';
import { answeredBefore, rememberAnswer } from './once';
import { letGoHolds, sayBooked } from './sayAppointments';

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
  | { kind: 'slotUnavailable'; message: string; alternatives: OfferedSlot[] }
  | { kind: 'outsideServiceArea'; message: string; distanceMiles: number | null };

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
    const { work } = opened;
    const { customer, conversation } = await whom(opened, input);
    const before = await answeredBefore(opened, 'bookAppointment', input.idempotencyKey, input);
    if (before) return { kind: 'booked', appointment: (await work.appointment(before)) ?? notFound('appointment') };
    if (!(start.getTime() > now.getTime())) refuse('VALIDATION_FAILED', '`start` lies in the past.', { field: 'start' });
    if (start.getTime() > now.getTime() + daysAheadMax * 86_400_000) refuse('VALIDATION_FAILED', `\`start\` is at most ${daysAheadMax} days ahead.`, { field: 'start' });
    const business = (await work.business()) ?? refuse('BUSINESS_RULE_VIOLATION', 'The business is not configured yet.');
    const job = jobOf(business, trade, jobType);
    const { isServed, distanceMiles } = serviceOf(business, address);
    if (!isServed) return { kind: 'outsideServiceArea', message: 'The address lies outside the service area.', distanceMiles };

    const urgency = conversation?.urgency ?? 'NORMAL';
    const own = context.narrowed && context.principal.kind === 'user' ? { userId: context.principal.userId } : {};
    const ask = () => askSlots(opened, business, { minutes: job.minutes, address, urgency, conversationId: conversation?.id ?? null, ...own }, now);
    let asking = await ask();
    const held = conversation ? await work.holdsOf(conversation.id) : [];
    const offeredAt = held.find((hold) => hold.startAt.getTime() === start.getTime())?.offeredAt?.toISOString();
    if (isSlotFree(asking.question, start.toISOString(), offeredAt)) {
      await opened.tx.query('savepoint booking');
      if (conversation) await letGoHolds(opened, conversation.id, now);
      const end = new Date(start.getTime() + job.minutes * 60_000);
      const estimate = estimatePrice(job, start.toISOString(), urgency, hoursOf(business), emergencyMultipliers);
      const appointment = await work.take({ customerId: customer.id, conversationId: conversation?.id ?? null, trade, jobType, start, end, bufferMinutes: business.ai.bufferMinutes, address, estimate }, null);
      if (appointment) {
        await sayBooked(opened, appointment, now);
        if (conversation) await markBooked(opened, conversation, appointment, now);
        await rememberAnswer(opened, 'bookAppointment', input.idempotencyKey, input, appointment.id);
        return { kind: 'booked', appointment };
      }
      // Somebody was quicker since the calendar was read; what was offered to this customer stays held.
      await opened.tx.query('rollback to savepoint booking');
      asking = await ask();
    }
    const alternatives = offeredSlots(asking, { from: start, to: new Date(start.getTime() + alternativesWithinMillis), limit: alternativesMax });
    return { kind: 'slotUnavailable', message: 'That time is not free.', alternatives };
  });
}

async function whom({ conversations }: Work, input: BookAppointmentInput): Promise<{ customer: Customer; conversation: Conversation | null }> {
  if (input.conversationId == null) return { customer: (await conversations.customer(input.customerId as string)) ?? notFound('customer'), conversation: null };
  const conversation = (await conversations.byId(input.conversationId)) ?? notFound('conversation');
  return { customer: (await conversations.customer(conversation.customerId)) ?? notFound('customer'), conversation };
}

/** A booking names a job: the conversation has a lead by it, if it had none. */
async function markBooked({ work, conversations, say }: Work, conversation: Conversation, appointment: Appointment, now: Date): Promise<void> {
  const conversationId = conversation.id;
  const { customerId, trade, jobType, address, estimate } = appointment;
  const booked = book(conversation);
  await conversations.save(booked, now);
  await say(conversationChanged({ conversationId, change: 'CONVERSATION_UPDATED', status: booked.status, opened: false, at: now.toISOString() }));
  const { id, created } = await work.saveLead({ conversationId, customerId, status: 'BOOKED', trade, jobType, urgency: conversation.urgency, address, estimate });
  await say(leadChanged({ leadId: id, conversationId, status: 'BOOKED', created, at: now.toISOString() }));
}
