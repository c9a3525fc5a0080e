import { Temporal } from 'temporal-polyfill';
import type { Weekday } from '../types';

/** The one file of this folder that knows the calendar library; everything here is a pure function of its arguments. */

export const MINUTE = 60_000;
export const WEEKDAYS: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** An instant as the clock on the wall of the business shows it. */
export interface LocalMoment { date: string; weekday: Weekday; hour: number; minute: number; minuteOfDay: number }

export function localMoment(epochMs: number, timeZone: string): LocalMoment {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return {
    date: zoned.toPlainDate().toString(),
    weekday: WEEKDAYS[zoned.dayOfWeek - 1]!,
    hour: zoned.hour,
    minute: zoned.minute,
    minuteOfDay: zoned.hour * 60 + zoned.minute,
  };
}

/**
 * The instant of a local date and minute of the day (1440 is the next midnight, more is later that day).
 * A time the clocks skip in spring means the moment they jump; a time that comes twice in autumn means the first.
 */
export function instantOf(date: string, minuteOfDay: number, timeZone: string): number {
  const day = Temporal.PlainDate.from(date).add({ days: Math.floor(minuteOfDay / 1440) });
  const rest = minuteOfDay % 1440;
  const at = day.toPlainDateTime({ hour: Math.floor(rest / 60), minute: rest % 60 });
  const zoned = at.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  const isSkipped = !zoned.toPlainDateTime().equals(at);
  // The jump itself is not "previous" to 03:00, which is when it happens.
  return ((isSkipped ? zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous') : null) ?? zoned).epochMilliseconds;
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[Temporal.PlainDate.from(date).dayOfWeek - 1]!;
}

/** A local date from its numbers, or null where there is no such day ("Feb 31"). */
export function dateOf(year: number, month: number, day: number): string | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return null; // RangeError is how Temporal says that there is no such day
  }
}

/** "08:30" → 510; "24:00" → 1440. */
export function minutesOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

export const iso = (epochMs: number): string => new Date(epochMs).toISOString().replace('.000Z', 'Z');
export const epoch = (instant: string): number => Date.parse(instant);
