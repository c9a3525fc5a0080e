/** Each class is 2 % longer than the one before, so a median read from them is at most 1 % off. */
const growth = Math.log(1.02);

/** The class of a duration, for a histogram that counts without keeping durations. Class 0 is up to a millisecond. */
export function durationClass(millis: number): number {
  return millis <= 1 ? 0 : Math.round(Math.log(millis) / growth);
}

/**
 * The duration at a quantile (0 to 1) of a histogram class → count, in milliseconds; null when it is empty. Between two
 * durations, as for the median of an even number, their mean.
 */
export function durationAt(quantile: number, histogram: ReadonlyMap<number, number>): number | null {
  const classes = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = classes.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const place = quantile * (total - 1);
  const millisAt = (rank: number) => {
    let seen = 0;
    for (const [durationsClass, count] of classes) {
      seen += count;
      if (rank < seen) return Math.exp(durationsClass * growth);
    }
    throw new Error(`no duration has rank ${rank} of ${total}`);
  };
  const below = millisAt(Math.floor(place));
  return below + (millisAt(Math.ceil(place)) - below) * (place - Math.floor(place));
}
