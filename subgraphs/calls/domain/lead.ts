import type { Urgency } from './dispatch/types';
import type { Place } from './place';

/** Work that a conversation names; one for each conversation. */
export interface Lead {
  id: string;
  conversationId: string;
  customerId: string;
  status: string;
  trade: string;
  jobType: string | null;
  urgency: Urgency;
  address: Place | null;
  estimate: Estimate | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Prices of an estimate in whole dollars. */
export interface Estimate {
  low: number;
  high: number;
  multiplier: number;
}

/** Qualified is what we know and can serve; lost, until another address is named, what lies outside the service area (`inServiceArea` null: not known). */
export function statusOf(known: Lead | null, inServiceArea: boolean | null, isComplete: boolean): string {
  if (inServiceArea === false) return 'LOST';
  if (inServiceArea === true && isComplete) return 'QUALIFIED';
  return known?.status ?? 'NEW';
}
