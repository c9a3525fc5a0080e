import { Temporal } from 'temporal-polyfill';

/** The public holidays on which most US trade businesses close, as YYYY-MM-DD. Source: 5 U.S.C. § 6103 (a), of which the six kept by most private businesses. */
export function usHolidays(year: number): string[] {
  const day = (month: number, date: number) => Temporal.PlainDate.from({ year, month, day: date });
  const firstMondayFrom = (from: Temporal.PlainDate) => from.add({ days: (8 - from.dayOfWeek) % 7 });
  const november = day(11, 1);
  return [day(1, 1), firstMondayFrom(day(5, 25)), day(7, 4), firstMondayFrom(day(9, 1)), november.add({ days: ((11 - november.dayOfWeek) % 7) + 21 }), day(12, 25)].map(String);
}
