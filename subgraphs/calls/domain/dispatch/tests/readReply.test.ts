import { readName, readPhone } from '../reading/readName';
import { pickedSlot, rejectsAll, saysSamePlace } from '../reading/readReply';
import { windowOf } from '../reading/timeWindow';
import { epoch, iso, instantOf } from '../scheduling/localTime';

const ZONE = 'America/Boise';
/** Friday, 20 November 2026, 08:04 in Boise; offered are today 10 AM and 2:30 PM and Tuesday 8 AM. */
const NOW = '2026-11-20T15:04:00Z';
const OFFERED = ['2026-11-20T17:00:00Z', '2026-11-20T21:30:00Z', '2026-11-24T15:00:00Z'];

test.each([
  ['2', 1], ['#3 pls', 2], ['the second one', 1], ['el primero', 0], ['la tercera porfa', 2], ['the 10am', 0], ['10 works', null], ['tuesday works', 2], ['Tues please', 2], ['2:30', 1], ['option 1 pls', 0], ['3rd one is perfect', 2],
  ['lets do number two', 1], ['el martes', 2], ['I can do the 2:30', 1], ['first one', 0], ['no. 2', 1], ['(1)', 0], ['2.', 1], ['uno', 0], ['the last one', 2], ['earliest', 0], ['2 👍', 1], ['opción 2', 1], ['la de las 10', 0], ['tuesday at 8', 2],
  ['none of those', null], ['2 people will be home', null], ['do you have something else', null], ['wednesday?', null], ['no', null], ['today', null], ['how much is it', null], ['5', null], ['my last plumber canceled on me', null], ['first let me ask my wife', null], ['at last', null],
])('"%s" picks offer %s', (text, index) => {
  expect(pickedSlot(text, OFFERED, NOW, ZONE)).toBe(index === null ? null : OFFERED[index]);
});

test.each([['none of those work', true], ['no', true], ["can't do any of those", true], ['no me sirven', true], ['ninguna', true], ["those times don't work for me", true], ['2', false], ['something later?', false], ['yes', false], ['otro dia', false]])('"%s" turns all down: %s', (text, expected) => {
  expect(rejectsAll(text)).toBe(expected);
});

test.each([['same place', true], ['same address as before', true], ['you already have my address', true], ['misma casa? la misma direccion', true], ['same problem as last time', false], ['12 Main St', false]])('"%s" is where the last visit was: %s', (text, expected) => {
  expect(saysSamePlace(text)).toBe(expected);
});

const at = (date: string, hour: number) => iso(instantOf(date, hour * 60, ZONE));
test.each([
  ['tomorrow after 3', at('2026-11-21', 15), at('2026-11-22', 0)],
  ['pasado mañana en la tarde', at('2026-11-22', 12), at('2026-11-22', 18)],
  ['sat am', at('2026-11-21', 7), at('2026-11-21', 12)],
  ['monday morning', at('2026-11-23', 7), at('2026-11-23', 12)],
  ['two o clock tomorrow', at('2026-11-21', 14), at('2026-11-21', 15)],
  ['after three tmrw', at('2026-11-21', 15), at('2026-11-22', 0)],
  ['el lunes a las dos', at('2026-11-23', 14), at('2026-11-23', 15)],
  ['before noon on tuesday', at('2026-11-24', 0), at('2026-11-24', 12)],
])('"%s" is from %s to %s', (words, earliest, latest) => {
  expect(windowOf(words, epoch(NOW), ZONE)).toMatchObject({ earliest, latest });
});

test('next week but not Tuesday leaves Tuesday out', () => {
  const window = windowOf('anytime next week but tuesday', epoch(NOW), ZONE);
  expect(window).toMatchObject({ earliest: at('2026-11-23', 0), days: ['monday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] });
});

test.each([
  ['hi this is Marisol Vega, my sink leaks', 'Marisol Vega'], ['me llamo José Ortiz y tengo una fuga', 'José Ortiz'], ['Name: Bob', 'Bob'], ["I'm locked out", null], ['this is urgent', null], ['This is Not good', null], ['Thanks, Dana', 'Dana'], ['soy Carmen', 'Carmen'], ["it's Leaking", null],
])('the name in "%s" is %s', (text, name) => {
  expect(readName(text)).toBe(name);
});

test.each([
  ['call me at 208-555-0173', '+12085550173'], ['my cell is (208) 555 0173', '+12085550173'], ['2085550173', '+12085550173'], ['+1 208.555.0173 thanks', '+12085550173'], ['zip 83704', null], ['model 1234567890123', null],
])('the number in "%s" is %s', (text, phone) => {
  expect(readPhone(text)).toBe(phone);
});
