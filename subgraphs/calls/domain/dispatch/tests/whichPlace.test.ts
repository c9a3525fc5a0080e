import { createZipTable } from '../../../clients/zipTable/zipTable';
import { conflictOf } from '../area/conflict';
import { readMessage } from '../reading/readMessage';
import { chosenPlace } from '../reading/readWhichPlace';
import { isOneSegment } from '../texts';
import { conversation, GREETED } from './sample';

const DRAIN = 'my kitchen drain is slow,';

test('a city and a ZIP code that disagree are asked about, naming both', async () => {
  const asked = await conversation({ conversationHistory: GREETED }).says(`${DRAIN} 12 Oak St, Denver, 83702`);
  expect(asked).toMatchObject({ conversationStage: 'VALIDATING', nextAction: { type: 'ASK_ADDRESS', message: 'You wrote Denver, but ZIP code 83702 is in Boise, ID. Which is right?' }, proposedSlot: null });
  const spanish = await conversation({ conversationHistory: GREETED }).says('el desagüe de la cocina está tapado, 12 Oak St, Denver, 83702');
  expect(spanish.nextAction.message).toBe('Puso Denver, pero el codigo postal 83702 es de Boise, ID. ¿Cual es correcto?');
  expect(isOneSegment(spanish.nextAction.message)).toBe(true);
});

test.each([
  ['83702', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  ['Boise', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  ['oh sorry, Boise ID 83702', '12 Oak St|Boise|ID|83702', 'PROPOSING_SLOT'],
  ['the zip is right', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  ['not Denver', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  ['Denver', '12 Oak St|Denver||', 'OUT_OF_AREA'],
  ['the city', '12 Oak St|Denver||', 'OUT_OF_AREA'],
  ['zip code is wrong', '12 Oak St|Denver||', 'OUT_OF_AREA'],
  ['its 80203', '12 Oak St|Denver||80203', 'OUT_OF_AREA'],
  ['12 Oak St, Boise 83705', '12 Oak St|Boise||83705', 'PROPOSING_SLOT'],
  ['el codigo postal', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  // Not settled: the ZIP code counts, and nothing is asked twice.
  ['tomorrow afternoon please', '12 Oak St|||83702', 'PROPOSING_SLOT'],
  ['12 Oak St, Denver 83702', '12 Oak St|||83702', 'PROPOSING_SLOT'],
])('asked between Denver and 83702, "%s" goes on with %s', async (answer, address, stage) => {
  const customer = conversation({ conversationHistory: GREETED });
  await customer.says(`${DRAIN} 12 Oak St, Denver, 83702`);
  const result = await customer.says(answer);
  expect((['street', 'city', 'state', 'zip'] as const).map((part) => result.extractedInfo.address?.[part] ?? '').join('|')).toBe(address);
  expect(result.conversationStage).toBe(stage);
});

test('what was settled stays so to the booking', async () => {
  const customer = conversation({ conversationHistory: GREETED });
  await customer.says(`${DRAIN} 12 Oak St, Denver, 83702`);
  await customer.says('boise');
  const booked = await customer.says('1');
  expect(booked).toMatchObject({ conversationStage: 'BOOKED', extractedInfo: { address: { street: '12 Oak St', city: null, zip: '83702' } } });
});

test('a city outside the area whose ZIP code lies inside is asked about before it is turned away, and so is the reverse', async () => {
  for (const place of ['Denver 83702', 'Boise 90210']) expect((await conversation({ conversationHistory: GREETED }).says(`${DRAIN} 12 Oak St, ${place}`)).nextAction.message).toContain('Which is right?');
});

test.each([
  ['12 Oak St Boise 90210', 'Boise, 90210, Beverly Hills, CA'],
  ['12 Oak St, Boise ID 90210', 'Boise, ID, 90210, Beverly Hills, CA'],
  ['12 Oak St, Twin Falls 83702', 'Twin Falls, 83702, Boise, ID'],
  ['12 Main St Aurora CO 60505', 'Aurora, CO, 60505, Aurora, IL'],
  ['12 Main St, Kansas City MO 66101', 'Kansas City, MO, 66101, Kansas City, KS'],
])('"%s" disagrees: %s', async (text, expected) => {
  const conflict = await conflictOf(createZipTable(), readMessage(text, 'PLUMBING').address!);
  expect(conflict && [conflict.said, conflict.zip, conflict.there].join(', ')).toBe(expected);
});

test.each([
  // The name of the city itself, of its metropolis, of a suburb.
  '12 Oak St Boise 83704', '12 Main St Boise 83714', '12 Main St Garden City ID 83714', '12 Main St Boise 83642', '12 Main St Boise ID 83646', '12 Main St, Houston TX 77449', '12 Main St, Denver CO 80134', '12 Main St, Atlanta GA 30044', '12 Main St, Saint Louis MO 63101', '12 Main St, St. Louis MO 63101',
  // Parts of town, some with the name of a city elsewhere.
  '12 Main St, Hyde Park 83702', '12 Main St, Hollywood CA 90028', '12 Main St, Hollywood 90028', '12 Main St, Manhattan NY 10001', '12 Main St, Ballard 98107', '12 Main St, South Boston 02127', '12 Main St, Oak Lawn 75219', '12 Main St, Buckhead GA 30305', '12 Main St, Georgetown 20007', '12 Main St, North End 83702',
  // A name that many states have, a state that the city is not in, what the map does not know.
  '12 Main St Aurora 60505', '12 Main St, Boise OR 83702', '12 Main St, Nowhereville 83704', '12 Main St, Boise', '12 Main St, 99999', '12 Main St, Boise 99999',
])('"%s" is not asked about', async (text) => {
  expect(await conflictOf(createZipTable(), readMessage(text, 'PLUMBING').address!)).toBeNull();
});

test.each([
  ['Oregon', 'city'], ['the idaho one', 'zip'], ['boise', null], ['both', null], ['the first', 'city'], ['2', 'zip'], ["83702 is a typo", 'city'], ['no es oregon', 'zip'], ['idk', null], ['what?', null],
])('between Boise in Oregon and 83702 in Idaho, "%s" chooses %s', (answer, side) => {
  expect(chosenPlace({ said: 'boise, or', zip: '83702', there: 'boise, id' }, answer)).toBe(side);
});

test('a map that fails asks nothing', async () => {
  expect(await conflictOf({ locate: () => Promise.reject(new Error('down')) }, { street: '12 Oak St', city: 'Denver', state: null, zip: '83702' })).toBeNull();
});
