import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import type { Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import type { DispatchResult, Slot, TradeType } from '../domain/dispatch/types';
import type { Place } from '../domain/place';
import { letGoHolds, sayHeld } from './sayAppointments';
import { letGoExpiredJob } from './ownJobs';

/** Each offered slot is held for so long (domain.md, "Slots"). */
const holdMinutes = 10;

/** To whom times are offered. */
export interface Offer {
  conversation: Conversation;
  customer: Customer;
  business: BusinessSettings;
  trade: TradeType;
  place: Place | null;
}

/** `refused`: the database gave that slot to nobody, and nothing that was done since may be kept. */
export type Holding = { kind: 'held'; starts: string[] } | { kind: 'refused'; slot: Slot };

/** Holds every slot the text offers, in its numbering; the holds before are let go, and these when their time has run out. */
export async function holdOffers(opened: Work, offer: Offer, proposal: DispatchResult, now: Date): Promise<Holding> {
  const { appointments, enqueue } = opened;
  const slots = [proposal.proposedSlot, ...proposal.alternativeSlots].filter((slot) => slot !== null);
  const released = await letGoHolds(opened, offer.conversation.id, now);
  const starts = slots.map((slot) => slot.start);
  if (!offer.place || !proposal.extractedInfo.jobType || slots.length === 0) return { kind: 'held', starts };
  const until = new Date(now.getTime() + holdMinutes * 60_000);
  for (const slot of slots) {
    const held = await appointments.take(
      {
        customerId: offer.customer.id,
        conversationId: offer.conversation.id,
        trade: offer.trade,
        jobType: proposal.extractedInfo.jobType,
        start: new Date(slot.start),
        end: new Date(slot.end),
        bufferMinutes: offer.business.ai.bufferMinutes,
        address: offer.place,
        estimate: proposal.priceEstimate,
      },
      // A slot that was offered before keeps the moment of its first offer: the lead time counts from there.
      { until, offeredAt: released.find((hold) => hold.startAt.getTime() === Date.parse(slot.start))?.offeredAt ?? now },
    );
    if (!held) return { kind: 'refused', slot };
    await sayHeld(opened, held, now);
  }
  // A moment later than the holds' end, so that no clock finds them still held.
  await enqueue(letGoExpiredJob({ conversationId: offer.conversation.id }, { priority: 'low', runAt: new Date(until.getTime() + 1_000), replaceKey: offer.conversation.id }));
  return { kind: 'held', starts };
}
