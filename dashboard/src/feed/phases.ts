/** How answers and failures become what a part of the page shows. */
import { NeverMissCallError } from '../../../sdk/errors';
import type { More, Phase } from './state';

export function moreOf({ hasNextPage, endCursor }: { hasNextPage: boolean; endCursor: string | null }): More {
  return hasNextPage && endCursor ? { after: endCursor, loading: false } : null;
}

export function failed(error: unknown): Phase {
  return { kind: 'failed', message: wordsFor(error) };
}

/** What to tell the user about something that was thrown. */
export function wordsFor(error: unknown): string {
  return error instanceof NeverMissCallError ? error.message : 'Something went wrong.';
}
