import { MINUTE, WEEKDAYS, addDays, instantOf, iso, localMoment, weekdayOf } from '../scheduling/localTime';
import type { PreferredTime, Weekday } from '../types';
import { fromMidnight, timeTokens, type Clock, type Dates, type Hours, type Relation, type Token } from './timeTokens';

/** One of the times a customer names: between two instants (epoch milliseconds, the later excluded), and within that only at these minutes of the day and on these days. */
interface Choice { earliest: number; latest: number; hours: Hours; days: Weekday[] | null; except: Dates[] }
/** When a customer can be visited: at any of the choices. `days`: the weekdays of them all, null for any. `asap`: as soon as possible, whatever the hour. */
export interface PreferredWindow extends PreferredTime { choices: Choice[]; days: Weekday[] | null; asap: boolean }

const DAY = 1440;
/** How far ahead a wish without a day reaches. */
const OPEN_DAYS = 27;
/** How far ahead a wish of an hour only reaches, and one that something is done soon. */
const SOON_DAYS = 6;

/**
 * What a span of words means on the clock of the business. A word such as "after" or "by" belongs to the day or the hour that follows it; what stands on both sides of "or" are choices, which lend each other the day
 * or the hours they do not name. Bare hours are read as people say them: 1 to 6 afternoon, 7 to 11 morning. Words that name no time ("before the party") leave the next four weeks open.
 */
export function windowOf(span: string, nowMs: number, timeZone: string): PreferredWindow {
  const { date: today, weekday, minuteOfDay } = localMoment(nowMs, timeZone);
  const wishes = completed(wishesOf(timeTokens(span, { today, weekday, minuteOfDay })));
  const choices = wishes.map((wish) => choiceOf(wish, { today, minuteOfDay, nowMs, timeZone }));
  const days = choices.every((choice) => choice.days !== null) ? WEEKDAYS.filter((day) => choices.some((choice) => choice.days!.includes(day))) : null;
  return {
    text: span, earliest: iso(Math.min(...choices.map(({ earliest }) => earliest))), latest: iso(Math.max(...choices.map(({ latest }) => latest))), choices, days,
    asap: wishes.some((wish) => wish.asap && !wish.count && wish.hours.length === 0 && wish.parts.length === 0 && wish.weekdays.length === 0 && (wish.dates === null || wish.dates.last === today)),
  };
}

/** Whether a start suits the customer. */
export function suits(window: PreferredWindow, startMs: number, timeZone: string): boolean {
  const { date, weekday, minuteOfDay } = localMoment(startMs, timeZone);
  return window.choices.some(({ earliest, latest, hours, days, except }) =>
    startMs >= earliest && startMs < latest && isWithin(hours, minuteOfDay) && (days === null || days.includes(weekday)) && !except.some(({ first, last }) => date >= first && date <= last));
}

/** Whether a start lies in the hours the customer wants, on whatever day. */
export function suitsTimeOfDay({ choices }: PreferredWindow, startMs: number, timeZone: string): boolean {
  const { minuteOfDay } = localMoment(startMs, timeZone);
  return choices.some(({ hours }) => isWithin(hours, minuteOfDay));
}

const isWithin = ({ from, to }: Hours, minute: number): boolean => minute >= from && minute < to;

type DayRelation = 'after' | 'from' | 'before' | 'by';
type Weekdays = Extract<Token, { kind: 'weekdays' }>;
type Part = Extract<Token, { kind: 'part' }>;
type Count = Extract<Token, { kind: 'count' }>;
/** What is said between two "or". Clocks keep their words until the part of the day beside them is known. */
interface Wish {
  dates: Dates | null; weekdays: Weekdays[]; isDayRange: boolean; dayRelation: DayRelation | null; except: (Weekdays | Extract<Token, { kind: 'dates' }>)[]; exceptHours: Hours[];
  hours: { relation: Relation | null; from: Clock; to: Clock | null }[]; parts: Part[]; count: Count | null; asap: boolean; any: boolean;
}

const blank = (): Wish => ({ dates: null, weekdays: [], isDayRange: false, dayRelation: null, except: [], exceptHours: [], hours: [], parts: [], count: null, asap: false, any: false });
const namesDay = (wish: Wish): boolean => wish.dates !== null || wish.weekdays.length > 0 || wish.count !== null;
const namesHour = (wish: Wish): boolean => wish.hours.length > 0 || wish.parts.length > 0;
const isSaid = (wish: Wish): boolean => namesDay(wish) || namesHour(wish) || wish.asap || wish.any || wish.except.length + wish.exceptHours.length > 0;

function wishesOf(tokens: readonly Token[]): Wish[] {
  const wishes = [blank()];
  let pending: Relation | null = null;
  let isNot = false;
  let last: 'day' | 'hour' | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const wish = wishes.at(-1)!;
    const token = tokens[at]!;
    const [to, end] = [tokens[at + 1], tokens[at + 2]];
    const isTo = to?.kind === 'to' || pending === 'between' && to?.kind === 'and';
    switch (token.kind) {
      case 'relation':
        if (token.relation === 'not') isNot = true;
        else if (token.relation !== 'around' || pending === null) pending = token.relation;
        continue;
      case 'or': case 'and':
        // "after 9 and before 3" is one wish, and so is all that "except" leaves out.
        if (wish.except.length > 0 && (to?.kind === 'dates' || to?.kind === 'weekdays') || token.kind === 'and' && to?.kind === 'relation' && last === 'hour') { if (wish.except.length > 0) pending = 'except'; continue; }
        if (isSaid(wish)) wishes.push(blank());
        break;
      case 'orLater': if (last === 'day') wish.dayRelation = 'from'; else if (last === 'hour') wish.hours.at(-1)!.relation = 'after'; break;
      case 'orEarlier': if (last === 'day') wish.dayRelation = 'by'; else if (last === 'hour') wish.hours.at(-1)!.relation = 'before'; break;
      case 'asap': case 'any': wish[token.kind] = true; break;
      case 'to': if (token.isUntil) pending = to && isDay(to) ? 'by' : 'before'; continue;
      case 'count': wish.count = token; last = 'day'; break;
      case 'dates': case 'weekdays': {
        if (pending === 'except' || isNot && pending === null) { wish.except.push(token); if (to?.kind === 'part') at += 1; last = null; break; }
        const target: Wish = token.kind === 'weekdays' && wish.weekdays.length > 0 && namesHour(wish) ? blank() : wish;
        if (target !== wish) wishes.push(target);
        const ending = isTo && end && isDay(end) ? end : null;
        if (ending) at += 2;
        addDay(target, token, ending);
        if (isDayRelation(pending)) target.dayRelation = isNot ? OPPOSITE[pending] : pending;
        last = 'day';
        break;
      }
      case 'part':
        if (isNot || pending === 'except') wish.exceptHours.push(fromMidnight(token.hours));
        else wish.parts.push(pending === 'before' ? { ...token, hours: { from: 0, to: token.hours.from || token.hours.to } } : pending === 'by' ? { ...token, hours: { from: 0, to: token.hours.to } } : token);
        last = null;
        break;
      case 'clock': {
        const ending = isTo && end?.kind === 'clock' ? end : null;
        if (ending) at += 2;
        if (pending === 'except') wish.exceptHours.push(clockHours(null, token, ending, null, 0));
        else wish.hours.push({ relation: isNot && isDayRelation(pending) ? OPPOSITE[pending] : pending, from: token, to: ending });
        last = 'hour';
      }
    }
    [pending, isNot] = [null, false];
  }
  const said = wishes.filter(isSaid);
  return said.length > 0 ? said : [blank()];
}

/** "Not before 10" is from 10 on, "not after Friday" until Friday. */
const OPPOSITE: Readonly<Record<DayRelation, DayRelation>> = { before: 'from', by: 'from', after: 'by', from: 'before' };
const isDayRelation = (relation: Relation | null): relation is DayRelation => relation !== null && relation in OPPOSITE;
const isDay = (token: Token): token is Weekdays | Extract<Token, { kind: 'dates' }> => token.kind === 'dates' || token.kind === 'weekdays';

function addDay(wish: Wish, token: Token, ending: Token | null): void {
  if (token.kind === 'weekdays') {
    if (ending?.kind === 'weekdays') {
      const [from, to] = [WEEKDAYS.indexOf(token.days[0]!), WEEKDAYS.indexOf(ending.days.at(-1)!)];
      wish.weekdays.push({ ...token, days: Array.from({ length: ((to - from + 7) % 7) + 1 }, (_day, index) => WEEKDAYS[(from + index) % 7]!) });
      wish.isDayRange = true;
    } else wish.weekdays.push(token);
  } else if (token.kind === 'dates') {
    const dates = { first: token.dates.first, last: ending?.kind === 'dates' ? ending.dates.last : token.dates.last };
    // "Tomorrow, the 24th": the last said; "any day this week" and a day of it: the day.
    wish.dates = wish.dates && lasts(wish.dates) < lasts(dates) ? wish.dates : dates;
  }
}

const lasts = ({ first, last }: Dates): number => (Date.parse(last) - Date.parse(first)) / (DAY * MINUTE);

/** Choices lend each other what they leave out: "Tuesday or Wednesday after 3", "10 or 11 tomorrow", "Monday or Tuesday of next week". */
function completed(wishes: readonly Wish[]): Wish[] {
  const weeks = wishes.filter(({ dates }) => dates && dates.first < dates.last);
  const week = weeks.length === 1 ? weeks[0]!.dates : null;
  const dated = wishes.map((wish, index): Wish => {
    if (wish.weekdays.length > 0 && !wish.dates && week) return { ...wish, dates: week };
    if (namesDay(wish) || wish.asap || !namesHour(wish)) return wish;
    const other = wishes.slice(0, index).findLast(lends) ?? wishes.slice(index).find((next) => lends(next) && namesHour(next));
    return other ? { ...wish, dates: other.dates, weekdays: other.weekdays, isDayRange: other.isDayRange, dayRelation: other.dayRelation, except: other.except, count: other.count } : wish;
  });
  return dated.map((wish, index) => {
    if (namesHour(wish) || !namesDay(wish) || wish.dayRelation) return wish;
    const next = dated.slice(index + 1).find((other) => namesHour(other) && (lends(wish) || namesDay(other)));
    return next ? { ...wish, hours: next.hours, parts: next.parts } : wish;
  });
}

/** "Weekends or after 6" are two wishes: days of every week lend no hours their days. */
const lends = (wish: Wish): boolean => namesDay(wish) && (namesHour(wish) || !wish.weekdays.some(({ isAny }) => isAny));

interface Moment { today: string; minuteOfDay: number; nowMs: number; timeZone: string }

function choiceOf(wish: Wish, moment: Moment): Choice {
  const { today, nowMs, timeZone } = moment;
  if (wish.count?.unit === 'minute') return countedMinutes(wish.count, nowMs);
  const { base, named } = daysOf(wish, moment);
  const hours = wish.exceptHours.reduce(without, hoursOf(wish, base.first === today && base.last === today ? moment.minuteOfDay : 0));
  const turn = turnOf(wish, hours);
  const { first, last } = related(base, turn === null ? wish.dayRelation : isEnd(wish.dayRelation) ? 'by' : 'from', today);
  const days = named && WEEKDAYS.filter((day) => named.includes(day) && !excluded(wish).includes(day));
  const except = wish.except.flatMap((token) => (token.kind === 'dates' ? [token.dates] : []));
  const isOpen = (date: string) => (days === null || days.includes(weekdayOf(date))) && !except.some((dates) => date >= dates.first && date <= dates.last);
  const from = instantOf(firstOpen(first, last, 1, isOpen), turn !== null && !isEnd(wish.dayRelation) ? turn : turn === null ? hours.from : 0, timeZone);
  const to = instantOf(firstOpen(last, first, -1, isOpen), turn !== null && isEnd(wish.dayRelation) ? turn : turn === null ? hours.to : DAY, timeZone);
  const earliest = Math.max(nowMs, from);
  return { earliest, latest: Math.max(earliest, to), hours: turn === null ? hours : { from: 0, to: DAY }, days, except };
}

const isEnd = (relation: DayRelation | null): boolean => relation === 'before' || relation === 'by';

/** "In 2 hours" is about then, "within 2 hours" until then. */
function countedMinutes({ least, most }: Count, nowMs: number): Choice {
  return { earliest: nowMs + least * MINUTE, latest: nowMs + (most + (least > 0 ? 60 : 0)) * MINUTE, hours: { from: 0, to: DAY }, days: null, except: [] };
}

/** The minute of the day at which a wish that begins or ends with a day turns: "by Friday at 5", "by tomorrow morning", "from Monday at 8"; null where its hours hold on each day. */
function turnOf(wish: Wish, hours: Hours): number | null {
  const [clock] = wish.hours;
  if (!wish.dayRelation || wish.hours.length + wish.parts.length !== 1 && !(clock && wish.parts.length > 0 && wish.hours.length === 1) || clock && (clock.to || clock.relation && clock.relation !== 'around')) return null;
  if (clock || wish.dayRelation === 'before' || wish.dayRelation === 'from') return hours.from;
  return hours.to;
}

/** The days a wish is about before "after", "by" and so on are applied, and the weekdays it is limited to. */
function daysOf(wish: Wish, moment: Moment): { base: Dates; named: Weekday[] | null } {
  const { today } = moment;
  const named = wish.weekdays.length > 0 ? WEEKDAYS.filter((day) => wish.weekdays.some(({ days }) => days.includes(day))) : null;
  const others = excluded(wish).length > 0 ? [...WEEKDAYS] : null;
  const isEveryWeek = wish.weekdays.some(({ isAny }) => isAny);
  if (wish.count) return { base: countedDays(wish.count, today), named: named ?? others };
  if (!named) return { base: wish.dates ?? openDays(wish, moment), named: others };
  if (!wish.dates) {
    if (isEveryWeek) return { base: { first: today, last: addDays(today, OPEN_DAYS) }, named };
    const isNext = wish.weekdays.some((days) => days.isNext);
    const from = isNext ? addDays(today, 7 - WEEKDAYS.indexOf(weekdayOf(today))) : addDays(today, wish.isDayRange ? 0 : 1);
    const dates = named.map((day) => comingDay(day, from)).toSorted();
    return { base: { first: dates[0]!, last: dates.at(-1)! }, named: wish.dayRelation ? others : named };
  }
  if (isEveryWeek && wish.dayRelation) return { base: wish.dates, named };
  const isNamed = (date: string) => named.includes(weekdayOf(date));
  const first = firstOpen(wish.dates.first, wish.dates.last, 1, isNamed);
  // A date beside a weekday it does not fall on is the surer of the two.
  if (!isNamed(first)) return { base: wish.dates, named: others };
  return { base: { first, last: firstOpen(wish.dates.last, first, -1, isNamed) }, named: wish.dayRelation ? others : named };
}

const excluded = (wish: Wish): Weekday[] => wish.except.flatMap((token) => (token.kind === 'weekdays' ? token.days : []));

/** Where no day is named: today for what is of today, the next such hour for a deadline, else some days or weeks. */
function openDays(wish: Wish, { today, minuteOfDay }: Moment): Dates {
  if (wish.parts.some(({ isToday }) => isToday)) return { first: today, last: today };
  if (wish.hours.some(({ relation }) => relation === 'by')) {
    const day = hoursOf(wish, 0).to > minuteOfDay ? today : addDays(today, 1);
    return { first: today, last: day };
  }
  return { first: today, last: addDays(today, wish.asap || wish.hours.length > 0 && !wish.any ? SOON_DAYS : OPEN_DAYS) };
}

function countedDays({ least, most, from }: Count, today: string): Dates {
  const origin = from === null ? today : typeof from === 'string' ? comingDay(from, addDays(today, 1)) : from.first;
  return { first: addDays(origin, least), last: addDays(origin, most) };
}

/** Three weeks are as far as slots are looked for. */
function related({ first, last }: Dates, relation: DayRelation | null, today: string): Dates {
  if (relation === 'after') return { first: addDays(last, 1), last: addDays(last, 21) };
  if (relation === 'from') return { first, last: addDays(first, 21) };
  if (relation === 'by') return { first: today, last };
  if (relation === 'before') return { first: today, last: first > today ? addDays(first, -1) : today };
  return { first, last };
}

/** The first day from one date towards another that is open; the date itself where none is. */
function firstOpen(from: string, to: string, step: 1 | -1, isOpen: (date: string) => boolean): string {
  for (let date = from; step > 0 ? date <= to : date >= to; date = addDays(date, step)) if (isOpen(date)) return date;
  return from;
}

function comingDay(day: Weekday, from: string): string {
  return firstOpen(from, addDays(from, 6), 1, (date) => weekdayOf(date) === day);
}

/** `past`: the minute of today before which a bare hour is that of the evening. */
function hoursOf({ hours, parts }: Wish, past: number): Hours {
  const whole: Hours = { from: 0, to: DAY };
  const part = parts.map((each) => each.hours).reduce(sharedOrBoth, whole);
  if (hours.length === 0) return part;
  const halves = new Set(parts.map(({ half }) => half));
  const half = halves.size === 1 ? parts[0]!.half : null;
  const ranges = hours.map(({ relation, from, to }) => clockHours(relation, from, to, half, parts.length > 0 ? 0 : past));
  const isBounded = hours.some(({ relation, to }) => to === null && (relation === 'after' || relation === 'from' || relation === 'before' || relation === 'by'));
  if (!isBounded) return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
  const clocks = ranges.reduce(shared, whole);
  return shared(clocks, part);
}

/** "First thing in the morning" is what both mean; "morning, evening" is all between them. */
function sharedOrBoth(one: Hours, other: Hours): Hours {
  const both = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return both.from < both.to ? both : { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}

/** What two stretches share; the first where they share nothing. */
function shared(one: Hours, other: Hours): Hours {
  const both = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return both.from < both.to ? both : one;
}

function without(hours: Hours, except: Hours): Hours {
  if (except.from <= hours.from && except.to < hours.to) return { from: Math.max(hours.from, except.to), to: hours.to };
  return { from: hours.from, to: Math.max(hours.from + 1, Math.min(hours.to, except.from)) };
}

function clockHours(relation: Relation | null, first: Clock, second: Clock | null, half: 'a' | 'p' | null, past: number): Hours {
  if (second) {
    const [from, to] = [minuteOf(first, half, second), minuteOf(second, half, first)];
    return { from, to: to > from ? to : Math.min(DAY, to + DAY / 2 > from ? to + DAY / 2 : DAY) };
  }
  const said = minuteOf(first, half, null);
  const at = Math.min(said <= past && first.half === null && first.hour < 12 && said < DAY / 2 ? said + DAY / 2 : said, DAY - 1);
  if (relation === 'after' || relation === 'from') return { from: at, to: DAY };
  if (relation === 'before' || relation === 'by') return { from: 0, to: Math.max(1, said < past && at !== said ? at : Math.min(said, DAY)) };
  return relation === 'around' || first.isAbout ? { from: Math.max(0, at - 60), to: Math.min(DAY, at + 90) } : { from: at, to: Math.min(DAY, at + 60) };
}

/** A bare hour takes its half of the day from the part named beside it, then from the other end of its range ("1-3pm"), then from custom. */
function minuteOf({ hour, minute, half }: Clock, named: 'a' | 'p' | null, other: Clock | null): number {
  const lent = other?.half && hour % 12 < other.hour % 12 ? other.half : null;
  const isAfternoon = (half ?? named ?? lent ?? (hour >= 1 && hour <= 6 ? 'p' : 'a')) === 'p';
  if (hour === 12) return (half === 'a' ? 0 : DAY / 2) + minute;
  return Math.min(DAY, (hour + (hour < 12 && isAfternoon ? 12 : 0)) * 60 + minute);
}
