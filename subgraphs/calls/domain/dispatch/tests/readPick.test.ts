import { readLanguage } from '../reading/readName';
import { assents, pickedNumber, pickedSlot, remarkBeside } from '../reading/readReply';
import { fold } from '../reading/words';
import { conversation, GREETED } from './sample';

const ZONE = 'America/Boise';
/** Friday, 20 November 2026, 08:04 in Boise. */
const NOW = '2026-11-20T15:04:00Z';
/** Monday the 30th 9 AM, Wednesday, 2 December 4 PM, Friday the 4th 11 AM: none on the next such day. */
const OFFERED = ['2026-11-30T16:00:00Z', '2026-12-02T23:00:00Z', '2026-12-04T18:00:00Z'];
const picked = (text: string, offered = OFFERED) => {
  const start = pickedSlot(text, offered, NOW, ZONE);
  return start === null ? null : offered.indexOf(start) + 1;
};

describe('of three offers', () => {
  test.each([
    ['1', 1], ['2', 2], ['3', 3], ['#2', 2], ['2)', 2], ['2️⃣', 2], ['number 2 please', 2], ['No. 2', 2], ['no 2', 2], ['option2', 2], ['2pls', 2], ['two', 2], ['the third', 3], ['3rd one', 3], ['1st', 1], ['uno', 1], ['la dos por favor', 2],
    ['Perfect, let\'s do 3, thank you so much!', 3], ['I\'d like the second one if possible', 2], ['2 works great, see you then', 2], ['2. The gate code is 1234', 2], ['3, I\'ll leave the door open', 3], ['2?', 2], ['can we do 2?', 2], ['la 3 me queda bien', 3], ['2\nthanks', 2],
  ])('"%s" picks number %s', (text, number) => expect(picked(text)).toBe(number));

  test.each(['4', '11', '9', '0', '12', '#4', 'option 4', '4 please', 'ok 4', 'number 11', '11 works', 'the 4', 'four hundred', '4\nplease', '123'])('"%s" was not offered and picks none, though there is a slot at 4 PM and at 11 AM', (text) =>
    expect(picked(text)).toBeNull());

  test.each([['4pm', 2], ['at 4', 2], ['4 o\'clock', 2], ['4:00', 2], ['a las 4', 2], ['la de las 4', 2], ['11am please', 3], ['at 11', 3], ['the 11 am one', 3], ['9am works', 1], ['at 2', null], ['3pm', null]])('"%s" is an hour and picks %s', (text, number) => expect(picked(text)).toBe(number));

  test.each([
    ['1 no wait 2', 2], ['1\nno wait 2', 2], ['1\n2', 2], ['1\nsorry meant 3', 3], ['i want 1... actually 3', 3], ['not 1, 2', 2], ['2 not 1', 2], ['2 instead of 1', 2], ['1, scratch that, 3', 3], ['1 sorry 2', 2], ['1 oops i meant 2', 2], ['la 1 no, la 2', 2],
    ['no la 1, la 2', 2], ['la 1, perdon, la 3', 3], ['1 mejor 2', 2], ['mejor la 3', 3], ['1 doesn\'t work, 2 does', 2], ['can\'t do 1, 2 works', 2], ['2 actually', 2], ['actually 2 works', 2], ['monday, actually friday', 3], ['1 no wait friday', 3], ['1 no wait 4', null],
    ['1 wait', null], ['2, can\'t wait!', 2], ['2, sorry for the delay', 2], ['3\nactually 1\nno 2', 2], ['rather 3 than 1', 3],
  ])('"%s": of what is put right the last counts: %s', (text, number) => expect(picked(text)).toBe(number));

  test.each([['1 or 2 either is fine', 1], ['2 or 3 works', 2], ['either 2 or 3', 2], ['1 and 3 both work', 1], ['monday or friday, either works', 1], ['la 2 o la 3, cualquiera', 2], ['1? or is 2 better', null], ['1 or 2?', null], ['1 or 2', null], ['1, 2', null], ['neither 1 nor 2', null], ['not 1', null], ['1 no', null], ['4 or 5 works', null]])(
    '"%s", more than one, picks %s', (text, number) => expect(picked(text)).toBe(number));

  test.each([
    'either', 'Either one works', 'any', 'any of them', 'any of those is fine', 'you pick', 'you choose', 'whatever', 'whatever is first', 'whatever works for you', 'whichever', 'the soonest', 'soonest please', 'first available', 'the earliest one', 'doesn\'t matter', 'it doesn\'t matter to me', 'i don\'t care',
    'up to you', 'they all work', 'cualquiera', 'cualquiera esta bien', 'me da igual', 'la que sea', 'como quiera', 'usted elija', 'no preference', 'ok whichever is best for you',
  ])('"%s" leaves the choice to us: the first', (text) => expect(picked(text)).toBe(1));

  test.each(['sounds good', 'Sounds good!', 'sure', 'perfect', 'ok', 'yes', 'great', 'works for me', 'esta bien', 'perfecto', 'si claro', 'va', '👍', 'ok thanks'])('"%s" agrees and picks none', (text) => {
    expect(picked(text)).toBeNull();
    expect(assents(text)).toBe(true);
  });
  test.each(['2', 'no', 'ok how much is it?', 'sure but what about friday', 'sounds good 2', 'thanks', 'my sink leaks', ''])('"%s" is no mere agreement', (text) => expect(assents(text)).toBe(false));

  test.each([
    ['wednesday works', 2], ['friday please', 3], ['el lunes', 1], ['Weds is great', 2], ['monday morning', 1], ['wednesday at 4', 2], ['miercoles por favor', 2], ['12/2', 2], ['dec 2', 2], ['el 4 de diciembre', 3], ['the 30th', 1], ['wednesday the 2nd', 2],
    ['tuesday', null], ['monday afternoon', null], ['this wednesday', null], ['tomorrow', null], ['not friday', null], ['next wednesday', null], ['monday or friday', null], ['any other day but friday', null],
  ])('"%s" names the day of offer %s', (text, number) => expect(picked(text)).toBe(number));

  test('"the 2nd" is the second, unless another is on a 2nd', () => {
    expect(picked('the 2nd')).toBe(2);
    expect(picked('the 2nd', [OFFERED[1]!, OFFERED[2]!])).toBeNull();
  });

  test.each(['none of those', 'do you have anything else', '2 people will be home', 'my 2 kids are sick', 'give me a second', 'one sec', 'first let me ask my wife', 'how much is it', 'is there anything later', 'i have 2 bathrooms', '1. the sink 2. the tub', 'no', 'any other time?', 'whenever i call nobody answers', 'that one', 'call me first', 'which is the soonest', 'any time but friday'])(
    '"%s" picks none', (text) => expect(picked(text)).toBeNull());
});

describe('a remark beside a number', () => {
  test.each([
    ['2, do you need me to be home?', 2, 'do you need me to be home?'], ['ok 2 but call when on the way', 2, 'but call when on the way'], ['#2 and the dog is friendly', 2, 'and the dog is friendly'], ['2 but is the price firm', 2, 'but is the price firm'],
    ['2 and can you call first', 2, 'and can you call first'], ['3 please, how long will it take?', 3, 'how long will it take?'], ['2 - the gate code is 1234', 2, 'the gate code is 1234'], ['1 do I need to be there', 1, 'do i need to be there'], ['the second one, but park on the street', 2, 'but park on the street'],
    ['2 would be wonderful, the dog is in the yard', 2, 'the dog is in the yard'], ['My dog is friendly. 2 please', 2, 'my dog is friendly.'], ['do you take cards? 2', 2, 'do you take cards?'], ['la 2 pero llamen cuando vengan', 2, 'pero llamen cuando vengan'], ['2, aceptan tarjeta?', 2, 'aceptan tarjeta?'], ['la segunda, el perro es bravo', 2, 'el perro es bravo'],
    ['2, if I\'m not home call my wife', 2, 'if i\'m not home call my wife'], ['3 my husband will be there', 3, 'my husband will be there'], ['2, no one will be home but the key is under the mat', 2, 'no one will be home but the key is under the mat'], ['1\nwhat kind of truck do you drive', 1, 'what kind of truck do you drive'],
  ])('"%s" picks number %s and keeps the rest', (text, number, remark) => {
    expect(picked(text)).toBe(number);
    expect(remarkBeside(text)).toBe(remark);
  });

  test.each([
    '2 but can you come earlier', '2 or do you have something sooner?', '2 if you can come before noon', '2, let me check with my wife', '2 but not sure yet', '2 unless you have friday', '2 and a half baths', '2 people will be home and a dog', 'first, do you take cards?', 'second, how much is it', '2 but at 10:30', '2, is that too late?',
    '1, do I have to pay now? or is 2 cheaper', 'is 2 the earliest?', '2 but only if it is under $200', '2 pero mas temprano', 'la 2 si pueden antes', '2 maybe, what else is there?', '1, the toilet. 2, the sink',
  ])('"%s" is a condition or another wish, and picks none', (text) => expect(picked(text)).toBeNull());

  test.each(['2', '2 please', '2, thanks!', 'la 2 por favor, gracias', 'ok 2. see you then'])('"%s" says no more than that', (text) => {
    expect(picked(text)).toBe(2);
    expect(remarkBeside(text)).toBeNull();
  });
});

test.each(['next week', 'the weekend', 'next month works', 'la proxima semana', 'both', 'ambas', 'las dos'])('"%s" says when it suits, not which, though one offer lies there', (text) => expect(picked(text, ['2026-11-20T21:00:00Z', '2026-11-23T16:00:00Z'])).toBeNull());

test('of two offers on one weekday, the weekday picks neither, its hour one', () => {
  const mondays = ['2026-11-23T16:00:00Z', '2026-11-30T16:00:00Z', '2026-12-02T23:00:00Z'];
  expect(['monday', 'lunes', 'wednesday', 'monday the 30th'].map((text) => picked(text, mondays))).toEqual([null, null, 3, 2]);
  const sameDay = ['2026-11-30T16:00:00Z', '2026-11-30T21:00:00Z'];
  expect(['monday', 'monday morning', 'monday at 2', 'monday either time'].map((text) => picked(text, sameDay))).toEqual([null, 1, 2, 1]);
});

test.each([['sounds good', 1], ['sure', 1], ['perfect', 1], ['ok', 1], ['esta bien', 1], ['either', 1], ['👍', 1], ['1', 1], ['monday works', 1], ['2', null], ['no', null], ['ok how much is it', null], ['sure, but can you come later?', null]])('of a single offer "%s" picks %s', (text, number) =>
  expect(picked(text, OFFERED.slice(0, 1))).toBe(number));

test('asked to confirm or to choose other times, the second is told by its number, corrected too', () => {
  expect(['2', 'no wait 2', '1 no 2', '1'].map((text) => pickedNumber(text, 2))).toEqual([1, 1, 1, 0]);
});

test.each(['uno', 'dos', 'tres', 'la segunda', 'uno por favor', '1', 'two'])('"%s" does not change the language', (text) => expect(readLanguage(fold(text), text).sure).toBe(false));

test('an English conversation is confirmed in English, though its offer is picked with "dos"', async () => {
  const customer = conversation({ conversationHistory: GREETED });
  await customer.says('slow kitchen drain, 4120 W Emerald St Boise 83704');
  expect((await customer.says('dos')).nextAction.message).toContain('You\'re booked');
});

test('a long text of numbers is read in proportion to its length', () => {
  const readsWork = (text: string) => {
    const { user } = process.cpuUsage();
    for (let reads = 0; reads < 20; reads++) { pickedSlot(text, OFFERED, NOW, ZONE); assents(text); }
    return process.cpuUsage().user - user;
  };
  for (const unit of ['1 ', 'ok ', 'either ', 'any of the ', 'no wait ', '1\n', 'all of them ', 'you ', '- ', 'sorry ']) {
    const [short, long] = [400, 1600].map((length) => unit.repeat(length).slice(0, length));
    readsWork(long!);
    expect({ unit, isLinear: readsWork(long!) < 9 * Math.max(readsWork(short!), 20_000) }).toEqual({ unit, isLinear: true });
  }
});
