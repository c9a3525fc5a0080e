import { isDatabaseAway } from '../../../platform/database/away';

/** Read-only, as a server is that was replaced; out of disk, memory or locks (class 53); failing at its own files (class 58). */
const unwell = /^(25006|53[0-9A-Z]{3}|58[0-9A-Z]{3})$/;

/** Whether the database, away or there, can take nothing in just now: what it refuses so is no worse for it, and is taken once it is well. */
export function takesNothingNow(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return isDatabaseAway(error) || (typeof code === 'string' && unwell.test(code));
}
