import { isToOwnPeople, type MessageStatus } from './delivery';

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
  /** The code it failed with last, or was tried once more for; null where it has not failed. */
  errorCode: number | null;
  /** What it goes back to: a missed call, a customer's text, a request. Null where that is not known. */
  correlationId: string | null;
  queuedAt: Date;
  /** From when on it may be tried: since it came in, or again after a failure. */
  dueAt: Date;
  claimedAt: Date | null;
  /** When it was last handed to the carrier. */
  sendingAt: Date | null;
  /** Whether something has hindered the texts of its line, and it is not known to be over. */
  hindered: boolean;
}

export type NewMessage = Pick<OutboundMessage, 'id' | 'conversationId' | 'lineId' | 'to' | 'body' | 'purpose' | 'ownership' | 'validitySeconds' | 'queuedAt'>;
export type MessageChanges = Partial<Pick<OutboundMessage, 'status' | 'twilioSid' | 'replacedSids' | 'attempts' | 'errorCode' | 'claimedAt' | 'sendingAt' | 'dueAt'>> & { reason?: string | null; /** When its job looks again whether its turn has come. */ looksAt?: Date };

/** What is known of a text after it was handed to the carrier. */
export type SendResult =
  | { kind: 'accepted'; sid: string }
  /** Not taken, with the carrier's code. */
  | { kind: 'refused'; code: number | null; message: string }
  /** Not taken, and to be asked again no earlier than in so many seconds. */
  | { kind: 'notProcessed'; retryAfterSeconds: number; message: string }
  /** It may have been taken: look it up before sending again (twilio.md 20). */
  | { kind: 'uncertain'; message: string };

/** A text of ours as the carrier lists it. */
export interface SentText {
  sid: string;
  /** With what the carrier wrote instead of characters that cost more. */
  body: string;
  createdAt: Date;
}

/** A text yields for so long at most, and to nothing that has been due for longer: a job that is dead must not starve the others. */
const yieldMillisMax = 30_000;

/** A waiting text whose job was to look before then is not waited for: its job is dead, or fails. */
export function forgottenBefore(now: Date): Date {
  return new Date(now.getTime() - yieldMillisMax);
}

/**
 * What goes out first of a line's waiting texts: a warning of danger to the customer, then that to the business's own people, then texts after missed calls
 * (twilio.md 21), then the rest; and what the business's own people were told before goes last.
 */
export const ranks: Readonly<Record<string, number>> = { SAFETY: 0, ALERT: 1, MISSED_CALL: 2, ALERT_REPEAT: 4 };
/** Of every other purpose. */
export const rankOfRest = 3;

/** Place of a text of that purpose among those that wait for the same line; a lower one goes first. */
export function rankOf(purpose: string): number {
  return ranks[purpose] ?? rankOfRest;
}

/** Whether a text of that purpose looks for its turn before all other work. */
export function isUrgent(purpose: string): boolean {
  return rankOf(purpose) < rankOfRest;
}

/**
 * The texts of a lower rank that the text lets pass although its line is free: those due since `dueAfter`. Null where it yields to
 * none: nothing has a lower rank, or it has let others pass for long enough.
 */
export function yieldsTo(message: Pick<OutboundMessage, 'purpose' | 'dueAt'>, now: Date): { dueAfter: Date } | null {
  const dueAfter = forgottenBefore(now);
  return rankOf(message.purpose) === 0 || message.dueAt <= dueAfter ? null : { dueAfter };
}

/**
 * Texts of one queue wait for each other, that of an uncertain one for its look-up too. A warning of danger waits for none; nor does what a person
 * writes wait for what the machine wrote before.
 */
export function queueOf({ id, conversationId, purpose }: Pick<OutboundMessage, 'id' | 'conversationId' | 'purpose'>): string {
  if (conversationId === null || purpose === 'SAFETY' || isToOwnPeople(purpose)) return id;
  return purpose === 'HUMAN' ? `${conversationId}:HUMAN` : conversationId;
}
