import { readTimeSpan } from '../reading/readTime';
import { suits, windowOf } from '../reading/timeWindow';
import { instantOf, iso } from '../scheduling/localTime';

const ZONE = 'America/Boise';
/** "11-24 15:00", of 2026 where no year is said; 24:00 is the midnight after. */
function at(local: string): number {
  const [, year = '2026', date, hour, minute] = /^(?:(\d{4})-)?(\d\d-\d\d) (\d\d):(\d\d)$/.exec(local)!;
  return instantOf(`${year}-${date}`, Number(hour) * 60 + Number(minute), ZONE);
}

/** The wish as a customer writes it in a text about a job, read when the clock of the business shows `now`. */
function wished(wish: string, now: string) {
  const span = readTimeSpan(`my kitchen sink is clogged, ${wish}`);
  return span === null ? null : windowOf(span, at(now), ZONE);
}
const FRIDAY_MORNING = '11-20 08:04';
const between = (wish: string, now: string) => { const window = wished(wish, now); return window && [window.earliest, window.latest]; };

describe('said on Friday morning, 20 November,', () => {
  test.each([
    // parts of the day
    ['tomorrow afternoon', '11-21 12:00', '11-21 18:00'], ['tuesday afternoon', '11-24 12:00', '11-24 18:00'], ['monday morning', '11-23 07:00', '11-23 12:00'], ['this afternoon', '11-20 12:00', '11-20 18:00'],
    ['this evening', '11-20 17:00', '11-20 24:00'], ['tonight', '11-20 17:00', '11-20 24:00'], ['this afternoon or evening', '11-20 12:00', '11-20 24:00'], ['tomorrow night', '11-21 17:00', '11-21 24:00'],
    ['tuesday at noon', '11-24 12:00', '11-24 13:00'], ['tomorrow before noon', '11-21 00:00', '11-21 12:00'], ['before noon on tuesday', '11-24 00:00', '11-24 12:00'], ['tuesday after noon', '11-24 12:00', '11-24 24:00'],
    ['tuesday anytime after noon', '11-24 12:00', '11-24 24:00'], ['tomorrow morning or afternoon', '11-21 07:00', '11-21 18:00'], ['late monday afternoon', '11-23 15:00', '11-23 18:00'], ['early afternoon on monday', '11-23 12:00', '11-23 15:00'],
    ['first thing monday', '11-23 07:00', '11-23 10:00'], ['first thing tomorrow morning', '11-21 07:00', '11-21 10:00'], ['friday after work', '11-27 16:00', '11-27 24:00'], ['today after work', '11-20 16:00', '11-20 24:00'],
    ['tomorrow after lunch', '11-21 13:00', '11-21 18:00'], ['tuesday before lunch', '11-24 07:00', '11-24 12:00'], ['tuesday around lunchtime', '11-24 11:00', '11-24 14:00'], ['by end of day', '11-20 08:04', '11-20 18:00'],
    ['any afternoon', '11-20 12:00', '12-17 18:00'], ['wednesday or thursday afternoon', '11-25 12:00', '11-26 18:00'], ['any morning next week', '11-23 07:00', '11-29 12:00'],
    // hours
    ['tuesday after 3', '11-24 15:00', '11-24 24:00'], ['tomorrow after three', '11-21 15:00', '11-21 24:00'], ['monday at 10', '11-23 10:00', '11-23 11:00'], ['monday afternoon at 3', '11-23 15:00', '11-23 16:00'],
    ['monday afternoon after 2', '11-23 14:00', '11-23 18:00'], ['monday morning after 9', '11-23 09:00', '11-23 12:00'], ['tomorrow morning around 10', '11-21 09:00', '11-21 11:30'], ['tomorrow afternoon around 2', '11-21 13:00', '11-21 15:30'],
    ['tuesday by 5', '11-24 00:00', '11-24 17:00'], ['tuesday before 10', '11-24 00:00', '11-24 10:00'], ['monday at 2:30', '11-23 14:30', '11-23 15:30'], ['tomorrow at 8 am', '11-21 08:00', '11-21 09:00'], ['today at 4pm', '11-20 16:00', '11-20 17:00'],
    ['tomorrow at 8 in the evening', '11-21 20:00', '11-21 21:00'], ['tonight after 7', '11-20 19:00', '11-20 24:00'], ['today after 3', '11-20 15:00', '11-20 24:00'], ['monday until 11', '11-23 00:00', '11-23 11:00'], ['monday 3 or later', '11-23 15:00', '11-23 24:00'],
    ['10 or 11 tomorrow', '11-21 10:00', '11-21 12:00'], ['tomorrow at 930am', '11-21 09:30', '11-21 10:30'], ['monday half past 2', '11-23 14:30', '11-23 15:30'], ['tomorrow, after 3', '11-21 15:00', '11-21 24:00'],
    ['after 3', '11-20 15:00', '11-26 24:00'], ['at 3', '11-20 15:00', '11-26 16:00'], ['by noon', '11-20 08:04', '11-20 12:00'], ['tuesday at 7 am', '11-24 07:00', '11-24 08:00'], ['not before 10 on monday', '11-23 10:00', '11-23 24:00'],
    ['8 tomorrow morning', '11-21 08:00', '11-21 09:00'], ['7 tonight', '11-20 19:00', '11-20 20:00'], ['tomorrow at noonish', '11-21 11:00', '11-21 13:30'],
    // ranges
    ['between 1 and 3 on tuesday', '11-24 13:00', '11-24 15:00'], ['Tuesday from 1 to 3', '11-24 13:00', '11-24 15:00'], ['tuesday from 9 to 11', '11-24 09:00', '11-24 11:00'], ['Tuesday from 1 to 3pm', '11-24 13:00', '11-24 15:00'],
    ['tuesday 1-3', '11-24 13:00', '11-24 15:00'], ['tomorrow 9-12', '11-21 09:00', '11-21 12:00'], ['tomorrow 8-12pm', '11-21 08:00', '11-21 12:00'], ['monday 11-1', '11-23 11:00', '11-23 13:00'], ['monday 10am-2pm', '11-23 10:00', '11-23 14:00'],
    ['saturday from 8am', '11-21 08:00', '11-21 24:00'], ['monday between 9:30 and 11', '11-23 09:30', '11-23 11:00'], ['monday from 9 til noon', '11-23 09:00', '11-23 12:00'], ['friday between 1 and 3', '11-27 13:00', '11-27 15:00'],
    ['monday after 9 and before 3', '11-23 09:00', '11-23 15:00'], ['between 1 and 3', '11-20 13:00', '11-26 15:00'], ['monday morning between 10 and 12', '11-23 10:00', '11-23 12:00'],
    // days
    ['today', '11-20 08:04', '11-20 24:00'], ['tomorrow', '11-21 00:00', '11-21 24:00'], ['tmrw am', '11-21 07:00', '11-21 12:00'], ['day after tomorrow', '11-22 00:00', '11-22 24:00'], ['monday', '11-23 00:00', '11-23 24:00'],
    ['today or tomorrow', '11-20 08:04', '11-21 24:00'], ['monday or tuesday', '11-23 00:00', '11-24 24:00'], ['monday or tuesday after 3', '11-23 15:00', '11-24 24:00'], ['tomorrow or monday', '11-21 00:00', '11-23 24:00'],
    ['after tuesday', '11-25 00:00', '12-15 24:00'], ['after tomorrow', '11-22 00:00', '12-12 24:00'], ['before wednesday', '11-20 08:04', '11-24 24:00'], ['by wednesday', '11-20 08:04', '11-25 24:00'], ['until wednesday', '11-20 08:04', '11-25 24:00'],
    ['by Friday at 5', '11-20 08:04', '11-27 17:00'], ['by tomorrow morning', '11-20 08:04', '11-21 12:00'], ['before monday morning', '11-20 08:04', '11-23 07:00'], ['not until tuesday', '11-24 00:00', '12-15 24:00'], ['tuesday or later', '11-24 00:00', '12-15 24:00'],
    ['no later than tuesday', '11-20 08:04', '11-24 24:00'], ['weekdays after 5', '11-20 17:00', '12-17 24:00'], ['weekday mornings', '11-20 08:04', '12-17 12:00'], ['mon-fri after 4', '11-20 16:00', '11-26 24:00'], ['monday through wednesday', '11-23 00:00', '11-25 24:00'],
    ['weekends', '11-21 00:00', '12-13 24:00'], ['this weekend', '11-21 00:00', '11-22 24:00'], ['next weekend', '11-28 00:00', '11-29 24:00'], ['after the weekend', '11-23 00:00', '12-13 24:00'], ['before the weekend', '11-20 08:04', '11-20 24:00'],
    ['next week', '11-23 00:00', '11-29 24:00'], ['early next week', '11-23 00:00', '11-25 24:00'], ['end of next week', '11-26 00:00', '11-29 24:00'], ['tuesday of next week', '11-24 00:00', '11-24 24:00'], ['next friday', '11-27 00:00', '11-27 24:00'],
    ['next monday after 2', '11-23 14:00', '11-23 24:00'], ['next week monday or tuesday', '11-23 00:00', '11-24 24:00'], ['after next week', '11-30 00:00', '12-20 24:00'], ['this week', '11-20 08:04', '11-22 24:00'], ['next month', '12-01 00:00', '12-31 24:00'],
    ['by the end of the month', '11-20 08:04', '11-30 24:00'], ['the week of the 7th', '12-07 00:00', '12-13 24:00'], ['a week from monday', '11-30 00:00', '11-30 24:00'],
    // dates
    ['12/1', '12-01 00:00', '12-01 24:00'], ['12/1 after 2pm', '12-01 14:00', '12-01 24:00'], ['12/1/2026 at 10', '12-01 10:00', '12-01 11:00'], ['Dec 1st', '12-01 00:00', '12-01 24:00'], ['Nov 24 after 3', '11-24 15:00', '11-24 24:00'], ['Nov 24 in the morning', '11-24 07:00', '11-24 12:00'],
    ['the 24th', '11-24 00:00', '11-24 24:00'], ['the 24th after 3pm', '11-24 15:00', '11-24 24:00'], ['the 2nd or 3rd', '12-02 00:00', '12-03 24:00'], ['Dec 1 or 2', '12-01 00:00', '12-02 24:00'], ['the 31st', '12-31 00:00', '12-31 24:00'],
    ['Tuesday the 8th in the afternoon', '12-08 12:00', '12-08 18:00'], ['some time after the 10th', '12-11 00:00', '12-31 24:00'], ['anytime before the 24th', '11-20 08:04', '11-23 24:00'], ['need it fixed before we close on the 30th', '11-20 08:04', '11-29 24:00'], ['december 3 between 9 and 11', '12-03 09:00', '12-03 11:00'],
    ['before thanksgiving', '11-20 08:04', '11-25 24:00'], ['by christmas', '11-20 08:04', '12-25 24:00'], ['early december', '12-01 00:00', '12-10 24:00'],
    // days with a name
    ['on thanksgiving morning', '11-26 07:00', '11-26 12:00'], ['thanksgiving', '11-26 00:00', '11-26 24:00'], ['the day after thanksgiving', '11-27 00:00', '11-27 24:00'], ['black friday', '11-27 00:00', '11-27 24:00'], ['christmas eve', '12-24 00:00', '12-24 24:00'],
    ['christmas day', '12-25 00:00', '12-25 24:00'], ['on xmas after 2', '12-25 14:00', '12-25 24:00'], ['new years eve', '12-31 00:00', '12-31 24:00'], ["new year's day", '2027-01-01 00:00', '2027-01-01 24:00'], ['on memorial day', '2027-05-31 00:00', '2027-05-31 24:00'],
    ['july 4th', '2027-07-04 00:00', '2027-07-04 24:00'], ['the fourth of july', '2027-07-04 00:00', '2027-07-04 24:00'], ['on labor day', '2027-09-06 00:00', '2027-09-06 24:00'], ['en navidad', '12-25 00:00', '12-25 24:00'],
    // an hour that ends its sentence
    ['monday after 3. Gate code 1234', '11-23 15:00', '11-23 24:00'], ['friday after 1. 4120 W Emerald St Boise 83704', '11-27 13:00', '11-27 24:00'], ['tomorrow at 2. 500 S 8th St', '11-21 14:00', '11-21 15:00'], ['monday at 10. 500 W Main St', '11-23 10:00', '11-23 11:00'],
    ['12/1 or 12/2 in the morning', '12-01 07:00', '12-02 12:00'], ['Nov. 24 at 3', '11-24 15:00', '11-24 16:00'], ['24 nov at 3pm', '11-24 15:00', '11-24 16:00'], ['jan 5th 2027 at 2pm', '2027-01-05 14:00', '2027-01-05 15:00'], ['end of december', '12-21 00:00', '12-31 24:00'], ['after thanksgiving', '11-27 00:00', '12-17 24:00'],
    // from now
    ['in a couple hours', '11-20 10:04', '11-20 12:04'], ['in an hour or two', '11-20 09:04', '11-20 11:04'], ['two weeks from tuesday', '12-08 00:00', '12-08 24:00'], ['week after next', '11-30 00:00', '12-06 24:00'],
    ['in 2 hours', '11-20 10:04', '11-20 11:04'], ['within 2 hours', '11-20 08:04', '11-20 10:04'], ['within the hour', '11-20 08:04', '11-20 09:04'], ['in the next 3 hours', '11-20 08:04', '11-20 11:04'], ['in 2 days', '11-22 00:00', '11-22 24:00'],
    ['within 3 days', '11-20 08:04', '11-23 24:00'], ['in two weeks', '12-04 00:00', '12-10 24:00'], ['in the next few days', '11-20 08:04', '11-25 24:00'], ['asap', '11-20 08:04', '11-26 24:00'], ['please come right now', '11-20 08:04', '11-26 24:00'], ['anytime tomorrow', '11-21 00:00', '11-21 24:00'],
    ['any time', '11-20 08:04', '12-17 24:00'], ['anytime after 3', '11-20 15:00', '12-17 24:00'], ['asap tomorrow', '11-21 00:00', '11-21 24:00'], ['first appointment tomorrow', '11-21 00:00', '11-21 24:00'],
    // Spanish
    ['mañana', '11-21 00:00', '11-21 24:00'], ['mañana por la tarde', '11-21 12:00', '11-21 18:00'], ['mañana en la mañana', '11-21 07:00', '11-21 12:00'], ['mañana por la mañana', '11-21 07:00', '11-21 12:00'], ['mañana a las 10', '11-21 10:00', '11-21 11:00'],
    ['mañana a las 3 de la tarde', '11-21 15:00', '11-21 16:00'], ['mañana después de las 3', '11-21 15:00', '11-21 24:00'], ['mañana temprano', '11-21 06:00', '11-21 10:00'], ['pasado mañana en la tarde', '11-22 12:00', '11-22 18:00'], ['hoy en la tarde', '11-20 12:00', '11-20 18:00'],
    ['esta tarde', '11-20 12:00', '11-20 18:00'], ['esta noche', '11-20 17:00', '11-20 24:00'], ['hoy mismo', '11-20 08:04', '11-20 24:00'], ['el martes', '11-24 00:00', '11-24 24:00'], ['el martes después de las 3', '11-24 15:00', '11-24 24:00'], ['el martes desde las 2', '11-24 14:00', '11-24 24:00'],
    ['el martes de 9 a 11', '11-24 09:00', '11-24 11:00'], ['el martes entre las 2 y las 4', '11-24 14:00', '11-24 16:00'], ['el lunes a las dos y media', '11-23 14:30', '11-23 15:30'], ['el lunes antes de las 11', '11-23 00:00', '11-23 11:00'], ['el lunes por la mañana', '11-23 07:00', '11-23 12:00'],
    ['el sábado al mediodía', '11-21 12:00', '11-21 13:00'], ['el lunes o martes', '11-23 00:00', '11-24 24:00'], ['la próxima semana', '11-23 00:00', '11-29 24:00'], ['la semana que viene', '11-23 00:00', '11-29 24:00'], ['este fin de semana', '11-21 00:00', '11-22 24:00'],
    ['a partir del lunes', '11-23 00:00', '12-14 24:00'], ['a partir de las 3', '11-20 15:00', '11-26 24:00'], ['el martes a la una', '11-24 13:00', '11-24 14:00'], ['en 2 horas', '11-20 10:04', '11-20 11:04'], ['de lunes a viernes', '11-20 08:04', '11-26 24:00'],
    ['el 24 después de las 3', '11-24 15:00', '11-24 24:00'], ['el 3 de diciembre', '12-03 00:00', '12-03 24:00'], ['después del martes', '11-25 00:00', '12-15 24:00'], ['antes del miércoles', '11-20 08:04', '11-24 24:00'], ['lo antes posible', '11-20 08:04', '11-26 24:00'],
  ])('"%s" is from %s to %s', (wish, earliest, latest) => {
    expect(between(wish, FRIDAY_MORNING)).toEqual([iso(at(earliest)), iso(at(latest))]);
  });
});

describe('the same words at other moments mean other instants:', () => {
  test.each([
    ['this afternoon', '11-20 14:00', '11-20 14:00', '11-20 18:00'], ['this morning', '11-20 14:00', '11-20 14:00', '11-20 14:00'], ['tonight', '11-20 23:30', '11-20 23:30', '11-20 24:00'], ['tonight', '11-21 00:30', '11-21 00:30', '11-21 06:00'],
    ['today at 8', '11-20 18:00', '11-20 20:00', '11-20 21:00'], ['tomorrow', '11-20 23:50', '11-21 00:00', '11-21 24:00'], ['by noon', '11-20 14:00', '11-20 14:00', '11-21 12:00'], ['in 2 hours', '11-20 23:10', '11-21 01:10', '11-21 02:10'],
    ['this weekend', '11-21 09:00', '11-21 09:00', '11-22 24:00'], ['this weekend', '11-22 09:00', '11-22 09:00', '11-22 24:00'], ['next week', '11-22 22:00', '11-23 00:00', '11-29 24:00'], ['next week', '11-23 07:00', '11-30 00:00', '12-06 24:00'],
    ['next friday', '11-18 09:00', '11-27 00:00', '11-27 24:00'], ['friday', '11-18 09:00', '11-20 00:00', '11-20 24:00'], ['this friday', '11-18 09:00', '11-20 00:00', '11-20 24:00'], ['el próximo viernes', '11-18 09:00', '11-20 00:00', '11-20 24:00'], ['mon-fri 9-12', '11-18 07:00', '11-18 09:00', '11-24 12:00'], ['later this week', '11-18 09:00', '11-19 00:00', '11-22 24:00'],
    // the clocks change on 1 November 2026 and 14 March 2027
    ['tomorrow afternoon', '10-31 10:00', '11-01 12:00', '11-01 18:00'], ['sunday at noon', '10-30 10:00', '11-01 12:00', '11-01 13:00'], ['tomorrow at 2:30am', '2027-03-13 10:00', '2027-03-14 03:00', '2027-03-14 03:30'], ['monday between 1 and 3', '2027-03-13 10:00', '2027-03-15 13:00', '2027-03-15 15:00'],
    // the year ends
    ['tomorrow morning', '12-31 22:00', '2027-01-01 07:00', '2027-01-01 12:00'], ['Jan 4 after 3', '12-30 10:00', '2027-01-04 15:00', '2027-01-04 24:00'], ['the 2nd', '12-30 10:00', '2027-01-02 00:00', '2027-01-02 24:00'], ['1/5', '12-30 10:00', '2027-01-05 00:00', '2027-01-05 24:00'],
    ['next week', '12-30 10:00', '2027-01-04 00:00', '2027-01-10 24:00'], ['next month', '12-30 10:00', '2027-01-01 00:00', '2027-01-31 24:00'], ['before new years', '12-30 10:00', '12-30 10:00', '12-31 24:00'], ['el 5 de enero', '12-30 10:00', '2027-01-05 00:00', '2027-01-05 24:00'], ['the 30th', '2027-01-31 10:00', '2027-03-30 00:00', '2027-03-30 24:00'],
  ])('"%s" said %s is from %s to %s', (wish, now, earliest, latest) => {
    expect(between(wish, now)).toEqual([iso(at(earliest)), iso(at(latest))]);
  });
});

describe('of the starts between the two only some suit:', () => {
  test.each([
    ['wednesday or thursday afternoon', ['11-25 12:00', '11-26 17:30'], ['11-25 11:30', '11-26 08:00', '11-25 18:00']], ['tomorrow after 3 or monday before 10', ['11-21 15:00', '11-23 09:30'], ['11-21 09:00', '11-22 16:00', '11-23 15:00']],
    ['before 10 or after 3 on tuesday', ['11-24 09:30', '11-24 15:00'], ['11-24 10:00', '11-24 14:30', '11-25 09:30']], ['not tuesday', ['11-23 10:00', '11-25 10:00'], ['11-24 10:00']], ['cant do tuesday', ['11-23 10:00'], ['11-24 10:00']], ["tuesday doesn't work", ['11-23 10:00'], ['11-24 10:00']], ['el martes no puedo', ['11-23 10:00'], ['11-24 10:00']], ['cant be there before 3', ['11-23 15:00'], ['11-23 10:00']], ["can't till tuesday", ['11-24 10:00'], ['11-23 10:00']], ['any day except wednesday', ['11-24 10:00'], ['11-25 10:00', '12-02 10:00']],
    ['any day except monday or tuesday after 3', ['11-25 15:00', '11-26 15:30'], ['11-23 15:00', '11-24 15:30', '11-25 14:30']], ['anytime next week but tuesday', ['11-23 08:00', '11-27 10:00'], ['11-24 08:00', '11-30 08:00']], ['weekdays 9-12 only', ['11-23 09:00', '11-27 11:30'], ['11-21 09:00', '11-23 12:00']],
    ['weekends', ['11-21 10:00', '11-29 10:00'], ['11-23 10:00']], ['by friday at 5', ['11-24 19:00', '11-27 16:30'], ['11-27 17:00']], ['from monday at 10', ['11-23 10:00', '11-24 08:00'], ['11-23 09:30']], ['mondays after 4', ['11-23 16:00', '11-30 16:30'], ['11-24 16:00', '11-23 15:30']],
    ['Saturday', ['11-21 00:00', '11-21 23:30'], ['11-22 00:00']], ['cualquier día menos el martes', ['11-23 10:00'], ['11-24 10:00']], ['tuesday afternoon or wednesday', ['11-24 12:00', '11-25 08:00'], ['11-24 11:30']], ['monday, wednesday or friday morning', ['11-23 08:00', '11-25 08:00', '11-27 11:30'], ['11-24 08:00', '11-23 12:00']],
    ['after 6pm or weekends', ['11-21 09:00', '11-23 18:00'], ['11-23 17:30']], ['no mornings', ['11-23 12:00'], ['11-23 06:00', '11-23 11:30']], ['mornings', ['11-23 07:00'], ['11-23 06:30']], ['tomorrow early morning', ['11-21 06:00', '11-21 09:30'], ['11-21 05:30']], ['tomorrow at 6 in the morning', ['11-21 06:00'], ['11-21 07:00']], ['no el martes', ['11-23 10:00'], ['11-24 10:00']], ['no, tuesday', ['11-24 10:00'], ['11-23 10:00']], ['not before 10 or after 4', ['11-23 10:00'], ['11-23 09:30']],
    ['asap', ['11-20 08:30', '11-21 22:00'], []], ['entre semana después de las 5', ['11-23 17:00'], ['11-21 17:00', '11-23 16:30']],
  ])('"%s" is %j and not %j', (wish, suiting, others) => {
    const window = wished(wish, FRIDAY_MORNING)!;
    expect(suiting.filter((start) => !suits(window, at(start), ZONE))).toEqual([]);
    expect(others.filter((start) => suits(window, at(start), ZONE))).toEqual([]);
  });
});

test.each([['asap', true], ['as soon as possible', true], ['today asap', true], ['please come right now', true], ['pueden venir ahorita', true], ['asap tomorrow', false], ['first appointment tomorrow', false], ['the earliest you can come monday', false], ['tomorrow', false], ['a week from now', false]])('"%s" is wished as soon as possible: %s', (wish, asap) => {
  expect(wished(wish, FRIDAY_MORNING)!.asap).toBe(asap);
});
