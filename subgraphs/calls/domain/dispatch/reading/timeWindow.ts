import { MINUTE, WEEKDAYS, addDays, dateOf, instantOf, iso, localMoment, weekdayOf } from '../scheduling/localTime';
import type { PreferredTime, Weekday } from '../types';
import { DAY_NAMES, MONTHS } from './lexicon/timeWords';
import { fold } from './words';

/** When a customer can be visited: between two instants, and within that only at these hours and on these days. */
export interface PreferredWindow extends PreferredTime { fromMinute: number; toMinute: number; days: Weekday[] | null; asap: boolean }

const DAY = 1440;
const WEEK_DAYS = WEEKDAYS.slice(0, 5);

/**
 * What a span of words means on the clock of the business: days first, then hours of the day. Bare hours are read as people say them: 1 to 6 afternoon, 7 to 11 morning.
 * Words that name no time ("before the party") leave the next four weeks open.
 */
export function windowOf(span: string, nowMs: number, timeZone: string): PreferredWindow {
  const words = withDigits(fold(span));
  const today = localMoment(nowMs, timeZone);
  const { first, last, days } = dayRange(words, today.date, today.weekday);
  const hours = hourRange(words, today.minuteOfDay);
  const asap = /asap|a\.s\.a\.p|as soon|sooner|soonest|right (now|away)|immediat|\bnow\b|ahora|ahorita|antes posible|cuanto antes|\bya\b|earliest|(next|first) available|lo mas pronto|en cuanto|de inmediato/.test(words);
  const earliest = Math.max(nowMs, instantOf(first, hours.from, timeZone));
  const latest = Math.max(earliest, within(words, nowMs) ?? instantOf(last, hours.to, timeZone));
  return { text: span, earliest: iso(earliest), latest: iso(latest), fromMinute: hours.from, toMinute: hours.to, days, asap };
}

const HOURS: readonly (readonly [english: string, spanish: string])[] = [['one', 'una'], ['two', 'dos'], ['three', 'tres'], ['four', 'cuatro'], ['five', 'cinco'], ['six', 'seis'], ['seven', 'siete'], ['eight', 'ocho'], ['nine', 'nueve'], ['ten', 'diez'], ['eleven', 'once'], ['twelve', 'doce']];
const HOUR_WORD = new RegExp(`\\b(${HOURS.flat().join('|')})(?= ?o[' ]?clock\\b)|(?<=\\b(?:after|before|by|at|around|until|till|between|and|to|la|las) )(${HOURS.flat().join('|')})\\b(?! (?:of|hours?|days?|weeks?))`, 'g');

/** "after three", "two o clock", "a las dos": hours as digits. */
function withDigits(words: string): string {
  return words.replace(HOUR_WORD, (word) => String(HOURS.findIndex((pair) => pair.includes(word)) + 1)).replace(/(\d) ?o[' ]?clock\b/g, '$1');
}

/** Whether a start suits the customer. */
export function suits(window: PreferredWindow, startMs: number, timeZone: string): boolean {
  if (startMs < Date.parse(window.earliest) || startMs > Date.parse(window.latest)) return false;
  return suitsTimeOfDay(window, startMs, timeZone) && (window.days === null || window.days.includes(localMoment(startMs, timeZone).weekday));
}

/** Whether a start lies in the hours the customer wants, on whatever day. */
export function suitsTimeOfDay({ fromMinute, toMinute }: PreferredWindow, startMs: number, timeZone: string): boolean {
  const { minuteOfDay } = localMoment(startMs, timeZone);
  return minuteOfDay >= fromMinute && minuteOfDay < Math.max(toMinute, fromMinute + 1);
}

/** "in 2 hours", "within the hour": an end that counts from now. */
function within(words: string, nowMs: number): number | null {
  const found = /(?:in|within) (?:the )?(?:next )?(an?|one|two|three|couple(?: of)?|few|\d+)? ?(hours?|hrs?|minutes?|mins?)/.exec(words);
  if (!found) return null;
  const count = { a: 1, an: 1, one: 1, two: 2, three: 3, few: 3 }[found[1] ?? 'a'] ?? (Number(found[1]) || 2);
  return nowMs + count * (found[2]!.startsWith('m') ? 1 : 60) * MINUTE;
}

interface Days { first: string; last: string; days: Weekday[] | null }

function dayRange(words: string, today: string, weekday: Weekday): Days {
  const on = (first: string, last = first, days: Weekday[] | null = null): Days => ({ first, last, days });
  const sinceMonday = WEEKDAYS.indexOf(weekday);
  const nextMonday = addDays(today, 7 - sinceMonday);
  const named = namedDays(words);
  const date = namedDate(words, today);
  const before = /\b(before|by|until|til|till|antes|hasta)\b(?! (noon|\d|work|lunch|dinner|mediodia))/.test(words);
  if (date && !(/\b(weekday|any)/.test(words) && !before)) {
    if (/\b(after|despues|past|from|desde|partir)\b/.test(words)) return on(addDays(date, 1), addDays(date, 21));
    return before ? on(today, addDays(date, /\b(by|hasta)\b/.test(words) ? 0 : -1)) : on(date);
  }
  if (/day after tomorrow|pasado manana/.test(words)) return on(addDays(today, 2));
  if (/\b(tomorrow|tmrw|tmr|2morrow|tom+or+ow|tomarrow)\b|^manana|(?<!la |esta |por la |en la |de la )\bmanana\b(?! por la manana$)/.test(words) && named.length === 0) return before && /\b(by|before) tom/.test(words) ? on(today, addDays(today, 1)) : on(addDays(today, 1));
  if (named.length > 0) {
    const week = /\b(next|proxim[oa])\b/.test(words) && /week|semana/.test(words) ? nextMonday : null;
    if (/\b(except|besides|but (?:not )?(?:on )?(?=mon|tue|wed|thu|fri|sat|sun)|not|excepto|menos)\b|\bbut (?:mon|tue|wed|thu|fri|sat|sun)/.test(words)) return on(week ?? today, addDays(week ?? today, week ? 6 : 13), WEEKDAYS.filter((day) => !named.includes(day)));
    const dates = named.map((day) => comingDay(day, week ?? addDays(today, 1)));
    const first = dates.reduce((a, b) => (a < b ? a : b));
    const last = dates.reduce((a, b) => (a > b ? a : b));
    if (before) return on(today, /\b(by|hasta)\b/.test(words) ? last : addDays(last, -1));
    if (/\b(after|despues|since|from|desde)\b/.test(words) && !/after \d|despues de las/.test(words)) return on(addDays(first, 1), addDays(first, 14));
    if (/s\b/.test(words) && /(mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|any|every|cualquier|todos)/.test(words)) return on(week ?? today, addDays(week ?? today, 27), named);
    return on(first, last, named);
  }
  if (/next week|semana que viene|proxima semana|semana (proxima|entrante)|following week/.test(words)) return on(nextMonday, addDays(nextMonday, 6), /weekday|entre semana/.test(words) ? WEEK_DAYS : null);
  if (/weekend|fin(es)? de semana/.test(words)) {
    const saturday = /next weekend/.test(words) ? comingDay('saturday', nextMonday) : comingDay('saturday', today);
    return /weekends|any|fines/.test(words) ? on(today, addDays(today, 27), ['saturday', 'sunday']) : on(weekday === 'sunday' ? today : saturday, addDays(saturday, 1), ['saturday', 'sunday']);
  }
  if (/weekday|week ?day|entre semana|business hours|week ?night/.test(words)) return on(today, addDays(today, 13), WEEK_DAYS);
  if (/this week|end of (the )?week|esta semana|later this week/.test(words)) return on(today, addDays(today, 6 - sinceMonday));
  if (/next month|proximo mes|mes que viene/.test(words)) return on(addDays(today, 28), addDays(today, 58));
  if (/this month|end of (the )?month|fin de mes/.test(words)) return on(today, addDays(today, 27));
  const inDays = /in (a|an|one|two|three|few|couple of|couple|\d+) (day|week)s?/.exec(words);
  if (inDays) {
    const count = ({ a: 1, an: 1, one: 1, two: 2, three: 3, few: 3 }[inDays[1]!] ?? (Number(inDays[1]) || 2)) * (inDays[2] === 'week' ? 7 : 1);
    return on(addDays(today, count), addDays(today, count + (inDays[2] === 'week' ? 6 : 1)));
  }
  if (/\b(today|tonight|hoy|esta noche|esta tarde|esta manana|this (morning|afternoon|evening)|tonite|2day|end of (the )?day|eod|dinner ?time|lunch ?time|right (now|away)|immediately|within|minutes|ahorita|ahora|\bnow\b|\bya\b|de inmediato|after (work|lunch|dinner|hours))\b/.test(words)) return on(today, /now|away|immediat|ya|ahor/.test(words) ? addDays(today, 1) : today);
  if (/asap|soon|available|earliest|antes posible|cuanto antes|mas pronto/.test(words)) return on(today, addDays(today, 6));
  if (/\b(after|at|by|around|before|between|a las|las)\b.*\d/.test(words) && !/any/.test(words)) return on(today, addDays(today, 6));
  return on(today, addDays(today, 27));
}

function namedDays(words: string): Weekday[] {
  const found = words.split(/[^a-z]+/).flatMap((word) => { const index = DAY_NAMES.findIndex((day) => day.test(word)); return index < 0 ? [] : [WEEKDAYS[index]!]; });
  const range = /(mon\w*|tue\w*|wed\w*|thu\w*|lunes|martes) ?(?:-|to|thru|through|a) ?(\w+)/.exec(words);
  if (range && found.length === 2) {
    const [from, to] = [WEEKDAYS.indexOf(found[0]!), WEEKDAYS.indexOf(found[1]!)];
    if (from < to) return WEEKDAYS.slice(from, to + 1);
  }
  return [...new Set(found)];
}

/** "the 20th", "Dec 3", "12/3", "3 de diciembre": the next such day, today included. */
function namedDate(words: string, today: string): string | null {
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const slash = /\b(\d{1,2})\/(\d{1,2})\b/.exec(words);
  const monthIndex = words.split(/[^a-z]+/).map((word) => MONTHS.findIndex((name) => name.test(word))).find((index) => index >= 0);
  const number = Number(/\b(\d{1,2})(?:st|nd|rd|th)\b/.exec(words)?.[1] ?? (monthIndex !== undefined ? /\b(\d{1,2})\b/.exec(words)?.[1] : /\bel (?:dia )?(\d{1,2})\b(?!:)/.exec(words)?.[1]) ?? 0);
  if (slash) return forward(year, Number(slash[1]), Number(slash[2]), today);
  if (!number) return null;
  if (monthIndex !== undefined) return forward(year, monthIndex + 1, number, today);
  if (number >= day) return dateOf(year, month, number);
  return month === 12 ? dateOf(year + 1, 1, number) : dateOf(year, month + 1, number);
}

function forward(year: number, month: number, day: number, today: string): string | null {
  const date = dateOf(year, month, day);
  return date !== null && date < today ? dateOf(year + 1, month, day) : date;
}

function comingDay(day: Weekday, from: string): string {
  let date = from;
  while (weekdayOf(date) !== day) date = addDays(date, 1);
  return date;
}

/** Local minutes of the day a visit may begin, from (inclusive) and to (exclusive). */
function hourRange(words: string, nowMinute: number): { from: number; to: number } {
  const clockWords = words.replace(/\d+(st|nd|rd|th)\b|\d{1,2}\/\d{1,2}|in \d+ \w+|el (?:dia )?\d{1,2}\b/g, ' ').replace(/medio ?dia|noon/g, '12pm').replace(/midnight|medianoche/g, '24:00');
  const times = [...clockWords.matchAll(/(\d{1,2})(?::(\d{2}))?\s?(am|pm|a\.m|p\.m|a\b|p\b)?/g)].filter((time) => Number(time[1]) <= 24).map((time) => ({ hour: Number(time[1]), minute: Number(time[2] ?? 0), half: time[3]?.[0] ?? null }));
  const [one, two] = times;
  const evening = /tonight|evening|night|noche/.test(words);
  const afternoon = /afternoon|tarde|(?<!\d ?)\bpm\b/.test(words) || evening;
  const morning = /morning|(?<!\d ?)\bam\b|(de|por|en) la manana|temprano/.test(words);
  const minute = (time: { hour: number; minute: number; half: string | null }, other?: { half: string | null; hour: number }): number => {
    const half = time.half ?? (afternoon && !morning ? 'p' : morning ? 'a' : other?.half === 'p' && time.hour < other.hour && time.hour >= 1 ? 'p' : time.hour >= 1 && time.hour <= 6 ? 'p' : 'a');
    const hour = time.hour === 12 ? (half === 'a' && time.half ? 0 : 12) : time.hour < 12 && half === 'p' ? time.hour + 12 : time.hour;
    return Math.min(DAY, hour * 60 + time.minute);
  };
  if (one && two && /-|to|and|between|entre|y|a|thru|til|until|or/.test(clockWords)) {
    const [from, to] = [minute(one, two), minute(two)];
    return { from, to: to > from ? to : Math.min(DAY, to + 720 > from ? to + 720 : DAY) };
  }
  if (one) {
    const at = minute(one);
    if (/\b(after|despues|from|desde|partir|past|since)\b/.test(words)) return { from: at, to: DAY };
    if (/\b(before|by|until|til|till|antes|hasta)\b/.test(words)) return { from: 0, to: at };
    return { from: Math.max(0, at - (/around|about|ish|como a/.test(words) ? 60 : 0)), to: Math.min(DAY, at + (/around|about|ish|como a/.test(words) ? 90 : 60)) };
  }
  if (/first thing|primera hora|early morning|temprano/.test(words)) return { from: 0, to: 600 };
  if (/after (work|school)/.test(words)) return { from: 960, to: DAY };
  if (morning && (afternoon && !evening)) return { from: 0, to: 1020 };
  if (morning) return { from: 0, to: 720 };
  if (evening && /afternoon|tarde/.test(words)) return { from: 720, to: DAY };
  if (evening || /dinner ?time/.test(words) && !/by/.test(words)) return { from: 1020, to: DAY };
  if (/by dinner ?time|end of (the )?day|eod|close of business/.test(words)) return { from: 0, to: Math.max(1080, nowMinute + 1) };
  if (afternoon || /after lunch/.test(words)) return { from: 720, to: 1080 };
  if (/lunch/.test(words)) return { from: 660, to: 840 };
  return { from: 0, to: DAY };
}
