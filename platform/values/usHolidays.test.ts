import { usHoliday, usHolidays } from './usHolidays';

test.each([
  [2026, ['2026-01-01', '2026-05-25', '2026-07-04', '2026-09-07', '2026-11-26', '2026-12-25']],
  [2027, ['2027-01-01', '2027-05-31', '2027-07-04', '2027-09-06', '2027-11-25', '2027-12-25']],
  [2029, ['2029-01-01', '2029-05-28', '2029-07-04', '2029-09-03', '2029-11-22', '2029-12-25']],
])('the holidays of %s', (year, holidays) => {
  expect(usHolidays(year)).toEqual(holidays);
});

test.each([
  ['martinLutherKing', ['2026-01-19', '2027-01-18']],
  ['presidents', ['2026-02-16', '2027-02-15']],
  ['columbus', ['2026-10-12', '2027-10-11']],
] as const)('%s is on the day that the law names', (holiday, dates) => {
  expect([2026, 2027].map((year) => usHoliday(holiday, year))).toEqual(dates);
});
