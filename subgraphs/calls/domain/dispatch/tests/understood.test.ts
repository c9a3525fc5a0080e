import { readLifeSafety } from '../reading/readLifeSafety';
import { readMessage } from '../reading/readMessage';
import { pickedSlot } from '../reading/readReply';
import { readTimeSpan } from '../reading/readTime';
import { townMeant } from '../reading/towns';
import type { DispatchResult, TradeType } from '../types';
import { conversation, GREETED, NOW } from './sample';

const ZONE = 'America/Boise';
const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].flatMap((slot) => slot?.start ?? []);

async function after(...said: string[]): Promise<DispatchResult> {
  const customer = conversation({ conversationHistory: GREETED });
  let answer = await customer.says(said[0]!);
  for (const text of said.slice(1)) answer = await customer.says(text);
  return answer;
}

describe('fuel that burns indoors to stay warm or lit is a danger, whatever trade is called', () => {
  const TRADES: readonly TradeType[] = ['PLUMBING', 'ELECTRICAL', 'HVAC'];

  test.each([
    'heater doesnt work so we run the generator in the garage', 'no power so ive been running a generator in the house', 'heat is out we have a generator going in the kitchen', 'furnace quit, using the camp stove inside', 'no heat, burning charcoal in a bucket inside',
    'no heat so weve got a propane camp heater running in the bedroom', 'se fue la luz y prendimos el generador en la cochera', 'tenemos el anafre prendido adentro porque no hay calefaccion', 'is it ok to run the generator in the garage?',
  ])('%s', (text) => {
    for (const trade of TRADES) expect(readLifeSafety(text, trade)).toBe('carbon_monoxide');
  });

  test.each(['i want a generator in the garage', 'can you wire the generator in the garage to the panel', 'the generator in the garage wont start', 'where can we run the generator', 'we ran the generator in the driveway', 'heater in the garage wont stay running', 'gas grill line in the backyard needs hooking up', 'quiero instalar un generador en la cochera'])('but not "%s"', (text) => {
    for (const trade of TRADES) expect(readLifeSafety(text, trade)).toBeNull();
  });
});

describe('an address', () => {
  test.each([['500 w idaho st biose'], ['4120 emerald, merridian'], ['4120 w emerald st nmapa idaho'], ['4120 w emerald st, Gardn City']])('in a misspelt town nearby is found: "%s"', async (address) => {
    const offered = await after('toilet clogged', address);
    expect([offered.nextAction.type, offered.needsGeocoding, offered.validation.inServiceArea]).toEqual(['PROPOSE_SLOT', false, true]);
  });

  test('in a town of no such name is asked for again', async () => expect((await after('toilet clogged', '4120 w emerald st zzyzxville')).nextAction.type).toBe('ASK_ADDRESS'));

  test('is not guessed between two towns', () => {
    expect(townMeant('Nampq', new Set(['nampa', 'nampo']))).toBeNull();
    expect(townMeant('Star', new Set(['stara']))).toBeNull();
    expect(townMeant('Boise', new Set(['boise', 'boisa']))).toBeNull();
  });

  test.each(['wait its actually 4210 not 4120', 'sorry not 4120, its 4210', '4210 instead of 4120', 'es 4210 no 4120'])('whose number is put right is booked as it is right: "%s"', async (text) => {
    const booked = await after('faucet drip, 4120 W Emerald St Boise 83704', text, '1');
    expect([booked.conversationStage, booked.extractedInfo.address?.street]).toEqual(['BOOKED', '4210 W Emerald St']);
  });

  test('is not changed by other numbers that are denied', async () => expect((await after('faucet drip, 4120 W Emerald St Boise 83704', 'i said 2 not 3')).extractedInfo.address?.street).toBe('4120 W Emerald St'));
  test('is no number of square feet', async () => expect((await after('slow drain', '2000 sqft house')).extractedInfo.address).toBeNull());
});

describe('a day that does not suit is not offered', () => {
  test.each(['cant do fri', "friday doesn't work", "i can't make friday", 'fri is no good', 'el viernes no puedo', 'no puedo el viernes'])('%s', async (text) => {
    const offered = await after('slow drain 4120 W Emerald St Boise 83704', text);
    const days = startsOf(offered).map((start) => new Date(start).toLocaleDateString('en-US', { weekday: 'long', timeZone: ZONE }));
    expect([offered.nextAction.type, days.includes('Friday'), days.length]).toEqual(['PROPOSE_SLOT', false, 3]);
  });

  test.each(['cant do fri', 'friday wont work', 'friday is bad'])('nor picked where it is the only one: "%s"', (text) => expect(pickedSlot(text, ['2026-11-20T17:00:00Z'], NOW, ZONE)).toBeNull());
});

test.each(['whats the soonest', 'how soon is the earliest', "what's the last one"])('"%s" asks, and picks none', (text) => expect(pickedSlot(text, ['2026-11-20T17:00:00Z', '2026-11-23T17:00:00Z'], NOW, ZONE)).toBeNull());

test.each([['need a faucet installed friday', 'friday'], ['i need a new faucet installed new years day', 'new years day'], ['ok do it wed at 2', 'wed at 2'], ['fix it sat', 'sat'], ['had a faucet installed friday and it leaks', null], ['it sat there for years', null]])('when "%s" is wished: %s', (text, span) => expect(readTimeSpan(text)).toBe(span));

test.each([['faucet drips, can someone come new years day', 'leak_repair'], ['leaky faucet new years eve', 'leak_repair'], ['pipe froze', 'water_pressure'], ['pipe froze and split', 'burst_pipe'], ['do you install water softeners', 'faucet_fixture'], ['my number is 208 555 0144', null]])('"%s" is %s', (text, job) => expect(readMessage(text, 'PLUMBING').jobType).toBe(job));

test.each(['is this a real person', 'hi, are you a real person or a robot?', 'eres un robot?'])('"%s" asks for the truth, and for nobody', (text) => expect(readMessage(text, 'PLUMBING')).toMatchObject({ asksRobot: true, wantsHuman: false }));
test('who wants a person besides asks for one', () => expect(readMessage('is this a real person? i want to talk to one', 'PLUMBING').wantsHuman).toBe(true));
test.each(['You called me?', 'i got a missed call from this number', 'quien me llamo'])('"%s" is told who we are', async (text) => expect((await after(text)).nextAction).toMatchObject({ type: 'ANSWER', message: expect.stringMatching(/^This is the automated assistant of|^Soy el asistente/) }));
test('Spanish stays Spanish: "no, entre semana trabajo"', async () => expect((await after('gotea la regadera, 4120 W Emerald St Boise 83704', 'no, entre semana trabajo')).extractedInfo.language).toBe('es'));
