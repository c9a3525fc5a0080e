import type { Need } from './alert';

/** What keeps one of the business's numbers from sending as it should, or of NO_LINE the business itself, as telephony says it. */
export interface Hindrance {
  /** Null of NO_LINE, as is the number. */
  lineId: string | null;
  number: string | null;
  reason: 'QUEUE_FULL' | 'REGION_NOT_ENABLED' | 'FILTERED' | 'NOT_REGISTERED' | 'NOT_AUTHENTICATED' | 'WARNING_UNDELIVERED' | 'NO_LINE';
  /** The phone that a warning did not reach; of WARNING_UNDELIVERED alone. */
  to?: string | undefined;
  code: number | null;
  at: Date;
}

const wordings: Record<Hindrance['reason'], (number: string, code: number | string, to: string) => string> = {
  QUEUE_FULL: (number, code) => `The carrier’s queue for ${number} is full (${code}): its texts go out late. If this lasts, send less or ask Twilio for more throughput.`,
  REGION_NOT_ENABLED: (number, code) => `Texts from ${number} to a customer’s country are refused (${code}). Enable the country at Twilio: Messaging, Geo permissions.`,
  FILTERED: (number, code) => `Carriers filter texts from ${number} as unwanted (${code}). Look at their wording and at the number’s registration.`,
  NOT_REGISTERED: (number, code) => `No texts go out: ${number} is not registered for texting (${code}). Register it at Twilio; sending is tried again every hour.`,
  NOT_AUTHENTICATED: (number, code) => `No texts go out: Twilio refuses the auth token of the account that carries ${number} (${code}). Set the account’s present token; sending is tried again every minute.`,
  WARNING_UNDELIVERED: (number, code, to) => `A warning text to ${to} could not be delivered (${code}). Is the phone on, the number right? One that texted STOP texts START to ${number}.`,
  NO_LINE: () => 'Nobody of you is texted about danger: the business has no number in service to send from. Take one into service; until then, look here.',
};

/** The task that a hindrance is: for one number, reason and warned phone one at a time, however many texts meet it. */
export function needOf(hindrance: Hindrance): Need {
  const { number, reason, to = '', code, at } = hindrance;
  return { kind: 'TASK', subject: subjectOf(hindrance), reason: wordings[reason](number ?? '', code ?? 'no code', to), hazard: null, customerPhone: null, conversationId: null, callId: null, at };
}

/** That the business has no number in service. */
export const noLine = { lineId: null, reason: 'NO_LINE' } as const;

/** What its alert is about. */
export function subjectOf({ lineId, reason, to }: Pick<Hindrance, 'lineId' | 'reason' | 'to'>): string {
  return `${lineId === null ? 'business' : `line:${lineId}`}:${reason}${to === undefined ? '' : `:${to}`}`;
}

/** That a customer's phone wants no texts. */
export function optOutOf(phone: string): string {
  return `phone:${phone}:OPTED_OUT`;
}
