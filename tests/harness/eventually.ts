import { inspect } from 'node:util';

/** Ends a wait that would never end; no measurement: generous for the slowest machine. */
const patienceMs = 90_000;

/**
 * What `look` answers once it is neither false, null nor undefined. Asks again and again until the deadline, in milliseconds;
 * then throws what it saw last. An error of `look` counts as "not yet".
 */
export async function eventually<T>(look: () => Promise<T | false | null | undefined> | T | false | null | undefined, what = 'what was waited for', deadlineMs = patienceMs): Promise<T> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== false && seen !== null && seen !== undefined) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what} did not come within ${deadlineMs} ms; last: ${inspect(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
