export type MessageStatus = 'QUEUED' | 'SENDING' | 'ACCEPTED' | 'SENT' | 'DELIVERED' | 'UNDELIVERED' | 'FAILED' | 'DROPPED';

/** Rank of the carrier's words: callbacks come unordered, and a lower one after a higher one says nothing (twilio.md 18). */
const ranks: Record<string, { rank: number; status: MessageStatus }> = {
  accepted: { rank: 1, status: 'ACCEPTED' },
  scheduled: { rank: 1, status: 'ACCEPTED' },
  queued: { rank: 2, status: 'ACCEPTED' },
  sending: { rank: 3, status: 'ACCEPTED' },
  sent: { rank: 4, status: 'SENT' },
  delivered: { rank: 5, status: 'DELIVERED' },
  undelivered: { rank: 5, status: 'UNDELIVERED' },
  failed: { rank: 5, status: 'FAILED' },
  canceled: { rank: 5, status: 'FAILED' },
  read: { rank: 6, status: 'DELIVERED' },
};
const rankOf: Record<MessageStatus, number> = { QUEUED: 0, SENDING: 0, ACCEPTED: 1, SENT: 4, DELIVERED: 5, UNDELIVERED: 5, FAILED: 5, DROPPED: 9 };

/** The status that a callback's word moves a message to; null when it says nothing new, or nothing we know. */
export function statusAfter(present: MessageStatus, word: string): MessageStatus | null {
  const said = ranks[word.toLowerCase()];
  if (!said || said.status === present || said.rank <= rankOf[present]) return null;
  // `read` outranks, but a failure once told is not taken back.
  return rankOf[present] === 5 ? null : said.status;
}

export type FailureHandling =
  | { kind: 'fail'; reason: string; optOut?: true; unreachable?: true; blocksTenant?: true }
  /** Tried again once, so much later; after that it fails with the reason. */
  | { kind: 'retryOnce'; afterSeconds: number; reason: string; unreachable?: true }
  /** Nothing of the line is taken just now, whatever it says: the whole line waits, and the text goes on as long as it is worth sending. */
  | { kind: 'slowDown'; afterSeconds: number; reason: 'QUEUE_FULL' | 'NOT_AUTHENTICATED' };

const handling: Record<number, FailureHandling> = {
  // Our fault, and not the text's: it goes as soon as the account's token is right again.
  20003: { kind: 'slowDown', afterSeconds: 60, reason: 'NOT_AUTHENTICATED' },
  21211: { kind: 'fail', reason: 'INVALID_NUMBER', unreachable: true },
  21408: { kind: 'fail', reason: 'REGION_NOT_ENABLED' },
  21610: { kind: 'fail', reason: 'OPTED_OUT', optOut: true },
  21611: { kind: 'slowDown', afterSeconds: 10, reason: 'QUEUE_FULL' },
  21614: { kind: 'fail', reason: 'INVALID_NUMBER', unreachable: true },
  21635: { kind: 'fail', reason: 'LANDLINE', unreachable: true },
  21617: { kind: 'fail', reason: 'TOO_LONG' },
  30001: { kind: 'slowDown', afterSeconds: 30, reason: 'QUEUE_FULL' },
  30003: { kind: 'retryOnce', afterSeconds: 60, reason: 'UNREACHABLE', unreachable: true },
  30004: { kind: 'fail', reason: 'BLOCKED' },
  30005: { kind: 'fail', reason: 'UNKNOWN_NUMBER', unreachable: true },
  30006: { kind: 'fail', reason: 'LANDLINE', unreachable: true },
  30007: { kind: 'fail', reason: 'FILTERED' },
  30008: { kind: 'retryOnce', afterSeconds: 30, reason: 'CARRIER_ERROR' },
  30032: { kind: 'fail', reason: 'NOT_REGISTERED', blocksTenant: true },
  30034: { kind: 'fail', reason: 'NOT_REGISTERED', blocksTenant: true },
  30036: { kind: 'fail', reason: 'TOO_LATE' },
};

/** What an error code asks of us, in the API's answer and in callbacks alike (twilio.md 24). */
export function handlingOf(code: number | null): FailureHandling {
  return (code !== null ? handling[code] : undefined) ?? { kind: 'fail', reason: 'CARRIER_REFUSED' };
}

/** Why no further text will reach a number that was failed with this code; null where the code does not say so. */
export function unreachabilityOf(code: number | null): 'LANDLINE' | 'INVALID' | null {
  const found = handlingOf(code);
  if (!('unreachable' in found) || !found.unreachable) return null;
  return found.reason === 'LANDLINE' ? 'LANDLINE' : 'INVALID';
}

/**
 * Why no further text is to be sent to the number of a text that has failed for good with this code; null where none was proven: a code that asks for
 * one later try proves it by that try alone, and a warning to the business's own people is tried whatever became of the last.
 */
export function unreachabilityProven(code: number | null, message: { purpose: string; errorCode: number | null }): 'LANDLINE' | 'INVALID' | null {
  const isFirstOfTwo = handlingOf(code).kind === 'retryOnce' && message.errorCode === null;
  return isFirstOfTwo || isToOwnPeople(message.purpose) ? null : unreachabilityOf(code);
}

/** The codes that prove a number out of reach by a second failure alone: what its owner writes between the two disproves the first. */
export const codesProvenByTwo: readonly number[] = Object.keys(handling).map(Number).filter((code) => handlingOf(code).kind === 'retryOnce' && unreachabilityOf(code) !== null);

/** Whether a text of that purpose warns the business's own people, rather than being a customer's. */
export function isToOwnPeople(purpose: string): boolean {
  return purpose === 'ALERT' || purpose === 'ALERT_REPEAT';
}

/** A text without a validity of its own is given up after so long. */
const giveUpSecondsDefault = 3_600;

/** The carrier's list may lag by so much: an uncertain send is looked up no earlier (twilio.md 20). */
export const lookUpAfterMillis = 10_000;

/** Until when the text is worth sending. */
export function worthSendingUntil(message: { queuedAt: Date; validitySeconds: number | null }): Date {
  return new Date(message.queuedAt.getTime() + (message.validitySeconds ?? giveUpSecondsDefault) * 1_000);
}

/** An uncertain send is asked after for so much longer than the text is worth sending: the sooner the truth is known, the sooner a human hears. */
const lookUpSecondsMore = 3_600;

/** Until when an uncertain send is looked up while the carrier cannot be asked. */
export function lookUpUntil(message: { queuedAt: Date; validitySeconds: number | null }): Date {
  return new Date(worthSendingUntil(message).getTime() + lookUpSecondsMore * 1_000);
}
