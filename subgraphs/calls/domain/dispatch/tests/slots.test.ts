import { estimatePrice } from '../pricing/price';
import { findSlots, isSlotFree, offerSlots, type SlotQuestion } from '../scheduling/slots';
import { spokenTime } from '../texts';
import { request } from './sample';

const { businessHours: hours } = request();
const base: SlotQuestion = {
  hours, timeZone: 'America/Boise', settings: { bufferMinutes: 15, leadTimeMinutes: 60, slotCapacity: 1 }, durationMinutes: 60, calendar: [], from: '2026-11-20T15:04:00Z', now: '2026-11-20T15:04:00Z', limit: 3, emergency: false,
};
const starts = (question: Partial<SlotQuestion>) => findSlots({ ...base, ...question }).map((slot) => slot.start);

test('the first slot is on the half hour after the lead time', () => {
  expect(starts({})[0]).toBe('2026-11-20T16:30:00Z');
});

test('neighbours keep one buffer, not two', () => {
  const calendar = [{ start: '2026-11-20T16:00:00Z', end: '2026-11-20T17:15:00Z' }, { start: '2026-11-20T18:45:00Z', end: '2026-11-20T20:00:00Z' }];
  expect(starts({ calendar })[0]).toBe('2026-11-20T17:30:00Z');
});

test('the drive from the neighbouring visit is added', () => {
  const calendar = [{ start: '2026-11-20T16:00:00Z', end: '2026-11-20T17:15:00Z', latitude: 43.6, longitude: -116.2 }];
  expect(starts({ calendar, location: { latitude: 43.6, longitude: -116.45 } })[0]).toBe('2026-11-20T18:30:00Z');
});

test('two vans make two visits at once', () => {
  const calendar = [{ start: '2026-11-20T16:00:00Z', end: '2026-11-20T23:00:00Z' }];
  expect(starts({ calendar, settings: { ...base.settings, slotCapacity: 2 } })[0]).toBe('2026-11-20T16:30:00Z');
});

test('no slot on a holiday, in the lunch break, or beyond closing time', () => {
  const lunch = { ...hours, weekly: { ...hours.weekly, thursday: [{ opens: '08:00', closes: '12:00' }, { opens: '13:00', closes: '17:00' }], friday: [{ opens: '08:00', closes: '09:30' }, { opens: '13:00', closes: '14:00' }] } };
  expect(starts({ hours: lunch, from: '2026-11-26T00:00:00Z', limit: 3, to: '2026-11-28T07:00:00Z' })).toEqual(['2026-11-27T15:00:00Z', '2026-11-27T15:30:00Z', '2026-11-27T20:00:00Z']);
});

test('open to 24:00 runs on into the next day', () => {
  const night = { ...hours, weekly: { friday: [{ opens: '20:00', closes: '24:00' }], saturday: [{ opens: '00:00', closes: '02:00' }] } };
  expect(starts({ hours: night, from: '2026-11-21T06:00:00Z', durationMinutes: 120, limit: 4 })).toEqual(['2026-11-21T06:00:00Z', '2026-11-21T06:30:00Z', '2026-11-21T07:00:00Z']
    .concat(starts({ hours: night, from: '2026-11-28T00:00:00Z', durationMinutes: 120, limit: 1 })));
});

test('opening hours are local across the change of clocks', () => {
  const daily = { ...hours, weekly: { saturday: [{ opens: '08:00', closes: '10:00' }], sunday: [{ opens: '08:00', closes: '10:00' }] } };
  expect(starts({ hours: daily, now: '2027-03-12T00:00:00Z', from: '2027-03-12T00:00:00Z', durationMinutes: 120 }).slice(0, 2)).toEqual(['2027-03-13T15:00:00Z', '2027-03-14T14:00:00Z']);
});

test('an emergency may use any hour where the business goes out at any hour', () => {
  const saturday = { from: '2026-11-21T09:00:00Z', now: '2026-11-21T09:00:00Z', limit: 1 };
  expect(starts({ ...saturday, emergency: true })).toEqual(['2026-11-21T10:00:00Z']);
  expect(starts({ ...saturday, emergency: true, hours: { ...hours, emergency247: false } })).toEqual(['2026-11-23T15:00:00Z']);
});

test('what is found is free, and free asks the same rule', () => {
  for (const slot of findSlots({ ...base, limit: 50 })) expect(isSlotFree(base, slot.start)).toBe(true);
  expect(isSlotFree(base, '2026-11-20T15:30:00Z')).toBe(false);
  expect(isSlotFree(base, '2026-11-20T16:00:00Z', '2026-11-20T14:56:00Z')).toBe(true);
  expect(isSlotFree({ ...base, calendar: [{ start: '2026-11-20T17:00:00Z', end: '2026-11-20T18:00:00Z' }] }, '2026-11-20T16:30:00Z')).toBe(false);
});

test('offers are spread: next, later that day, the next working day', () => {
  expect(offerSlots(base).map((slot) => slot.start)).toEqual(['2026-11-20T16:30:00Z', '2026-11-20T19:30:00Z', '2026-11-23T15:00:00Z']);
});

test.each([
  ['2026-11-20T16:00:00Z', 1.5, 'business_hours'], ['2026-11-21T02:00:00Z', 1.75, 'evening'], ['2026-11-21T18:00:00Z', 2, 'weekend'], ['2026-11-21T06:00:00Z', 2.25, 'night'], ['2026-11-26T18:00:00Z', 2.75, 'holiday'], ['2026-11-20T12:59:00Z', 2.25, 'night'], ['2026-11-20T13:00:00Z', 1.75, 'evening'],
])('an emergency visit at %s costs %d times (%s)', (start, multiplier, rule) => {
  expect(estimatePrice({ priceLow: 100, priceHigh: 300 }, start, 'EMERGENCY', hours)).toEqual({ low: 100 * multiplier, high: 300 * multiplier, multiplier, rule });
  expect(estimatePrice({ priceLow: 100, priceHigh: 300 }, start, 'URGENT', hours)).toEqual({ low: 100, high: 300, multiplier: 1, rule: 'none' });
});

test('of the hour that comes twice in autumn only one of two times that read alike is offered', () => {
  const whole = { monday: [{ opens: '00:00', closes: '24:00' }], sunday: [{ opens: '00:00', closes: '24:00' }], saturday: [{ opens: '00:00', closes: '24:00' }] };
  for (const emergency of [false, true]) {
    const slots = offerSlots({ ...base, hours: { ...hours, weekly: whole }, emergency, from: '2026-11-01T06:30:00Z', now: '2026-11-01T06:30:00Z' });
    const spoken = slots.map(({ start }) => spokenTime(start, 'America/Boise', 'en'));
    expect(slots).toHaveLength(3);
    expect(new Set(spoken).size).toBe(3);
  }
});
