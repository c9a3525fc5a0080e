import type { Work } from '../context';
import { jobTermsOf } from '../domain/business';
import type { DispatchResult, Slot } from '../domain/dispatch/types';
import { letGoHolds } from './letGoHolds';
import { sayAppointmentBooked } from './sayAppointmentChanged';
import { lockCalendar, takeTime } from './takeTime';
import type { Turn } from './turn';

/** `refused`: the database gave the slot to nobody, and nothing that was done since may be kept. `incomplete`: without the job or the place nobody can come. `notOffered`: the business does not do that job. */
export type OfferedBooking = { kind: 'booked' } | { kind: 'refused'; slot: Slot } | { kind: 'incomplete'; missing: 'job' | 'address' } | { kind: 'notOffered' };

/** Books the slot the customer picked, which begins at `start`; its hold becomes the appointment, the other holds are let go. */
export async function bookOffered(opened: Work, { conversation, customer, business, trade, place }: Turn, proposal: DispatchResult, start: Date, now: Date): Promise<OfferedBooking> {
  const { appointments } = opened;
  const held = (await appointments.holdsOf(conversation.id)).find((hold) => hold.startAt.getTime() === start.getTime());
  const slot = [proposal.proposedSlot, ...proposal.alternativeSlots].find((candidate) => candidate !== null && Date.parse(candidate.start) === start.getTime());
  const address = place ?? held?.address ?? null;
  const jobType = proposal.extractedInfo.jobType ?? held?.jobType ?? null;
  const end = slot ? new Date(slot.end) : held?.endAt;
  if (!jobType || !end) return { kind: 'incomplete', missing: 'job' };
  if (typeof jobTermsOf(business, trade, jobType) === 'string') return { kind: 'notOffered' };
  if (!address) return { kind: 'incomplete', missing: 'address' };
  const calendar = await lockCalendar(opened, conversation.id, now);
  await letGoHolds(opened, conversation.id, now);
  const estimate = proposal.priceEstimate ?? held?.estimate ?? null;
  const appointment = await takeTime(opened, calendar, { customerId: customer.id, conversationId: conversation.id, trade, jobType, start, end, bufferMinutes: business.ai.bufferMinutes, address, estimate }, null);
  if (!appointment) return { kind: 'refused', slot: { start: start.toISOString(), end: end.toISOString() } };
  await sayAppointmentBooked(opened, appointment, now);
  return { kind: 'booked' };
}
