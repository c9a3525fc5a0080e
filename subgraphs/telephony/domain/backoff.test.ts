import { nextAttemptAt } from './backoff';

const since = new Date('2026-11-20T15:00:00Z');
const pause = { secondsMin: 10, secondsMax: 300 };

test.each([
  [0, 0, 10],
  [0, 1, 20],
  [100, 0, 10],
  [100, 1, 100],
  [10_000, 0.5, 155],
  [10_000, 1, 300],
])('what is unknown for %i s is asked after again, at %d of the spread, in %i s', (passed, random, seconds) => {
  const now = new Date(since.getTime() + passed * 1_000);
  expect((nextAttemptAt(since, now, pause, random).getTime() - now.getTime()) / 1_000).toBe(seconds);
});
