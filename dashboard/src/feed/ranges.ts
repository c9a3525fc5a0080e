/** Days and periods of the business as moments, in its time zone. */
import { Temporal } from 'temporal-polyfill';
import type { DateRange } from '../../../sdk/generated/operations.generated';
import type { Period } from './state';

const daysOf: Record<Period, number> = { today: 1, week: 7, month: 30 };

export function today(timeZone: string): string {
  return Temporal.Now.plainDateISO(timeZone).toString();
}

/** @param date YYYY-MM-DD */
export function dayRange(date: string, timeZone: string): DateRange {
  const day = Temporal.PlainDate.from(date);
  return { start: momentOf(day, timeZone), end: momentOf(day.add({ days: 1 }), timeZone) };
}

/** The period up to the end of today. */
export function periodRange(period: Period, timeZone: string): DateRange {
  const end = Temporal.Now.plainDateISO(timeZone).add({ days: 1 });
  return { start: momentOf(end.subtract({ days: daysOf[period] }), timeZone), end: momentOf(end, timeZone) };
}

/** @returns the date that many days later, YYYY-MM-DD */
export function shiftDate(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

function momentOf(day: Temporal.PlainDate, timeZone: string): string {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds).toISOString();
}
