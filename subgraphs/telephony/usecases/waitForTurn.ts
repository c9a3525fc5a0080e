import type { Work } from '../context';
import { forgottenBefore, yieldsTo, type OutboundMessage } from '../domain/message';

/** A text that let another pass looks again no earlier: the other one needs a moment to be sent. */
const yieldMillisMin = 100;

/** When the text is to look again whether it may go; null where it may go now: its line is free, and nothing that goes first waits (twilio.md 21). */
export async function waitForTurn(tx: Work, message: OutboundMessage, line: { segmentsPerSecond: number; nextSendAt: Date }, now: Date): Promise<Date | null> {
  const millisFor = (segments: number) => (segments * 1_000) / line.segmentsPerSecond;
  if (line.nextSendAt > now) return new Date(line.nextSendAt.getTime() + millisFor(await tx.messages.segmentsAhead(message, forgottenBefore(now))));
  const yields = yieldsTo(message, now);
  const passing = yields ? await tx.messages.segmentsBefore(message, yields.dueAfter) : 0;
  return passing > 0 ? new Date(now.getTime() + Math.max(yieldMillisMin, millisFor(passing))) : null;
}
