import type { CustomerAtNumber } from './customer';
import type { Line } from './line';

/** What speaks against texting a customer, in words for the person who would; `errorCode` is the carrier's. */
export interface Obstacle {
  reason: 'OPTED_OUT' | 'LANDLINE' | 'INVALID' | 'NOT_REGISTERED';
  errorCode: number | null;
  message: string;
}

/** The carrier's code of a text to who has opted out. */
const optedOutCode = 21610;

/** Why a text from that line would not arrive, or may not be sent; null where nothing is known to speak against it. */
export function obstacleTo({ optedOut, unreachable, unreachableCode }: Pick<CustomerAtNumber, 'optedOut' | 'unreachable' | 'unreachableCode'>, line: Pick<Line, 'blockedUntil' | 'blockedCode'> | null, now: Date): Obstacle | null {
  if (optedOut) return { reason: 'OPTED_OUT', errorCode: optedOutCode, message: 'The customer asked not to be texted.' };
  if (unreachable !== null) return { reason: unreachable, errorCode: unreachableCode, message: 'This number cannot be texted. Call the customer instead.' };
  if (line?.blockedUntil && line.blockedUntil > now) return { reason: 'NOT_REGISTERED', errorCode: line.blockedCode, message: 'Your number is not registered for texting yet. Call the customer instead.' };
  return null;
}
