import { appointmentChanged } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import type { Conversation } from '../domain/conversation';
import type { DispatchResult, TradeType } from '../domain/dispatch/types';
import type { Customer } from '../domain/things';
import { placeOf } from './dispatchRequest';

/** Each offered slot is held for so long (domain.md, "Slots"). */
const holdMinutes = 10;

export interface Offer {
  conversation: Conversation;
  customer: Customer;
  business: BusinessSettings;
  trade: TradeType;
}

/** Holds every slot the text offers, in its numbering; the holds before are let go. Null when one is gone meanwhile: then nothing of it may be said. */
export async function holdOffers({ work, say }: Work, offer: Offer, proposal: DispatchResult, now: Date): Promise<string[] | null> {
  const place = placeOf(proposal);
  const slots = [proposal.proposedSlot, ...proposal.alternativeSlots].filter((slot) => slot !== null);
  const released = await work.releaseHolds(offer.conversation.id);
  if (!place || !proposal.extractedInfo.jobType) return slots.map((slot) => slot.start);
  for (const slot of slots) {
    const held = await work.take(
      {
        customerId: offer.customer.id,
        conversationId: offer.conversation.id,
        trade: offer.trade,
        jobType: proposal.extractedInfo.jobType,
        start: new Date(slot.start),
        end: new Date(slot.end),
        bufferMinutes: offer.business.ai.bufferMinutes,
        address: place,
        estimate: proposal.priceEstimate,
      },
      // A slot that was offered before keeps the moment of its first offer: the lead time counts from there.
      { until: new Date(now.getTime() + holdMinutes * 60_000), offeredAt: released.find((hold) => hold.startAt.getTime() === Date.parse(slot.start))?.offeredAt ?? now },
    );
    if (!held) return null;
    await say(appointmentChanged({ appointmentId: held.id, conversationId: offer.conversation.id, status: 'HELD', at: now.toISOString() }));
  }
  return slots.map((slot) => slot.start);
}
