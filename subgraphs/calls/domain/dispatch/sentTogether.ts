import { readsOptOut, readsUnclearOptOut } from './reading/readIntent';
import { plainWords } from './reading/words';
import type { HistoryEntry } from './types';

/** As many characters as are read as one text. */
const CHARACTERS_MAX = 1600;

/**
 * The history with the texts that a customer sent in a row as one, each on a line of its own, at the time of the last: so they were read when they were answered, and "1200 W Fort St", "boise" is one address.
 * A text that makes them longer than 1600 characters begins anew; one that asks for no more texts, or for texts again, stands alone: nothing else was read with it.
 */
export function sentTogether(history: readonly HistoryEntry[]): HistoryEntry[] {
  const together: HistoryEntry[] = [];
  for (const [index, entry] of history.entries()) {
    const last = together.at(-1);
    const before = history[index - 1];
    const isMore = entry.role === 'customer' && last?.role === 'customer' && last.content.length + entry.content.length < CHARACTERS_MAX && !standsAlone(entry.content) && !standsAlone(before?.content ?? '');
    if (isMore) together[together.length - 1] = { ...entry, content: `${last.content}\n${entry.content}` };
    else together.push(entry);
  }
  return together;
}

function standsAlone(text: string): boolean {
  const words = plainWords(text);
  return readsOptOut(words) || readsUnclearOptOut(words) || /^\W*(?:un)?st(?:art|op)\W*$/.test(words);
}
