import type { CallStatus } from './missedCall';

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
