import { Temporal } from 'temporal-polyfill';

type Rule = (year: number) => Temporal.PlainDate;
const day = (month: number, date: number): Rule => (year) => Temporal.PlainDate.from({ year, month, day: date });
/** The first such weekday (Monday 1 to Sunday 7) from a day of the month on: the third of a month is the first from its 15th on. */
const weekdayFrom = (weekday: number, month: number, date: number): Rule => (year) => {
  const from = day(month, date)(year);
  return from.add({ days: (weekday - from.dayOfWeek + 7) % 7 });
};

/** Days that people in the US name instead of a date. Source: 5 U.S.C. § 6103 (a), and custom for those on which nobody closes. */
const HOLIDAYS = {
  newYear: day(1, 1), martinLutherKing: weekdayFrom(1, 1, 15), valentines: day(2, 14), presidents: weekdayFrom(1, 2, 15), memorial: weekdayFrom(1, 5, 25), juneteenth: day(6, 19), independence: day(7, 4), labor: weekdayFrom(1, 9, 1),
  columbus: weekdayFrom(1, 10, 8), halloween: day(10, 31), veterans: day(11, 11), thanksgiving: weekdayFrom(4, 11, 22), christmasEve: day(12, 24), christmas: day(12, 25), newYearsEve: day(12, 31),
} as const satisfies Record<string, Rule>;

export type UsHoliday = keyof typeof HOLIDAYS;

/** The date of a holiday in a year, as YYYY-MM-DD. */
export const usHoliday = (holiday: UsHoliday, year: number): string => HOLIDAYS[holiday](year).toString();

/** The public holidays on which most US trade businesses close, as YYYY-MM-DD: the six kept by most private businesses. */
export function usHolidays(year: number): string[] {
  return (['newYear', 'memorial', 'independence', 'labor', 'thanksgiving', 'christmas'] as const).map((holiday) => usHoliday(holiday, year));
}
