/** A period, half open: `start` belongs to it, `end` does not. Milliseconds since 1970. */
export interface Period {
  start: number;
  end: number;
}

/** A stretch of a period that whole roll-ups of one grain cover. */
export interface Segment extends Period {
  /** Length of the roll-ups in seconds; 0 stands for a millisecond. */
  grain: Grain;
}

/** The lengths for which everything is counted: a UTC day, an hour, a minute, a millisecond (0). */
export const grains = [86_400, 3_600, 60, 0] as const;
/** One of those lengths, in seconds. */
export type Grain = (typeof grains)[number];

/**
 * Covers a period exactly with the longest roll-ups that fit: days in the middle, hours beside them, minutes and
 * milliseconds at the two edges. At most seven segments, whatever happened in the period.
 */
export function segmentsOf(period: Period, [grain, ...finer]: readonly Grain[] = grains): Segment[] {
  if (grain === undefined || period.start >= period.end) return [];
  if (grain === 0) return [{ ...period, grain }];
  const millis = grain * 1_000;
  const start = Math.ceil(period.start / millis) * millis;
  const end = Math.floor(period.end / millis) * millis;
  if (start >= end) return segmentsOf(period, finer);
  return [...segmentsOf({ start: period.start, end: start }, finer), { grain, start, end }, ...segmentsOf({ start: end, end: period.end }, finer)];
}
