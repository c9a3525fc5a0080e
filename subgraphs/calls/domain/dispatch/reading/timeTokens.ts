import { usHoliday, type UsHoliday } from '../../../../../platform/values/usHolidays';
import { WEEKDAYS, addDays, dateOf, weekdayOf } from '../scheduling/localTime';
import type { Weekday } from '../types';
import { DAY_NAMES, MONTHS, UNSUITED_WORDS } from './lexicon/timeWords';
import { fold } from './words';

/** How a word of time bears on the day or the hour that follows it: "after 3", "by Friday", "except Monday". */
export type Relation = 'after' | 'from' | 'before' | 'by' | 'between' | 'around' | 'not' | 'except';
/** Local dates, both included. */
export interface Dates { first: string; last: string }
/** Minutes of the local day, `from` included and `to` not. */
export interface Hours { from: number; to: number }
export interface Clock { kind: 'clock'; hour: number; minute: number; half: 'a' | 'p' | null; isAbout: boolean }
export type Token =
  | { kind: 'relation'; relation: Relation }
  | Clock
  /** A part of the day. `half`: how bare hours beside it are read. `isToday`: of today, where no day is named. */
  | { kind: 'part'; hours: Hours; half: 'a' | 'p' | null; isToday: boolean }
  | { kind: 'dates'; dates: Dates }
  /** `isNext`: of the next week. `isAny`: of every week. */
  | { kind: 'weekdays'; days: Weekday[]; isNext: boolean; isAny: boolean }
  /** Minutes, or days, counted from now or from the day that follows. */
  | { kind: 'count'; unit: 'minute' | 'day'; least: number; most: number; from: Dates | Weekday | null }
  /** `isUntil`: also without a beginning. */
  | { kind: 'to'; isUntil: boolean }
  | { kind: 'or' | 'and' | 'orLater' | 'orEarlier' | 'asap' | 'any' };

interface Context { today: string; weekday: Weekday; minuteOfDay: number }
interface Rule { words: RegExp; token: (match: RegExpExecArray, context: Context) => Token | Token[] | null }

/** The times and the words that bind them, in the order said; all else is left out. */
export function timeTokens(span: string, context: Context): Token[] {
  const words = withDigits(inOrder(fold(span)));
  const tokens: Token[] = [];
  for (let at = 0; at < words.length;) {
    const found = firstRule(words, at, context);
    if (found?.token) tokens.push(...[found.token].flat());
    at += found?.length ?? /^(?:[a-z]+|\d+|.)/s.exec(words.slice(at))![0].length;
  }
  return tokens;
}

function firstRule(words: string, at: number, context: Context): { token: Token | Token[] | null; length: number } | null {
  for (const { words: rule, token } of RULES) {
    rule.lastIndex = at;
    const match = rule.exec(words);
    if (match && match[0].length > 0) return { token: token(match, context), length: match[0].length };
  }
  return null;
}

const HOURS: readonly (readonly [english: string, spanish: string])[] = [['one', 'una'], ['two', 'dos'], ['three', 'tres'], ['four', 'cuatro'], ['five', 'cinco'], ['six', 'seis'], ['seven', 'siete'], ['eight', 'ocho'], ['nine', 'nueve'], ['ten', 'diez'], ['eleven', 'once'], ['twelve', 'doce']];
const HOUR = HOURS.flat().join('|');
const HOUR_WORD = new RegExp(`\\b(?:${HOUR})(?= ?o[' ]?clock\\b| thirty\\b| y media\\b)|(?<=\\b(?:after|before|by|at|around|about|until|till|between|and|or|to|past|than|from|la|las) )(?:${HOUR})\\b(?! (?:of|hours?|days?|weeks?|months?|more|other)\\b)`, 'g');

const UNSUITED = new RegExp(`^(.+?)${UNSUITED_WORDS}`);

/** "Late this afternoon" as "this late afternoon", so that the parts of the day stand together. */
function inOrder(folded: string): string {
  return folded.replace(UNSUITED, 'not $1').replace(/\b([ap])\.\s?m\b\.?/g, '$1m').replace(/\b(early|late) (this|tomorrow|today|\w+day) (morning|afternoon|evening|night)/g, '$2 $1 $3').replace(/\b(?:tonight|tonite|2nite)\b/g, 'this night');
}

const ORDINALS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, tenth: 10, fifteenth: 15, twentieth: 20, thirtieth: 30 };
/** "after three", "two o clock", "half past 2", "a las dos y media": hours as digits. */
function withDigits(words: string): string {
  return words.replace(HOUR_WORD, (word) => String(HOURS.findIndex((pair) => pair.includes(word)) + 1))
    .replace(/(\d) ?o[' ]?clock\b/g, '$1').replace(/\b(\d{1,2})(?: y media| thirty| y treinta)\b/g, '$1:30').replace(/\bhalf past (\d{1,2})\b/g, '$1:30').replace(/\b(\d{1,2}) y cuarto\b|\bquarter past (\d{1,2})\b/g, '$1$2:15')
    .replace(/\b(\d{1,2})([0-5]\d) ?(am|pm)\b/g, '$1:$2 $3').replace(/\b(first|second|third|fourth|fifth|tenth|fifteenth|twentieth|thirtieth)(?= of\b)(?! of [a-z]+ week)/g, (word) => `${ORDINALS[word]}th`);
}

const COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = { a: [1, 1], an: [1, 1], un: [1, 1], una: [1, 1], the: [1, 1], one: [1, 1], two: [2, 2], three: [3, 3], four: [4, 4], dos: [2, 2], tres: [3, 3], couple: [2, 3], 'couple of': [2, 3], few: [3, 5], unos: [3, 5], unas: [3, 5] };
const COUNT = String.raw`(an?|the|one|two|three|four|(?:a )?couple(?: of)?|(?:a )?few|una?|dos|tres|un[oa]s|\d+)?`;
const UNIT = String.raw`((?:minutes?|mins?|minutos?|hours?|hrs?|horas?|days?|dias?|weeks?|semanas?|months?|meses|mes)(?! of)(?: or (?:so|2))?)`;
const DAYS_IN: Readonly<Record<string, number>> = { d: 1, w: 7, s: 7, m: 30 };

function counted(count: string | undefined, unit: string): { unit: 'minute' | 'day'; least: number; most: number } {
  const word = (count ?? 'a').replace(/^a (?=couple|few)/, '');
  const [low, high] = COUNTS[word] ?? [Number(word), Number(word)];
  const most = Math.min(high, 400) + (/ or 2$/.test(unit) ? 1 : 0);
  const least = Math.min(low, 400);
  if (/^(?:min|hour|hr|hora)/.test(unit)) return { unit: 'minute', least: least * (unit.startsWith('m') ? 1 : 60), most: most * (unit.startsWith('m') ? 1 : 60) };
  const days = DAYS_IN[unit[0]!]!;
  return { unit: 'day', least: least * days, most: most * days };
}

const token = (value: Token) => (_match?: RegExpExecArray, _context?: Context): Token => value;
const relation = (value: Relation) => token({ kind: 'relation', relation: value });
const part = (from: number, to: number, half: 'a' | 'p' | null = null, isToday = false) => token({ kind: 'part', hours: { from: from * 60, to: to * 60 }, half, isToday });
const rule = (words: string, make: Rule['token']): Rule => ({ words: new RegExp(String.raw`(?<![a-z0-9])(?:${words})(?![a-z0-9])`, 'y'), token: make });
const inDays = (first: number, last = first) => (_match: RegExpExecArray, { today }: Context): Token => ({ kind: 'dates', dates: { first: addDays(today, first), last: addDays(today, last) } });
/** Days of the week `weeks` from now, Monday 0 to Sunday 6; of this week none that is past. */
const inWeek = (weeks: number, from = 0, to = 6): Rule['token'] => (_match, { today, weekday }) => {
  const monday = addDays(today, 7 * weeks - WEEKDAYS.indexOf(weekday));
  const [first, last] = [addDays(monday, from), addDays(monday, to)];
  return { kind: 'dates', dates: { first: first < today ? today : first, last: last < today ? today : last } };
};
/** Days of the month `months` from now. */
const inMonth = (months: number, from = 1): Rule['token'] => (_match, { today }) => {
  const { first, last } = monthOf(today, months);
  const begin = addDays(first, from - 1);
  return { kind: 'dates', dates: { first: begin < today ? today : begin, last } };
};

const MONTH = '(jan|january|enero|feb|february|febrero|mar|march|marzo|apr|april|abril|may|mayo|jun|june|junio|jul|july|julio|aug|august|agosto|sep|sept|september|septiembre|oct|october|octubre|nov|november|noviembre|dec|december|diciembre)';
const YEAR = String.raw`(?:,? (?:de(?:l)? )?20\d\d)?`;
/** "Dec 1 or 2", "Dec 1-3": the second number is a day too. */
const SECOND_DAY = String.raw`(?: ?(?:-|to|thru|through|or|and|y|o|al) ?(\d{1,2})(?:st|nd|rd|th)?(?![a-z0-9:/]| ?[ap]m\b))?`;
const WEEK_OF = String.raw`(?:the )?(?:week of|semana del?) (?:the )?`;
const NTH = [['first', '1st'], ['second', '2nd'], ['third', '3rd'], ['fourth', '4th'], ['last']];
const DAY_WORD = 'mon|monday|mondays|lunes|tue|tues|tuesday|tuesdays|martes|wed|weds|wednesday|wednesdays|miercoles|thu|thur|thurs|thursday|thursdays|jueves|fri|friday|fridays|viernes|sat|saturday|saturdays|sabados?|sun|sunday|sundays|domingos?';
/** How holidays are called; longer names first. */
const HOLIDAYS: readonly (readonly [UsHoliday, words: string])[] = [
  ['christmasEve', 'christmas eve|xmas eve|nochebuena'], ['christmas', '(?:christmas|xmas)(?: day)?|(?:dia de )?navidad'], ['newYearsEve', `new year'?s eve|nye|noche vieja`], ['newYear', `new year(?:'?s)?(?: day)?|(?:dia de )?ano nuevo`],
  ['thanksgiving', '(?:thanksgiving|turkey day)(?: day)?|(?:dia de )?accion de gracias'], ['independence', '(?:independence day|4th of july|july 4th|july 4|july the 4th)'], ['labor', 'labou?r day'], ['memorial', 'memorial day'], ['veterans', `veteran'?s'? day`],
  ['presidents', `president'?s'? day`], ['martinLutherKing', '(?:mlk|martin luther king)(?: jr)? day'], ['columbus', `(?:columbus|indigenous people'?s'?) day`], ['juneteenth', 'juneteenth'], ['halloween', 'halloween'], ['valentines', `valentine'?s'?(?: day)?`],
];
const HOLIDAY = HOLIDAYS.map(([, words]) => words).join('|');
const OPEN_WEEK = 'the|this|esta|la';

/** The hour at which a morning begins for a visit, and an early one, however early the business is open: nobody means midnight. */
const MORNING_HOUR = 7;
const EARLY_HOUR = 6;
export const MORNING_MINUTE = MORNING_HOUR * 60;
/** "No mornings" leaves nothing before them either. */
export const fromMidnight = ({ from, to }: Hours): Hours => ({ from: from <= MORNING_HOUR * 60 ? 0 : from, to });

/** The first rule that fits at a place is taken: longer readings stand before shorter ones. */
const RULES: readonly Rule[] = [
  rule(String.raw`or (?:later|after|after ?wards?|any ?time after)(?! \d| \w+day)|(?:and|y) (?:later|after|onwards?)(?! \d| \w+day)|onwards?|en adelante|o (?:despues|mas tarde)`, token({ kind: 'orLater' })),
  rule(String.raw`or (?:earlier|before|sooner)(?! \d| \w+day)|o antes`, token({ kind: 'orEarlier' })),
  rule('(?:the )?sooner the better|asap|as soon(?: as)?(?: humanly)?(?: possible| (?:you|u|someone|somebody) (?:can|are able)(?: (?:to )?(?:get|come)(?: here| out| over)?)?)?|sooner|soonest|right (?:now|away)|immediate(?:ly)?|straight away|(?<!from |until |til |till |for )now|(?:the )?(?:soonest|earliest)(?: possible| available| convenience)?|(?:next|first) (?:available|open|opening|appointment|appt|slot|spot)|lo (?:antes|mas pronto|mas rapido)(?: posible| que puedan?)?|cuanto antes|en cuanto|de inmediato|inmediatamente|ahora|ahorita|ya', token({ kind: 'asap' })),
  rule(String.raw`24 ?/ ?7`, token({ kind: 'any' })),
  rule(`${COUNT} ?${UNIT} (?:out )?from (now|today|tomorrow|${DAY_WORD})`, (match, context) => ({ kind: 'count', ...counted(match[1], match[2]!), from: originOf(match[3]!, context) })),
  rule(`(?:with)?in (?:the )?next ${COUNT} ?${UNIT}|within (?:the )?${COUNT} ?${UNIT}|(?:the )?next (couple(?: of)?|few|\\d+) ${UNIT}|in the ()(hour|day or 2|week)`, (match) => {
    const [count, unit] = [match[1] ?? match[3] ?? match[5] ?? match[7], match[2] ?? match[4] ?? match[6] ?? match[8]];
    return { kind: 'count', ...counted(count || 'a', unit!), least: 0, from: null };
  }),
  rule(`(?:in|en|dentro de) (?:about |like |around )?${COUNT} ?${UNIT}`, (match) => ({ kind: 'count', ...looseWeek(counted(match[1], match[2]!)), from: null })),
  rule(String.raw`(?:${WEEK_OF})(\d{1,2})(?:st|nd|rd|th)?|${WEEK_OF}${MONTH} (\d{1,2})(?:st|nd|rd|th)?`, (match, { today }) => {
    const date = match[1] ? nextNumber(Number(match[1]), today) : forward(monthNumber(match[2]!), Number(match[3]), today);
    const monday = date && addDays(date, -WEEKDAYS.indexOf(weekdayOf(date)));
    return monday ? { kind: 'dates', dates: { first: monday < today ? today : monday, last: addDays(monday, 6) } } : null;
  }),
  rule(String.raw`(?:the )?(first|second|third|fourth|last|1st|2nd|3rd|4th) week (?:of|in) ${MONTH}`, (match, { today }) => partOfMonth(match[2]!, NTH.findIndex((names) => names.includes(match[1]!)), 7, today)),
  rule(String.raw`(early|mid|middle of|late|end of|beginning of|principios de|mediados de|fin(?:es|ales)? de) (?:in )?${MONTH}(?! \d)`, (match, { today }) => partOfMonth(match[2]!, /^(?:e(?!nd)|b|p)/.test(match[1]!) ? 0 : match[1]!.startsWith('m') ? 1 : 2, 10, today)),
  rule(String.raw`${MONTH}\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?!:|/| ?[ap]m\b)${SECOND_DAY}${YEAR}`, (match, { today }) => datesOf(forward(monthNumber(match[1]!), Number(match[2]), today), match[3])),
  rule(String.raw`(?:(?:the|el|dia) )*(\d{1,2})(?:st|nd|rd|th)? (?:(?:de|of) )?${MONTH}(?!\.? \d{1,2}(?!\d))${YEAR}`, (match, { today }) => datesOf(forward(monthNumber(match[2]!), Number(match[1]), today), undefined)),
  rule(String.raw`(\d{1,2})/(\d{1,2})(?:/\d{2,4})?`, (match, { today }) => datesOf(forward(Number(match[1]), Number(match[2]), today) ?? forward(Number(match[2]), Number(match[1]), today), undefined)),
  rule(String.raw`(?:the )?(\d{1,2})(?:st|nd|rd|th)|(?:el (?:dia )?|dia )(\d{1,2})(?! ?(?:de|por|en) la|:| ?[ap]m\b)`, (match, { today }) => datesOf(nextNumber(Number(match[1] ?? match[2]), today), undefined)),
  rule(`(?:in |en )?${MONTH}`, (match, { today }) => (match[1] === 'mar' ? null : partOfMonth(match[1]!, 0, 31, today))),
  rule(`(?:(?:the )?(day|morning) (before|after) )?(?:the )?(?:${HOLIDAY})`, (match, { today }) => holidayDates(match, today)),
  rule('black friday', (_match, { today }) => datesOf(comingHoliday('thanksgiving', today, 1), undefined)),
  rule('the holidays', (_match, { today }) => datesOf(forward(1, 1, today), undefined)),
  rule(`(?:the )?day after tomorrow|pasado manana`, inDays(2)),
  rule('(?:early|beginning of|start of|principios de) (?:la )?(?:next week|proxima semana)', inWeek(1, 0, 2)),
  rule('(?:late|later|end of|fin(?:es|ales)? de) (?:la )?(?:next week|proxima semana)', inWeek(1, 3)),
  rule('(?:the )?(?:week after next|week after the next|following week after)', inWeek(2)),
  rule(`(?:(?:la|the) )?(?:next week|following week|semana que viene|proxima semana|semana (?:proxima|entrante))`, inWeek(1)),
  rule('(?:this|the) coming week', inDays(1, 7)),
  rule('later this week', (match, context) => (context.weekday === 'sunday' ? inDays(0) : inWeek(0, WEEKDAYS.indexOf(context.weekday) + 1))(match, context)),
  rule(`(?:late|end of) (?:(?:${OPEN_WEEK}) )?week|fin(?:es|ales)? de (?:esta|la) semana`, inWeek(0, 3)),
  rule('this week|esta semana', inWeek(0)),
  rule('next weekend|proximo fin de semana', inWeek(1, 5)),
  rule('weekends|(?:any|every|on) weekend|fines de semana', token({ kind: 'weekdays', days: ['saturday', 'sunday'], isNext: false, isAny: true })),
  rule('(?:(?:this|the|el|este) )?(?:coming )?(?:weekend|fin de semana)', inWeek(0, 5)),
  rule('week ?days?|entre semana|dias de semana|business hours', token({ kind: 'weekdays', days: WEEKDAYS.slice(0, 5), isNext: false, isAny: true })),
  rule('next month|(?:el )?proximo mes|(?:el )?mes que viene', inMonth(1)),
  rule('(?:the )?end of (?:(?:the|this) )?month|fin(?:es|ales)? de(?:l)? mes', inMonth(0, 22)),
  rule('this month|este mes', inMonth(0)),
  rule('(?:the )?(?:end of (?:the|this) year|year end|year\'?s end)|fin de ano', (_match, { today }) => datesOf(forward(12, 31, today), undefined)),
  rule(`(?:(next|proxim[oa]) )?(?:(any|every|each|cualquier|todos los) )?(${DAY_WORD})\\.?(?: (que viene|next week))?`, (match) => weekdayToken(match)),
  rule('today|2day|hoy(?: mismo)?', inDays(0)),
  rule('(?<!(?:la|las|esta|this) )manana|tom+or+ow|tomarrow|tmrw|tmr|tmw|2morrow|2mrw|2moro|tomoro', inDays(1)),
  ...partRules(),
  rule('between|entre', relation('between')), rule(`(?:no |not )?(?:later than|a mas tardar)|by|a mas tardar|no mas tarde de`, relation('by')),
  rule(`not?|don'?t|never|can'?t|cannot`, relation('not')), rule('except|besides|but(?: not)?|excepto|menos', relation('except')),
  rule('before|antes(?: del?)?|prior to', relation('before')), rule('after|past|despues(?: del?)?|pasad[oa]s?', relation('after')),
  rule('from|starting|beginning|since|desde|(?:a )?partir del?|de(?= (?:las? )?\\d{1,2}(?::\\d\\d)? ?(?:am|pm)? (?:a|hasta) )', relation('from')),
  rule('(?:any ?time|whenever|cualquier (?:dia|hora)|any day|all day|todo el dia)', token({ kind: 'any' })),
  rule('around|about|approx(?:imately)?|roughly|close to|como a|mas o menos a|alrededor de', relation('around')),
  rule('til|till|until|hasta|thru|through', token({ kind: 'to', isUntil: true })), { words: / ?- ?/y, token: token({ kind: 'to', isUntil: false }) }, rule('to|al|a(?! (?:las?|primera|medio|eso)\\b)', token({ kind: 'to', isUntil: false })),
  rule('or|o', token({ kind: 'or' })), rule('and|y|&', token({ kind: 'and' })),
  rule(String.raw`(?:12(?::00)? ?)?(?:high )?(?:noon|medio ?dia|mid-?day)( ?ish)?`, (match) => ({ kind: 'clock', hour: 12, minute: 0, half: 'p', isAbout: match[1] !== undefined })),
  rule('midnight|medianoche|media noche', token({ kind: 'clock', hour: 24, minute: 0, half: null, isAbout: false })),
  rule(String.raw`(\d{1,2})(?:[:.](\d{2}))?(?: ?(am|pm)|([ap]))?(?: ?hrs)?( ?ish)?`, ([, hour, minute, named, letter, ish]) => (Number(hour) > 24 || Number(minute ?? 0) > 59 ? null : { kind: 'clock', hour: Number(hour), minute: Number(minute ?? 0), half: ((named ?? letter)?.[0] as 'a' | 'p' | undefined) ?? null, isAbout: Boolean(ish) })),
];

/** Parts of the day as people say them, and their thirds: "late afternoon". */
function partRules(): Rule[] {
  const night = 'evenings?|nights?|nites?|noches?';
  return [
    rule('mas (?:tarde|temprano)|muy tarde', () => null),
    rule('week ?nights?', (match, context) => [{ kind: 'weekdays', days: WEEKDAYS.slice(0, 5), isNext: false, isAny: true }, part(17, 24, 'p')(match, context)]),
    // Said after midnight, "tonight" is the night it is.
    rule('(?:this|esta) (?:night|noche)', (match, context) => [inDays(0)(match, context), (context.minuteOfDay < 240 ? part(0, 6) : part(17, 24, 'p'))(match, context)]),
    rule('(?:this|esta)(?= (?:early |late |mid ?-?)?(?:morning|afternoon|evening|manana|tarde))', inDays(0)),
    rule('early (?:this |in the |tomorrow )?mornings?|(?:muy )?temprano', part(EARLY_HOUR, 10, 'a')), rule('first thing(?: in the morning)?|(?:a )?primera hora', part(MORNING_HOUR, 10, 'a')),
    rule('mid ?-?mornings?', part(9, 11, 'a')), rule('late (?:this |in the )?mornings?', part(10, 12, 'a')),
    rule('early (?:this |in the )?afternoons?', part(12, 15, 'p')), rule('mid ?-?afternoons?', part(14, 16, 'p')), rule('late (?:this |in the )?afternoons?', part(15, 18, 'p')),
    rule('early (?:this |in the )?evenings?', part(17, 19, 'p')), rule('late (?:this |in the |at )?(?:evenings?|nights?)', part(20, 24, 'p')),
    rule('(?:after|despues del?) (?:i get off(?: work)?|work|school|trabajo|la escuela)', part(16, 24, 'p')), rule('before (?:work|school)', part(EARLY_HOUR, 9, 'a')),
    rule('(?:after|despues del) (?:lunch(?: ?time)?|almuerzo)|despues de comer', part(13, 18, 'p')), rule('(?:before|by) lunch(?: ?time)?|antes del almuerzo', part(MORNING_HOUR, 12, 'a')), rule('lunch(?: ?time)?|almuerzo', part(11, 14, null, true)),
    rule('after (?:dinner|supper)(?: ?time)?', part(18, 24, 'p')), rule('(?:before|by) (?:dinner|supper)(?: ?time)?|(?:by )?(?:(?:the )?end of (?:the |my )?(?:work ?)?day|eod|cob|close of business)|al final del dia', part(0, 18, null, true)),
    rule('after hours', part(17, 24, 'p')), rule('after church', part(12, 24, 'p')), rule('(?:dinner|supper|bed) ?time', part(17, 24, 'p', true)), rule('dark|sundown', token({ kind: 'clock', hour: 17, minute: 0, half: 'p', isAbout: false })),
    rule(night, part(17, 24, 'p')), rule('mornings?|mananas?|am', part(MORNING_HOUR, 12, 'a')), rule('afternoons?|aftrnoons?|tardes?|pm', part(12, 18, 'p')),
  ];
}

function weekdayToken(match: RegExpExecArray): Token {
  const [, next, any, name, behind] = match;
  const days = [WEEKDAYS[DAY_NAMES.findIndex((day) => day.test(name!))]!];
  // "El próximo martes" is the coming one; "next Tuesday" is that of next week.
  return { kind: 'weekdays', days, isNext: next === 'next' || behind === 'next week', isAny: any !== undefined || /days$|sabados|domingos/.test(name!) };
}

const originOf = (word: string, { today }: Context): Dates | Weekday | null => {
  if (/^(?:now|today)$/.test(word)) return null;
  return word === 'tomorrow' ? { first: addDays(today, 1), last: addDays(today, 1) } : WEEKDAYS[DAY_NAMES.findIndex((day) => day.test(word))]!;
};

/** "In two weeks" is the week that begins then; "in two days" that day. */
const looseWeek = (count: ReturnType<typeof counted>): ReturnType<typeof counted> => (count.unit === 'day' && count.least >= 7 ? { ...count, most: count.most + 6 } : count);

function monthOf(today: string, ahead: number): Dates {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const at = year * 12 + month - 1 + ahead;
  const first = (index: number) => dateOf(Math.floor(index / 12), (index % 12) + 1, 1)!;
  return { first: first(at), last: addDays(first(at + 1), -1) };
}

const monthNumber = (name: string): number => MONTHS.findIndex((month) => month.test(name)) + 1;

/** The `index`th stretch of so many days of the next such month, this one included while it lasts; the last stretch goes to the month's end. */
function partOfMonth(name: string, index: number, days: number, today: string): Token {
  const ahead = (monthNumber(name) - Number(today.split('-')[1]) + 12) % 12;
  const of = ({ first, last }: Dates): Dates => {
    const isLast = index >= 4 || days * (index + 1) >= 28;
    const begin = index >= 4 ? addDays(last, 1 - days) : addDays(first, index * days);
    return { first: begin, last: isLast ? last : addDays(begin, days - 1) };
  };
  const dates = [ahead, ahead + 12].map((months) => of(monthOf(today, months))).find(({ last }) => last >= today)!;
  return { kind: 'dates', dates: { first: dates.first < today ? today : dates.first, last: dates.last } };
}

function datesOf(date: string | null, second: string | undefined): Token | null {
  if (!date) return null;
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const last = second && Number(second) > day ? dateOf(year, month, Number(second)) : null;
  return { kind: 'dates', dates: { first: date, last: last ?? date } };
}

/** The next such day of any month, today included: "the 20th". */
function nextNumber(day: number, today: string): string | null {
  for (let ahead = 0; ahead < 12; ahead += 1) {
    const [year = 0, month = 0] = monthOf(today, ahead).first.split('-').map(Number);
    const date = dateOf(year, month, day);
    if (date !== null && date >= today) return date;
  }
  return null;
}

function forward(month: number, day: number, today: string): string | null {
  const year = Number(today.slice(0, 4));
  const date = dateOf(year, month, day);
  return date !== null && date < today ? dateOf(year + 1, month, day) : date;
}

/** The next such holiday, today included, or the day `offset` days from it. */
function comingHoliday(holiday: UsHoliday, today: string, offset = 0): string {
  const year = Number(today.slice(0, 4));
  return [year - 1, year, year + 1].map((of) => addDays(usHoliday(holiday, of), offset)).find((date) => date >= today)!;
}

/** "The day after thanksgiving", "christmas eve". */
function holidayDates(match: RegExpExecArray, today: string): Token | null {
  const found = HOLIDAYS.find(([, words]) => new RegExp(`(?:^|\\s)(?:${words})$`).test(match[0]));
  return found ? datesOf(comingHoliday(found[0], today, match[2] === 'before' ? -1 : match[2] === 'after' ? 1 : 0), undefined) : null;
}
