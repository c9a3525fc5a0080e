import { isOpenAt, openStretches } from '../scheduling/openHours';
import { findSlots } from '../scheduling/slots';
import type { BusinessHours, OpenPeriod } from '../types';

const zone = 'America/Boise';
/** The same periods on every day of the week. */
const daily = (periods: OpenPeriod[], holidays: string[] = []): BusinessHours => ({
  timeZone: zone, holidays, emergency247: false,
  weekly: { monday: periods, tuesday: periods, wednesday: periods, thursday: periods, friday: periods, saturday: periods, sunday: periods },
});
const open = (hours: BusinessHours, from: string, to: string) => openStretches(hours, Date.parse(from), Date.parse(to)).map((stretch) => `${new Date(stretch.from).toISOString()} ${(stretch.to - stretch.from) / 3_600_000} h`);
const at = (opens: string, closes: string) => [{ opens, closes }];

test('a period that closes before it opens runs past midnight', () => {
  const hours = { ...daily([]), weekly: { friday: at('22:00', '06:00') } };
  expect(open(hours, '2026-11-20T00:00:00Z', '2026-11-23T00:00:00Z')).toEqual(['2026-11-21T05:00:00.000Z 8 h']);
  expect(['2026-11-21T04:59:00Z', '2026-11-21T05:00:00Z', '2026-11-21T12:59:00Z', '2026-11-21T13:00:00Z'].map((moment) => isOpenAt(Date.parse(moment), hours))).toEqual([false, true, true, false]);
});

test('a visit is offered across midnight of an overnight period, and none beyond its end', () => {
  const night = { ...daily([]), weekly: { friday: at('22:00', '02:00') } };
  const question = { hours: night, timeZone: zone, settings: { bufferMinutes: 0, leadTimeMinutes: 0, slotCapacity: 1 }, durationMinutes: 180, calendar: [], from: '2026-11-20T18:00:00Z', now: '2026-11-20T18:00:00Z', to: '2026-11-22T00:00:00Z', limit: 9, emergency: false };
  expect(findSlots(question).map((slot) => slot.start)).toEqual(['2026-11-21T05:00:00Z', '2026-11-21T05:30:00Z', '2026-11-21T06:00:00Z']);
});

test('a period to midnight is written "24:00" or "00:00"', () => {
  for (const closes of ['24:00', '00:00']) expect(open({ ...daily([]), weekly: { friday: at('20:00', closes) } }, '2026-11-20T00:00:00Z', '2026-11-23T00:00:00Z')).toEqual(['2026-11-21T03:00:00.000Z 4 h']);
});

test.each(['00:00', '08:00'])('a period that closes when it opens (%s) is none; the whole day is 00:00 to 24:00', (time) => {
  expect(open(daily(at(time, time)), '2026-11-20T07:00:00Z', '2026-11-23T07:00:00Z')).toEqual([]);
  expect(open({ ...daily([]), weekly: { friday: at('00:00', '24:00') } }, '2026-11-19T00:00:00Z', '2026-11-23T00:00:00Z')).toEqual(['2026-11-20T07:00:00.000Z 24 h']);
});

test('a holiday drops what opens on it, to its end past midnight, and leaves what ran into it', () => {
  const hours = daily(at('22:00', '06:00'), ['2026-11-26']);
  expect(open(hours, '2026-11-25T20:00:00Z', '2026-11-28T20:00:00Z')).toEqual(['2026-11-26T05:00:00.000Z 8 h', '2026-11-28T05:00:00.000Z 8 h']);
});

describe('the hour that comes twice in autumn (1 November 2026)', () => {
  const day = ['2026-11-01T05:00:00Z', '2026-11-01T18:00:00Z'] as const;
  test.each([
    ['a night through it is an hour longer', '22:00', '06:00', '2026-11-01T04:00:00.000Z 9 h'],
    ['what opens in it opens when it comes first', '01:30', '08:00', '2026-11-01T07:30:00.000Z 7.5 h'],
    ['what closes in it closes when it comes first', '00:00', '01:30', '2026-11-01T06:00:00.000Z 1.5 h'],
    ['what closes after it has both of it', '00:00', '02:00', '2026-11-01T06:00:00.000Z 3 h'],
  ])('%s', (_rule, opens, closes, expected) => {
    const hours = { ...daily([]), weekly: { [opens > closes ? 'saturday' : 'sunday']: at(opens, closes) } };
    expect(open(hours, ...day)).toEqual([expected]);
  });

  test('periods that touch in it are one, without a gap or an hour counted twice', () => {
    expect(open({ ...daily([]), weekly: { sunday: [...at('00:00', '01:30'), ...at('01:30', '08:00')] } }, ...day)).toEqual(['2026-11-01T06:00:00.000Z 9 h']);
  });

  test('visits in it follow each other in real time', () => {
    const question = { hours: { ...daily([]), weekly: { sunday: at('00:00', '03:00') } }, timeZone: zone, settings: { bufferMinutes: 0, leadTimeMinutes: 0, slotCapacity: 1 }, durationMinutes: 60, calendar: [], from: '2026-11-01T06:00:00Z', now: '2026-11-01T06:00:00Z', to: '2026-11-01T12:00:00Z', limit: 20, emergency: false };
    expect(findSlots(question).map((slot) => slot.start)).toEqual([6, 6.5, 7, 7.5, 8, 8.5, 9].map((hour) => `2026-11-01T0${Math.floor(hour)}:${hour % 1 ? '30' : '00'}:00Z`));
  });
});

describe('the hour that is skipped in spring (14 March 2027)', () => {
  test.each([
    ['a night through it is an hour shorter', '22:00', '06:00', ['2027-03-14T05:00:00.000Z 7 h']],
    ['what opens in it opens when the clocks jump', '02:30', '08:00', ['2027-03-14T09:00:00.000Z 5 h']],
    ['what opens at its beginning too', '02:00', '08:00', ['2027-03-14T09:00:00.000Z 5 h']],
    ['what closes in it closes when the clocks jump', '00:00', '02:30', ['2027-03-14T07:00:00.000Z 2 h']],
    ['what lies within it is none', '02:15', '02:45', []],
  ])('%s', (_rule, opens, closes, expected) => {
    const hours = { ...daily([]), weekly: { [opens > closes ? 'saturday' : 'sunday']: at(opens, closes) } };
    expect(open(hours, '2027-03-14T04:00:00Z', '2027-03-14T20:00:00Z')).toEqual(expected);
  });
});
