import { createRulesDispatcher } from '../../../clients/rulesDispatcher/rulesDispatcher';
import { createZipTable, townsAround } from '../../../clients/zipTable/zipTable';
import { readMessage } from '../reading/readMessage';
import { conversation, GREETED, NOW, request } from './sample';

const TOWNS = townsAround({ latitude: 43.615, longitude: -116.202 });

/** "street|city|state|zip" of the address that a text gives to a business in Boise; a line break as "/". */
function addressIn(text: string): string | null {
  const { address } = readMessage(text.replaceAll(' / ', '\n'), 'PLUMBING', TOWNS);
  return address && [address.street, address.city, address.state, address.zip].join('|');
}

describe('a street without its suffix is an address where a direction, a town or a ZIP code tells it', () => {
  test.each([
    ['leaky faucet 4120 Emerald Boise', '4120 Emerald|Boise||'], ['leaky faucet 4120 w emerald boise', '4120 w emerald|boise||'], ['200 Broadway Boise, leaky faucet', '200 Broadway|Boise||'], ['clogged drain at 4120 Emerald', '4120 Emerald|||'],
    ['drain is slow, 1815 n harrison meridian 83642', '1815 n harrison|meridian||83642'], ['faucet drips 310 kootenai garden city', '310 kootenai|garden city||'], ['4120 emerald, boise. toilet runs', '4120 emerald|boise||'],
    ['faucet drips at 500 s 8th boise', '500 s 8th|boise||'], ['123 N 8th, leak', '123 N 8th|||'], ['my address is 1420 latah', '1420 latah|||'], ['faucet drips 1420 8th boise', '1420 8th|boise||'],
  ])('%s', (text, expected) => {
    expect(addressIn(text)).toBe(expected);
  });

  test.each(['need a 200 amp panel in the shop', 'there are 3 toilets and 2 sinks', 'set to 120 degrees', 'come at 430 tomorrow', 'a 1500 w heater trips it', '2019 Ford Fusion key lost', 'my bill was 300 last time', 'the $450 boise quote was too high', 'we have 150 psi at the meter'])('%s is none', (text) => {
    expect(readMessage(text, 'PLUMBING', TOWNS).address?.street ?? null).toBeNull();
  });
});

test.each([
  ['toilet clogged / 4120 W Emerald St / Boise', '4120 W Emerald St|Boise||'], ['toilet clogged 4120 W Emerald St / Boise', '4120 W Emerald St|Boise||'], ['4120 W Emerald St / boise / toilet clogged', '4120 W Emerald St|boise||'],
  ['4120 W Emerald St, / Garden City', '4120 W Emerald St|Garden City||'], ['toilet clogged 4120 W Emerald St and its in Boise', '4120 W Emerald St|Boise||'], ['toilet clogged 4120 W Emerald St, thats in meridian', '4120 W Emerald St|meridian||'],
  ['4120 W Emerald St (Boise)', '4120 W Emerald St|Boise||'], ['4120 Emerald. Boise. Toilet runs', '4120 Emerald|Boise||'], ['4120 emerald / boise id / 83704', '4120 emerald|boise|ID|83704'], ['Boise / 4120 W Emerald St', '4120 W Emerald St|Boise||'],
  ['over in kuna at 455 w 4th', '455 w 4th|kuna||'], ['Meridian 1200 w grove, slow drain', '1200 w grove|Meridian||'], ['vivo en Boise, 4120 Emerald', '4120 Emerald|Boise||'],
  ['4120 W Emerald St / Please hurry', '4120 W Emerald St|||'], ['4120 W Emerald St / Thanks', '4120 W Emerald St|||'],
])('a city on a line or in words of its own belongs to the street: %s', (text, expected) => {
  expect(addressIn(text)).toBe(expected);
});

test.each([
  ['vivo en el 500 de la calle Main en Boise', '500 de la calle Main|Boise||'], ['gotera en calle Main 500 Boise', 'calle Main 500|Boise||'], ['numero 500 de Main St Boise', '500 de Main St|Boise||'],
  ['gotera en el 500 de la calle main en boise', '500 de la calle main|boise||'], ['500 calle San Juan, Nampa', '500 calle San Juan|Nampa||'], ['estoy en 1200 de la avenida Roosevelt Boise', '1200 de la avenida Roosevelt|Boise||'],
])('Spanish puts number and street in either order: %s', (text, expected) => {
  expect(addressIn(text)).toBe(expected);
});

test.each([
  ['faucet drips at 500 s 8th boise'], ['500 S 8th St Boise 83702 leaky faucet'], ['leak at 123 n 8th, boise'], ['faucet drips 1420 8th boise'],
])('a numbered street is no day: %s', (text) => {
  expect(readMessage(text, 'PLUMBING', TOWNS).preferredText).toBeNull();
});

describe('a town without its state is the one nearby', () => {
  const places = async (text: string) => (await conversation({ conversationHistory: GREETED }).says(text)).validation;

  test.each([['slow drain 500 E Main St meridian', 12], ['slow drain 500 E Main St, Eagle', 20], ['slow drain 500 E Main St kuna', 20]])('%s', async (text, milesMax) => {
    const { addressValid, distanceMiles } = await places(text);
    expect([addressValid, distanceMiles! < milesMax]).toEqual([true, true]);
  });

  test('and of none nearby the name alone must tell it', async () => {
    expect((await places('slow drain 500 E Main St, Springfield')).addressValid).toBe(false);
    expect((await places('slow drain 500 E Main St, Philadelphia')).inServiceArea).toBe(false);
  });

  test('the business is placed by its ZIP code where it has no point', async () => {
    const dispatcher = createRulesDispatcher({ geocoder: createZipTable(), clock: () => new Date(NOW) });
    const { validation } = await dispatcher.process(request({ currentMessage: 'slow drain 500 E Main St meridian', businessAddress: { street: '100 Main St', city: 'Boise', state: 'ID', zip: '83702' } }));
    expect(validation.addressValid).toBe(true);
  });
});

describe('an address that is not understood twice goes to a person', () => {
  async function answers(...texts: string[]): Promise<string[]> {
    const customer = conversation({ conversationHistory: GREETED });
    const given: string[] = [];
    for (const text of texts) given.push((await customer.says(text)).nextAction.type);
    return given;
  }

  test.each([
    ['not found, and not found again', ['clogged drain 4120 W Emerald St Xyzzyville', '4120 W Emerald St in Xyzzy'], ['ASK_ADDRESS', 'ESCALATE']],
    ['a question put again, then not found', ['clogged drain', 'nampa', '4120 W Emerald St, Xyzzyville'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'ESCALATE']],
    ['street, city and what is not found are one address', ['clogged drain', '4120 W Emerald St', 'Xyzzyville', 'Xyzzytown'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'ASK_ADDRESS', 'ESCALATE']],
  ])('%s', async (_what, texts, types) => {
    expect(await answers(...texts)).toEqual(types);
  });

  test.each([
    ['street and city one after the other', ['clogged drain', '4120 W Emerald St', 'boise'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'PROPOSE_SLOT']],
    ['a question of the customer', ['clogged drain 4120 W Emerald St Xyzzyville', 'how much is it?', '4120 W Emerald St Boise'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'PROPOSE_SLOT']],
    ['one that is found the second time', ['clogged drain at 4120 Emerald', 'meridian', '2'], ['ASK_ADDRESS', 'PROPOSE_SLOT', 'CONFIRM_APPOINTMENT']],
  ])('but not %s', async (_what, texts, types) => {
    expect(await answers(...texts)).toEqual(types);
  });

  test('a city is enough for one who does not know the ZIP code', async () => {
    const customer = conversation({ conversationHistory: GREETED });
    await customer.says('clogged drain at 4120 W Emerald St');
    const { nextAction } = await customer.says("I don't know the zip");
    expect([nextAction.type, nextAction.message]).toEqual(['ASK_ADDRESS', expect.stringMatching(/the city is enough/)]);
    expect((await customer.says("it's in boise I think")).nextAction.type).toBe('PROPOSE_SLOT');
  });
});
