import { readLifeSafety } from './dispatch/reading/readLifeSafety';
import { readsOptOut, readsPraise, readsSolved, readsUnclearOptOut, readsWithdrawn } from './dispatch/reading/readIntent';
import { readMessage } from './dispatch/reading/readMessage';
import { readLanguage } from './dispatch/reading/readName';
import { fold, plainWords } from './dispatch/reading/words';
import { SAFETY } from './dispatch/texts';
import type { LifeSafety, TradeType } from './dispatch/types';

/** The hazard to life that a text tells of, as any of the business's trades reads it; null where none does. */
export function hazardIn(text: string, trades: readonly TradeType[]): LifeSafety | null {
  if (trades.length === 0) return readLifeSafety(text);
  return trades.map((trade) => readMessage(text, trade).lifeSafety).find((hazard) => hazard !== null) ?? null;
}

/** The fixed text for a hazard, in the language that the business set, or `auto`: the one that the customer's texts, the last first, are surely in. */
export function warningText(hazard: LifeSafety, textsLastFirst: readonly string[], language: string): string {
  if (language === 'en' || language === 'es') return SAFETY[hazard][language];
  const sure = textsLastFirst.map((text) => readLanguage(fold(text), text)).find((reading) => reading.sure);
  return SAFETY[hazard][sure?.language ?? 'en'];
}

/** Whether a text asks, in plain words, for no more texts. */
export function asksForNoTexts(text: string): boolean {
  return readsOptOut(plainWords(text));
}

/** Whether a text only seems to: "stop it". */
export function mayAskForNoTexts(text: string): boolean {
  return readsUnclearOptOut(plainWords(text));
}

/** Whether a text says that the work is wanted no more: somebody else was found, it is fixed, or no to what was offered. A mere good-bye does not. */
export function isWithdrawal(text: string): boolean {
  const words = plainWords(text);
  return readsWithdrawn(words) || readsSolved(words) && !readsPraise(words) || /^\W*(?:no|nope|nah)\W+(?:thanks?|thank you|thx|ty|gracias)\b.{0,20}$/.test(words);
}

/** The job that a text names, of the trade that reads it most surely; null where it names none. */
export function jobNamed(text: string, trades: readonly TradeType[]): { trade: TradeType; jobType: string } | null {
  const readings = trades.map((trade) => ({ trade, ...readMessage(text, trade) })).filter(({ jobType }) => jobType !== null);
  const [surest] = readings.sort((a, b) => b.jobConfidence - a.jobConfidence);
  return surest?.jobType ? { trade: surest.trade, jobType: surest.jobType } : null;
}
