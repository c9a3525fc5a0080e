/** Five wrong tries lock for 15 minutes, told the same way for unknown addresses (domain.md, "Passwords"). */
const wrongTriesMax = 5;
const lockMillis = 15 * 60_000;

/** The wrong tries of late with one address or username. */
export interface WrongTries {
  count: number;
  lastAt: Date;
}

export function isLocked(tries: WrongTries | null, now: Date): boolean {
  return recent(tries, now) >= wrongTriesMax;
}

export function withWrongTry(tries: WrongTries | null, now: Date): WrongTries {
  return { count: recent(tries, now) + 1, lastAt: now };
}

function recent(tries: WrongTries | null, now: Date): number {
  return tries !== null && now.getTime() - tries.lastAt.getTime() < lockMillis ? tries.count : 0;
}
