import { readMessage } from '../reading/readMessage';
import { conversation, GREETED } from './sample';

const wishIn = (text: string) => readMessage(text, 'PLUMBING').preferredText;

test.each(['Good afternoon', 'good morning!', 'Buenas tardes', 'Hi, good evening. clogged sink at 1200 W Fort St', 'Good morning my sink is clogged', 'Hello Mike, good afternoon, is this the plumber', 'hey\nGood afternoon\nmy sink is clogged', 'Muy buenas noches, se tapo el fregadero', 'Happy Friday! my toilet runs', 'ok thanks, have a good weekend', 'gracias, que tenga buena tarde'])('a greeting wishes for no time: %s', (text) => {
  expect(wishIn(text)).toBeNull();
});

test.each([
  ['any good afternoon this week?', 'afternoon this week'], ['good afternoon, can you come tomorrow morning', 'tomorrow morning'], ['Good morning works for me', 'morning'], ['mornings are good', 'mornings'], ['afternoon', 'afternoon'],
  ['buenas tardes, pueden venir mañana por la tarde', 'mañana por la tarde'],
])('a wish stays one: %s', (text, wish) => {
  expect(wishIn(text)).toContain(wish);
});

test('who greets in the evening is offered all hours', async () => {
  const { nextAction } = await conversation({ conversationHistory: GREETED }).says('Good evening. clogged sink at 1200 W Fort St Boise 83702');
  expect(nextAction.message).toMatch(/^Estimate.*Fri 11\/20 9:30 AM/);
});
