import type { HistoryEntry } from './types';

/** As many characters as are read as one text. */
const CHARACTERS_MAX = 1600;

/**
 * The history with the texts that a customer sent in a row as one, each on a line of its own, at the time of the last: so they were read when they were answered, and "1200 W Fort St", "boise" is one address.
 * A text that makes them longer than 1600 characters begins anew.
 */
export function sentTogether(history: readonly HistoryEntry[]): HistoryEntry[] {
  const together: HistoryEntry[] = [];
  for (const entry of history) {
    const last = together.at(-1);
    const isMore = entry.role === 'customer' && last?.role === 'customer' && last.content.length + entry.content.length < CHARACTERS_MAX;
    if (isMore) together[together.length - 1] = { ...entry, content: `${last.content}\n${entry.content}` };
    else together.push(entry);
  }
  return together;
}
