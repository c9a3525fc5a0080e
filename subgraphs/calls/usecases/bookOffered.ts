import { appointmentBooked, appointmentChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Appointment } from '../domain/things';
import { placeOf } from './dispatchRequest';
import type { Offer } from './holdOffers';

/** Books the slot the customer picked; its hold becomes the appointment, the other holds are let go. Null when the database refuses it. */
export async function bookOffered(opened: Work, offer: Offer, proposal: DispatchResult, now: Date): Promise<string | null> {
  const start = new Date(proposal.extractedInfo.chosenSlot as string);
  const holds = await opened.work.releaseHolds(offer.conversation.id);
  const held = holds.find((hold) => hold.startAt.getTime() === start.getTime());
  const slot = [proposal.proposedSlot, ...proposal.alternativeSlots].find((candidate) => candidate !== null && Date.parse(candidate.start) === start.getTime());
  const place = placeOf(proposal) ?? held?.address ?? null;
  const jobType = proposal.extractedInfo.jobType ?? held?.jobType ?? null;
  const end = slot ? new Date(slot.end) : held?.endAt;
  if (!place || !jobType || !end) return null;
  const appointment = await opened.work.take(
    { customerId: offer.customer.id, conversationId: offer.conversation.id, trade: offer.trade, jobType, start, end, bufferMinutes: offer.business.ai.bufferMinutes, address: place, estimate: proposal.priceEstimate ?? held?.estimate ?? null },
    null,
  );
  if (!appointment) return null;
  await sayBooked(opened, appointment, now);
  return appointment.id;
}

/** Tells the others that a customer has an appointment. Prices in whole dollars become cents. */
export async function sayBooked({ say }: Work, appointment: Appointment, now: Date): Promise<void> {
  const at = now.toISOString();
  await say(appointmentChanged({ appointmentId: appointment.id, conversationId: appointment.conversationId, status: appointment.status, at }));
  await say(
    appointmentBooked({
      appointmentId: appointment.id,
      conversationId: appointment.conversationId,
      start: appointment.startAt.toISOString(),
      estimateLowMinor: Math.round((appointment.estimate?.low ?? 0) * 100),
      estimateHighMinor: Math.round((appointment.estimate?.high ?? 0) * 100),
      at,
    }),
  );
}
