import type { MessageStatus } from './delivery';

/** A text of ours on its way. */
export interface OutboundMessage {
  id: string;
  conversationId: string | null;
  lineId: string;
  to: string;
  body: string;
  segments: number;
  purpose: string;
  ownership: number | null;
  validitySeconds: number | null;
  status: MessageStatus;
  twilioSid: string | null;
  /** Sids under which the carrier failed it before it was tried again. */
  replacedSids: string[];
  attempts: number;
  queuedAt: Date;
  claimedAt: Date | null;
  /** When it was last handed to the carrier. */
  sendingAt: Date | null;
}

export type NewMessage = Pick<OutboundMessage, 'id' | 'conversationId' | 'lineId' | 'to' | 'body' | 'purpose' | 'ownership' | 'validitySeconds' | 'queuedAt'>;
export type MessageChanges = Partial<Pick<OutboundMessage, 'status' | 'twilioSid' | 'replacedSids' | 'attempts' | 'claimedAt' | 'sendingAt'>> & { errorCode?: number | null; reason?: string | null };

/** What is known of a text after it was handed to the carrier. */
export type SendResult =
  | { kind: 'accepted'; sid: string }
  /** Not taken, with the carrier's code. */
  | { kind: 'refused'; code: number | null; message: string }
  /** Not taken, and to be asked again no earlier than in so many seconds. */
  | { kind: 'notProcessed'; retryAfterSeconds: number; message: string }
  /** It may have been taken: look it up before sending again (twilio.md 20). */
  | { kind: 'uncertain'; message: string };
