import type { Work } from '../context';
import { HOLD_MINUTES } from '../domain/dispatch/scheduling/slots';
import type { DispatchResult, Slot } from '../domain/dispatch/types';
import { letGoHolds } from './letGoHolds';
import { letGoExpiredJob } from './ownJobs';
import { sayAppointmentChanged } from './sayAppointmentChanged';
import { lockCalendar, takeTime } from './takeTime';
import type { Turn } from './turn';

/** `refused`: the database gave that slot to nobody, and nothing that was done since may be kept. */
export type Holding = { kind: 'held'; starts: string[] } | { kind: 'refused'; slot: Slot };

/** Holds every slot the text offers, in its numbering; the holds before are let go, and these when their time has run out. */
export async function holdOffers(opened: Work, { conversation, customer, business, trade, place }: Turn, proposal: DispatchResult, now: Date): Promise<Holding> {
  const { enqueue } = opened;
  const { jobType } = proposal.extractedInfo;
  const slots = [proposal.proposedSlot, ...proposal.alternativeSlots].filter((slot) => slot !== null);
  const starts = slots.map((slot) => slot.start);
  if (!place || !jobType || slots.length === 0) {
    await letGoHolds(opened, conversation.id, now);
    return { kind: 'held', starts };
  }
  const calendar = await lockCalendar(opened, conversation.id, now);
  const released = await letGoHolds(opened, conversation.id, now);
  const until = new Date(now.getTime() + HOLD_MINUTES * 60_000);
  const visit = { customerId: customer.id, conversationId: conversation.id, trade, jobType, bufferMinutes: business.ai.bufferMinutes, address: place, estimate: proposal.priceEstimate };
  for (const slot of slots) {
    const start = new Date(slot.start);
    // A slot that was offered before keeps the moment of its first offer: the lead time counts from there.
    const offeredAt = released.find((hold) => hold.startAt.getTime() === start.getTime())?.offeredAt ?? now;
    const held = await takeTime(opened, calendar, { ...visit, start, end: new Date(slot.end) }, { until, offeredAt });
    if (!held) return { kind: 'refused', slot };
    await sayAppointmentChanged(opened, held, held.status, now);
  }
  // A moment later than the holds' end, so that no clock finds them still held.
  await enqueue(letGoExpiredJob({ conversationId: conversation.id }, { priority: 'low', runAt: new Date(until.getTime() + 1_000), replaceKey: conversation.id }));
  return { kind: 'held', starts };
}
