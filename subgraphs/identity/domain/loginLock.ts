/** Five wrong tries lock for 15 minutes, told the same way for unknown addresses (domain.md, "Passwords"). */
const wrongTriesMax = 5;
const lockMillis = 15 * 60_000;

/** The tries of late for one person, or with one name that is nobody's, that have not proved right. */
export interface WrongTries {
  count: number;
  lastAt: Date;
}

/** With one more, which counts as wrong until it proves right; null while the lock holds, and then nothing is tried. */
export function withTry(tries: WrongTries, now: Date): WrongTries | null {
  const count = recent(tries, now);
  return count >= wrongTriesMax ? null : { count: count + 1, lastAt: now };
}

function recent(tries: WrongTries, now: Date): number {
  return now.getTime() - tries.lastAt.getTime() < lockMillis ? tries.count : 0;
}
