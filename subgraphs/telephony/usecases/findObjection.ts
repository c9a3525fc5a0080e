import { isDialable } from '../../../platform/values/phoneNumber';
import type { Context, Work } from '../context';
import { isToOwnPeople, unreachabilityOf, worthSendingUntil } from '../domain/delivery';
import type { OutboundMessage } from '../domain/message';
import type { Failure } from './recordTextOutcome';

/** What speaks against a text: dropped as OPTED_OUT, or failed with a code and reason; null where nothing does. */
export type Objection = 'OPTED_OUT' | Failure | null;

/** Read in the transaction that claims the text, so that an opt-out holds for what waits already (twilio.md 25). */
export async function findObjection(context: Context, tx: Work, message: OutboundMessage, line: { blockedUntil: Date | null; blockedCode: number | null } | null): Promise<Objection> {
  const now = context.now();
  const { optedOut, unreachableCode } = await tx.optOuts.standingOf(message.to);
  if (optedOut) return 'OPTED_OUT';
  if (!line) return { code: null, reason: 'LINE_NOT_IN_SERVICE' };
  if (!isDialable(message.to)) return { code: null, reason: 'NOT_DIALABLE' };
  if (worthSendingUntil(message) <= now) return { code: null, reason: 'TOO_LATE' };
  if (line.blockedUntil && line.blockedUntil > now) return { code: line.blockedCode, reason: 'NOT_REGISTERED', blockedUntil: line.blockedUntil };
  // The business's own people are to be warned as long as there is a chance of it.
  if (unreachableCode === null || isToOwnPeople(message.purpose)) return null;
  return { code: unreachableCode, reason: 'UNREACHABLE', unreachable: unreachabilityOf(unreachableCode) };
}
