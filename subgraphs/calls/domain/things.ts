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

/** A person at a telephone number (E.164). `unreachableCode`: the carrier's error that ended texting them. */
export interface Customer {
  id: string;
  phone: string;
  name: string | null;
  addresses: Place[];
  optedOut: boolean;
  unreachableCode: number | null;
}

/** A call to one of the business's numbers, with what became of it where it was missed. `from` is null where the caller hides it. */
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

/** A text of a conversation. `ownership` is the conversation's number when it was written, `segments` what the carrier counts and charges. */
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

/** A worker's time, held for a customer until `heldUntil` or booked. */
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

/** Who makes the visits. `userId` is null for one who does not log in. */
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
