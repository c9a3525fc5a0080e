import type { DispatchResult, Urgency } from './dispatch/types';
import type { Place } from './place';

/** Why work was lost: it lies outside the service area, the customer wants it no more, or wants no more texts. */
export type LostReason = 'OUT_OF_AREA' | 'WITHDRAWN' | 'OPTED_OUT';

/** How far it has come; only what is lost has a reason. */
export type LeadStanding = { status: 'NEW' | 'QUALIFIED' | 'BOOKED' | 'WON'; lostReason: null } | { status: 'LOST'; lostReason: LostReason };

/** What is known of work that a conversation names; one for each conversation. */
export type LeadContent = LeadStanding & {
  conversationId: string;
  customerId: string;
  trade: string;
  jobType: string | null;
  urgency: Urgency;
  address: Place | null;
  estimate: Estimate | null;
};

/** The same, kept. */
export type Lead = LeadContent & { id: string; createdAt: Date; updatedAt: Date };

/** Prices of an estimate in whole dollars. */
export interface Estimate {
  low: number;
  high: number;
  multiplier: number;
}

/** A turn of the AI, as far as the lead needs it. `place` is where a visit would go. */
export interface LeadTurn {
  conversationId: string;
  customerId: string;
  trade: string;
  place: Place | null;
  isBooked: boolean;
  /** The customer has said that they want it no more. */
  isWithdrawn: boolean;
}

/**
 * What is known of the work after a turn: another job where the customer has changed their mind. Null where the conversation still names none, where it ends with a mere good-bye, and
 * where it is booked: that stays as it was booked, whatever is talked of afterwards.
 */
export function leadAfter(known: Lead | null, { conversationId, customerId, place, isBooked, isWithdrawn, ...turn }: LeadTurn, proposal: DispatchResult): LeadContent | null {
  if (known?.status === 'BOOKED' && !isBooked) return null;
  const named = proposal.extractedInfo.jobType;
  const { trade, jobType } = named === null && known ? known : { trade: turn.trade, jobType: named };
  if (!known && jobType === null) return null;
  if (known && proposal.nextAction.type === 'CLOSE' && !isBooked && !isWithdrawn) return null;
  const address = place ?? known?.address ?? null;
  const standing: LeadStanding = isBooked ? { status: 'BOOKED', lostReason: null } : standingAfter(known, proposal, jobType !== null && address !== null, isWithdrawn);
  return { ...standing, conversationId, customerId, trade, jobType, urgency: proposal.extractedInfo.urgency, address, estimate: proposal.priceEstimate ?? (known?.jobType === jobType ? known.estimate : null) };
}

/**
 * Qualified is what we know and can serve. Lost is what lies outside the service area, until another address is named, and what the customer says they want no
 * more, until they come back to it.
 */
function standingAfter(known: Lead | null, { nextAction, validation }: DispatchResult, isComplete: boolean, isWithdrawn: boolean): LeadStanding {
  if (validation.inServiceArea === false) return { status: 'LOST', lostReason: 'OUT_OF_AREA' };
  if (nextAction.type === 'OPT_OUT') return { status: 'LOST', lostReason: 'OPTED_OUT' };
  if (nextAction.type === 'CLOSE' && isWithdrawn) return { status: 'LOST', lostReason: 'WITHDRAWN' };
  if (validation.inServiceArea === true && isComplete) return { status: 'QUALIFIED', lostReason: null };
  return wantedAgain(known);
}

/** What is known of the work after a text that tells of a danger to life, `named` being the job that it names; null where that changes nothing. */
export function leadInDanger(known: Lead | null, named: Pick<LeadContent, 'trade' | 'jobType'> | null, whose: Pick<LeadContent, 'conversationId' | 'customerId'>): LeadContent | null {
  if (known?.status === 'BOOKED') return null;
  const job = known ?? (named && { ...named, address: null, estimate: null });
  return job && { ...whose, trade: job.trade, jobType: job.jobType, address: job.address, estimate: job.estimate, urgency: 'EMERGENCY', ...wantedAgain(known) };
}

/** What is known of the work after a text that a person is to answer, `named` being the job that it names; null where that changes nothing. */
export function leadHeard(known: Lead | null, named: Pick<LeadContent, 'trade' | 'jobType'> | null, whose: Pick<LeadContent, 'conversationId' | 'customerId'>, urgency: Urgency): LeadContent | null {
  if (known?.status === 'BOOKED' || !named) return null;
  const { address = null, estimate = null } = known ?? {};
  return { ...whose, trade: known?.trade ?? named.trade, jobType: known?.jobType ?? named.jobType, address, estimate, urgency: known?.urgency ?? urgency, ...wantedAgain(known) };
}

/** As it was, but for what the customer had closed and comes back to. */
function wantedAgain(known: Lead | null): LeadStanding {
  if (known?.lostReason === 'OUT_OF_AREA') return { status: 'LOST', lostReason: 'OUT_OF_AREA' };
  return { status: known === null || known.status === 'LOST' ? 'NEW' : known.status, lostReason: null };
}
