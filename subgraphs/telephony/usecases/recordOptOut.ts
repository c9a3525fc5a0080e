import { optOutChanged } from '../../../schema/events/telephony';
import type { Work } from '../context';

/** No more texts of this business to the number, those that wait included. Says so where it is news. */
export async function recordOptOut(tx: Work, phone: string, source: 'KEYWORD' | 'WORDS' | 'CARRIER', at: Date): Promise<void> {
  if (await tx.optOuts.optOut(phone, source, at)) await tx.say(optOutChanged({ phone, from: phone, optedOut: true, source, changedAt: at.toISOString() }));
}
