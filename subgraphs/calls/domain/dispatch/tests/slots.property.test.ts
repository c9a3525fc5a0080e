import fc from 'fast-check';
import { pointOf, travelMinutes } from '../area/geo';
import { estimatePrice, DEFAULT_MULTIPLIERS } from '../pricing/price';
import { addDays, epoch, iso, localMoment, MINUTE, minutesOf, weekdayOf } from '../scheduling/localTime';
import { findSlots, isSlotFree, offerSlots, type SlotQuestion } from '../scheduling/slots';
import type { BusinessHours, Weekday } from '../types';

const DAYS: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
/** By day, overnight, and now and then none at all. */
const period = fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 48 })).map(([from, to]) => ({ opens: clock(from * 30), closes: clock(to * 30) }));
const weekly = fc.tuple(...DAYS.map(() => fc.array(period, { maxLength: 2 }))).map((days) => Object.fromEntries(DAYS.map((day, index) => [day, days[index]])) as BusinessHours['weekly']);
/** Weeks with both changes of the clocks of 2026 and 2027, New Year, and quiet ones. */
const instant = fc.constantFrom('2026-10-30T14:10:00Z', '2027-03-12T20:00:00Z', '2026-12-30T03:00:00Z', '2026-06-03T17:45:00Z').chain((start) => fc.integer({ min: 0, max: 4 * 24 * 60 }).map((minutes) => iso(epoch(start) + minutes * MINUTE)));
const point = fc.record({ latitude: fc.double({ min: 43.4, max: 43.8, noNaN: true }), longitude: fc.double({ min: -116.5, max: -116, noNaN: true }) });

const question: fc.Arbitrary<SlotQuestion & { hours: BusinessHours }> = fc
  .record({
    weekly, now: instant, holiday: fc.integer({ min: 0, max: 6 }), emergency: fc.boolean(), emergency247: fc.boolean(), timeZone: fc.constantFrom('America/Boise', 'America/New_York', 'America/Phoenix'),
    buffer: fc.integer({ min: 0, max: 60 }), lead: fc.integer({ min: 0, max: 300 }), capacity: fc.integer({ min: 0, max: 3 }), duration: fc.constantFrom(45, 90, 240),
    location: fc.option(point), booked: fc.array(fc.record({ inMinutes: fc.integer({ min: -120, max: 5000 }), minutes: fc.integer({ min: 15, max: 300 }), at: fc.option(point) }), { maxLength: 8 }),
  })
  .map(({ now, timeZone, ...made }) => ({
    hours: { timeZone, weekly: made.weekly, holidays: [localMoment(epoch(now) + made.holiday * 1440 * MINUTE, timeZone).date], emergency247: made.emergency247 }, timeZone,
    settings: { bufferMinutes: made.buffer, leadTimeMinutes: made.lead, slotCapacity: made.capacity }, durationMinutes: made.duration, location: made.location, from: now, now, limit: 25, emergency: made.emergency,
    calendar: made.booked.map(({ inMinutes, minutes, at }) => ({ start: iso(epoch(now) + inMinutes * MINUTE), end: iso(epoch(now) + (inMinutes + minutes) * MINUTE), latitude: at?.latitude ?? null, longitude: at?.longitude ?? null })),
  }));

const starts = (asked: SlotQuestion) => findSlots(asked).map((slot) => ({ from: epoch(slot.start), to: epoch(slot.end) }));

test('every slot keeps the lead time, the length of the job and its order, and is free by the same rule', () => {
  fc.assert(fc.property(question, (asked) => {
    const found = starts(asked);
    found.forEach(({ from, to }, index) => {
      expect(from).toBeGreaterThanOrEqual(epoch(asked.now) + asked.settings.leadTimeMinutes * MINUTE);
      expect(to - from).toBe(asked.durationMinutes * MINUTE);
      if (index > 0) expect(from).toBeGreaterThan(found[index - 1]!.from);
      expect(isSlotFree(asked, iso(from))).toBe(true);
    });
  }), { numRuns: 40 });
});

test('outside an emergency of a business that goes out at any hour, every minute of a visit lies in opening hours by the local clock, and none that opens on a holiday', () => {
  fc.assert(fc.property(question, (asked) => {
    if (asked.emergency && asked.hours.emergency247) return;
    for (const { from, to } of starts(asked)) {
      for (let minute = from; minute < to; minute += 15 * MINUTE) {
        const at = localMoment(minute, asked.timeZone);
        if (localMoment(minute - 60 * MINUTE, asked.timeZone).hour === at.hour) continue; // the hour that comes twice in autumn is one to those who are open through it
        const periodsOf = (date: string) => (asked.hours.holidays.includes(date) ? [] : (asked.hours.weekly[weekdayOf(date)] ?? [])).map(({ opens, closes }) => ({ opens: minutesOf(opens), closes: minutesOf(closes) }));
        const opened = periodsOf(at.date).some(({ opens, closes }) => opens <= at.minuteOfDay && (closes < opens || at.minuteOfDay < closes));
        const isOpen = opened || periodsOf(addDays(at.date, -1)).some(({ opens, closes }) => closes < opens && at.minuteOfDay < closes);
        expect({ at, isOpen }).toMatchObject({ isOpen: true });
      }
    }
  }), { numRuns: 40 });
});

test('never more visits at once than the capacity, each neighbour one buffer and one drive away', () => {
  fc.assert(fc.property(question, (asked) => {
    for (const { from, to } of starts(asked)) {
      const near = asked.calendar.filter((entry) => {
        const there = pointOf(entry);
        const gap = (asked.settings.bufferMinutes + (there && asked.location ? travelMinutes(there, asked.location) : 0)) * MINUTE;
        return epoch(entry.start) - gap < to && epoch(entry.end) + gap > from;
      });
      if (asked.settings.slotCapacity === 1) expect(near).toEqual([]);
      expect(asked.settings.slotCapacity).toBeGreaterThan(0);
      for (let minute = from; minute < to; minute += 15 * MINUTE) expect(asked.calendar.filter((entry) => epoch(entry.start) <= minute && epoch(entry.end) > minute).length).toBeLessThan(asked.settings.slotCapacity);
    }
  }), { numRuns: 40 });
});

test('offers are at most three, distinct, in order, among the free ones, the first the soonest', () => {
  fc.assert(fc.property(question, (asked) => {
    const offers = offerSlots({ ...asked, limit: 3 });
    const free = findSlots({ ...asked, limit: 400 }).map((slot) => slot.start);
    expect(offers.length).toBe(Math.min(3, free.length));
    expect(offers.every((offer) => free.includes(offer.start))).toBe(true);
    expect(offers.map((offer) => offer.start)).toEqual([...new Set(offers.map((offer) => offer.start))].sort());
    if (free.length > 0) expect(offers[0]!.start).toBe(free[0]);
  }), { numRuns: 30 });
});

test('a price is raised for emergencies only, within 1.5 to 2.75, and stays whole dollars', () => {
  fc.assert(fc.property(question, fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), fc.constantFrom('EMERGENCY' as const, 'URGENT' as const, 'NORMAL' as const), (asked, low, more, urgency) => {
    const price = estimatePrice({ priceLow: low, priceHigh: low + more }, asked.now, urgency, asked.hours);
    expect(Number.isInteger(price.low) && Number.isInteger(price.high)).toBe(true);
    if (urgency !== 'EMERGENCY') return expect(price).toEqual({ low, high: low + more, multiplier: 1, rule: 'none' });
    const at = localMoment(epoch(asked.now), asked.timeZone);
    const isNight = at.hour >= 22 || at.hour < 6;
    const least = asked.hours.holidays.includes(at.date) ? DEFAULT_MULTIPLIERS.holiday : isNight ? DEFAULT_MULTIPLIERS.night : ['saturday', 'sunday'].includes(at.weekday) ? DEFAULT_MULTIPLIERS.weekend : DEFAULT_MULTIPLIERS.business_hours;
    expect(price.multiplier).toBeGreaterThanOrEqual(least);
    expect(price.multiplier).toBeLessThanOrEqual(2.75);
    expect(price.rule).not.toBe('none');
  }), { numRuns: 100 });
});
