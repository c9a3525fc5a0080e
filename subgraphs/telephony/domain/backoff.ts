/**
 * When to ask again what nobody could tell since then. The pause is `secondsMin` at least, and grows with the time that has passed up to
 * `secondsMax`; `random`, from 0 to 1, spreads it, so that not all ask at once when whoever knows is back.
 */
export function nextAttemptAt(since: Date, now: Date, pause: { secondsMin: number; secondsMax: number }, random: number): Date {
  const secondsPassed = (now.getTime() - since.getTime()) / 1_000;
  const bound = Math.min(pause.secondsMax, Math.max(2 * pause.secondsMin, secondsPassed));
  return new Date(now.getTime() + (pause.secondsMin + random * (bound - pause.secondsMin)) * 1_000);
}
