import { pointOf, travelMinutes, type Point } from '../area/geo';
import type { BusinessHours, CalendarEntry, Slot } from '../types';
import { MINUTE, addDays, epoch, iso, localMoment } from './localTime';
import { openStretches, type Stretch } from './openHours';

/** Each offered slot is held for so long; until then its lead time counts from the offer. Source: contract/domain.md, "Slots". */
export const HOLD_MINUTES = 10;
/** Slots begin on the half hour: what a customer expects to hear, and few enough to read. */
const GRID = 30 * MINUTE;
/** How far ahead the next free slot is looked for when nobody says until when. */
const HORIZON_DAYS = 21;
/** Offers on one day are at least this far apart, so that three numbers are three choices. */
const SPREAD = 3 * 60 * MINUTE;

export interface SlotQuestion {
  hours: Omit<BusinessHours, 'timeZone'>;
  timeZone: string;
  settings: { bufferMinutes: number; leadTimeMinutes: number; slotCapacity: number };
  durationMinutes: number;
  /** What is already booked or busy; without a place it needs no travel time. */
  calendar: readonly CalendarEntry[];
  /** Where the new visit is, if known. */
  location?: Point | null;
  /** Earliest start; never before now plus the lead time. */
  from: string;
  /** Latest start; default three weeks after `from`. */
  to?: string;
  now: string;
  limit: number;
  /** May use hours outside business hours where the business offers them (`emergency247`). */
  emergency: boolean;
  /** Which starts (epoch milliseconds) suit the customer; default all. */
  fits?: (start: number) => boolean;
}

/**
 * Free slots in order of start: within business hours and never on a holiday (unless an emergency of a business that goes out at any hour), at least the lead time
 * away, with one buffer plus the drive between neighbours, and fewer than `slotCapacity` visits at once. Source: contract/domain.md, "Slots".
 * Offering, availableSlots and booking all ask the rule in here. `limit` 0 or less finds none.
 */
export function findSlots(question: SlotQuestion): Slot[] {
  return findStarts(question).map((start) => slotAt(start, question));
}

function findStarts(question: SlotQuestion): number[] {
  const found: number[] = [];
  const duration = question.durationMinutes * MINUTE;
  const first = Math.max(epoch(question.from), epoch(question.now) + question.settings.leadTimeMinutes * MINUTE);
  const last = question.to ? epoch(question.to) : first + HORIZON_DAYS * 24 * 60 * MINUTE;
  if (last < first) return found;
  const busy = busyStretches(question);
  for (const stretch of workingStretches(question, first, last + duration + 1)) {
    for (let start = ceilToGrid(Math.max(first, stretch.from)); start + duration <= stretch.to && start <= last; start += GRID) {
      if (found.length >= question.limit) return found;
      if (question.fits && !question.fits(start)) continue;
      if (hasCapacity(start, start + duration, busy, question.settings.slotCapacity)) found.push(start);
    }
  }
  return found;
}

/** The slot that begins then (epoch milliseconds). */
export const slotAt = (start: number, { durationMinutes }: Pick<SlotQuestion, 'durationMinutes'>): Slot => ({ start: iso(start), end: iso(start + durationMinutes * MINUTE) });

/**
 * Whether one start is (still) free, by the same rule as findSlots except that it need not be on the half hour.
 * @param leadFrom the instant the lead time counts from: for a slot still held, when it was offered. Never makes a start in the past free.
 */
export function isSlotFree(question: Omit<SlotQuestion, 'from' | 'to' | 'limit' | 'fits'>, start: string, leadFrom: string = question.now): boolean {
  const begins = epoch(start);
  if (!Number.isFinite(begins) || begins < epoch(question.now)) return false;
  if (begins < epoch(leadFrom) + question.settings.leadTimeMinutes * MINUTE) return false;
  const ends = begins + question.durationMinutes * MINUTE;
  const isWorked = workingStretches(question, begins, ends + 1).some((stretch) => stretch.from <= begins && ends <= stretch.to);
  return isWorked && hasCapacity(begins, ends, busyStretches(question), question.settings.slotCapacity);
}

/**
 * Up to `limit` free slots that are real choices: the next one, one later the same day, one the next day; then whatever is left, in order.
 * In an emergency the soonest count, not the spread over days.
 */
export function offerSlots(question: SlotQuestion): Slot[] {
  const free = findStarts({ ...question, limit: 400 });
  const next = free[0];
  if (next === undefined) return [];
  const dayOf = (start: number) => localMoment(start, question.timeZone).date;
  const today = dayOf(next);
  const tomorrow = addDays(today, 1);
  const gap = question.emergency ? SPREAD / 3 : SPREAD;
  const chosen = [next];
  const isApart = (start: number, by: number) => chosen.every((other) => Math.abs(other - start) >= by);
  const addFirst = (suits: (start: number) => boolean) => {
    const start = chosen.length < question.limit ? free.find((candidate) => !chosen.includes(candidate) && suits(candidate) && chosen.every((other) => !readAlike(candidate, other, question.timeZone))) : undefined;
    if (start !== undefined) chosen.push(start);
    return start !== undefined;
  };
  addFirst((start) => isApart(start, gap) && (question.emergency || dayOf(start) === today));
  if (question.emergency) addFirst((start) => isApart(start, gap));
  addFirst((start) => dayOf(start) >= tomorrow);
  for (const by of [gap, GRID]) while (addFirst((start) => isApart(start, by)));
  return chosen
    .slice(0, question.limit)
    .sort((a, b) => a - b)
    .map((start) => slotAt(start, question));
}

/** When the clocks go back an hour comes twice, and "1:30 AM" says not which. */
function readAlike(one: number, other: number, timeZone: string): boolean {
  if (Math.abs(one - other) > HOUR_TWICE) return false;
  const [a, b] = [localMoment(one, timeZone), localMoment(other, timeZone)];
  return a.date === b.date && a.minuteOfDay === b.minuteOfDay;
}

const HOUR_TWICE = 60 * MINUTE;

/** When somebody goes out between two instants: in business hours, to an emergency at any hour where the business offers that. */
function workingStretches({ hours, timeZone, emergency }: Pick<SlotQuestion, 'hours' | 'timeZone' | 'emergency'>, from: number, to: number): Stretch[] {
  return emergency && hours.emergency247 ? [{ from, to }] : openStretches({ ...hours, timeZone }, from, to);
}

/** Each entry grown on both sides by the gap a neighbour must keep. */
function busyStretches({ calendar, location, settings }: Pick<SlotQuestion, 'calendar' | 'location' | 'settings'>): Stretch[] {
  return calendar.map((entry) => {
    const gap = gapMillis(entry, location, settings.bufferMinutes);
    return { from: epoch(entry.start) - gap, to: epoch(entry.end) + gap };
  });
}

/** What must lie between a visit and its neighbour: one buffer, and the drive between the two where both places are known. */
export function gapMillis(neighbour: { latitude?: number | null; longitude?: number | null }, location: Point | null | undefined, bufferMinutes: number): number {
  const there = pointOf(neighbour);
  return (bufferMinutes + (there && location ? travelMinutes(there, location) : 0)) * MINUTE;
}

/** The most visits at any moment of [from, to) stay below the capacity: they only rise where one of them begins. */
function hasCapacity(from: number, to: number, busy: readonly Stretch[], capacity: number): boolean {
  const overlapping = busy.filter((entry) => entry.from < to && entry.to > from);
  if (overlapping.length < capacity) return true;
  const moments = [from, ...overlapping.map((entry) => Math.max(from, entry.from))];
  return moments.every((moment) => overlapping.filter((entry) => entry.from <= moment && entry.to > moment).length < capacity);
}

const ceilToGrid = (instant: number): number => Math.ceil(instant / GRID) * GRID;
