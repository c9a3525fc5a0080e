import type { Urgency } from './dispatch/types';
import type { CallStatus } from './missedCall';

/** A place that can be visited. */
export interface Place {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string;
  latitude?: number | null;
  longitude?: number | null;
}

export interface Customer {
  id: string;
  phone: string;
  name: string | null;
  addresses: Place[];
  optedOut: boolean;
  unreachableCode: number | null;
}

export interface Call {
  id: string;
  twilioSid: string | null;
  lineId: string | null;
  from: string | null;
  to: string;
  customerId: string | null;
  conversationId: string | null;
  status: CallStatus;
  missedReason: string | null;
  outcomeKind: string | null;
  outcomeReason: string | null;
  outcomeCode: number | null;
  outcomeAt: Date | null;
  startedAt: Date;
  missedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  metadata: Record<string, unknown>;
}

export interface Message {
  id: string;
  conversationId: string;
  callId: string | null;
  direction: 'INBOUND' | 'OUTBOUND';
  sender: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM';
  authorId: string | null;
  body: string;
  media: { url: string; contentType: string }[];
  segments: number;
  status: string;
  errorCode: number | null;
  purpose: string | null;
  ownership: number;
  turn: number;
  offeredSlots: string[];
  createdAt: Date;
}

/** Prices of an estimate in whole dollars. */
export interface Estimate {
  low: number;
  high: number;
  multiplier: number;
}

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

export interface Appointment {
  id: string;
  customerId: string;
  conversationId: string | null;
  workerId: string;
  trade: string;
  jobType: string;
  status: string;
  startAt: Date;
  endAt: Date;
  address: Place;
  estimate: Estimate | null;
  offeredAt: Date | null;
  heldUntil: Date | null;
}

export interface Worker {
  id: string;
  name: string;
  userId: string | null;
}

/** One of the business's numbers, as telephony tells of it. While it is blocked the carrier takes no text from it for want of a registration. */
export interface Line {
  id: string;
  number: string;
  blockedCode: number | null;
  blockedUntil: Date | null;
}
