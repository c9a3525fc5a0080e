import type { BusinessHours } from '../types';
import { addDays, instantOf, localMoment, minutesOf, weekdayOf } from './localTime';

/** A stretch of time, in epoch milliseconds; `to` is not part of it. */
export interface Stretch { from: number; to: number }

/**
 * When the business is open between two instants, in order, stretches that touch made one ("24:00" runs on into the next day's "00:00").
 * A period that closes before it opens runs past midnight and belongs to the day on which it opens, so that a holiday drops the whole of it;
 * one that closes when it opens is none. What `instantOf` says of the changes of the clocks holds: a night is an hour shorter or longer.
 */
export function openStretches(hours: BusinessHours, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  const last = addDays(localMoment(to, hours.timeZone).date, 1);
  for (let date = addDays(localMoment(from, hours.timeZone).date, -1); date <= last; date = addDays(date, 1)) {
    if (hours.holidays.includes(date)) continue;
    for (const period of hours.weekly[weekdayOf(date)] ?? []) {
      const opens = minutesOf(period.opens);
      const closes = minutesOf(period.closes);
      const stretch = { from: instantOf(date, opens, hours.timeZone), to: instantOf(date, closes < opens ? closes + 1440 : closes, hours.timeZone) };
      if (stretch.from < stretch.to) stretches.push(stretch);
    }
  }
  return joined(stretches).filter((stretch) => stretch.to > from && stretch.from < to);
}

export function isOpenAt(instant: number, hours: BusinessHours): boolean {
  return openStretches(hours, instant, instant + 1).length > 0;
}

function joined(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const next of [...stretches].sort((a, b) => a.from - b.from)) {
    const previous = result.at(-1);
    if (previous && next.from <= previous.to) previous.to = Math.max(previous.to, next.to);
    else result.push({ ...next });
  }
  return result;
}
