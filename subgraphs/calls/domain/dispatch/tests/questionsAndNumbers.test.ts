import type { DispatchResult } from '../types';
import { conversation, GREETED, request } from './sample';
import { readMessage } from '../reading/readMessage';

const WHOLE = 'my water heater is leaking, 4120 W Emerald St Boise 83704';
const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].flatMap((slot) => (slot ? [slot.start] : []));
const weekday = [{ opens: '08:00', closes: '17:00' }];

/** Says the texts in turn; the last answer. */
async function after(...texts: string[]): Promise<DispatchResult> {
  const customer = conversation({ conversationHistory: GREETED });
  const answers: DispatchResult[] = [];
  for (const text of texts) answers.push(await customer.says(text));
  return answers.at(-1)!;
}

describe('a number to be called at', () => {
  test.each(['You can call me at 208-555-0177', 'when you get here call me at 208-555-0177', 'you may call me on (208) 555-0177 if you get lost', 'me pueden llamar al 208-555-0177', 'call me at 208-555-0177 when you get here', 'you can call or text me at 208-555-0177'])('"%s" is kept, and times are offered', async (text) => {
    const result = await after(`${WHOLE}. ${text}`);
    expect(result).toMatchObject({ conversationStage: 'PROPOSING_SLOT', extractedInfo: { wantsHuman: false, callbackPhone: '+12085550177' } });
  });

  test.each(['call me', 'can someone call me', 'call me at 208-555-0177', 'have someone call me at 208-555-0177', 'can you call me at 208-555-0177?', 'when you get a chance call me at 208-555-0177', '¿me pueden llamar al 208-555-0177?', 'you can call me at 208-555-0177, i want to talk to a person'])('"%s" stays a wish for a person', async (text) => {
    expect(await after(`${WHOLE}. ${text}`)).toMatchObject({ conversationStage: 'ESCALATED', extractedInfo: { wantsHuman: true } });
  });
});

describe('a question after an offered time', () => {
  const MONDAY = `${WHOLE}, monday`;
  test.each(['is monday at 8 available?', 'what about monday at 8?', '¿Tienen el lunes a las 8?', 'How about 1?', 'how about 1'])('"%s" books nothing: it is asked whether to confirm, and "1" does', async (text) => {
    const asked = await after(MONDAY, text);
    expect(asked).toMatchObject({ conversationStage: 'CONFIRMING', proposedSlot: { start: '2026-11-23T15:00:00Z' } });
    expect(await after(MONDAY, text, '1')).toMatchObject({ conversationStage: 'BOOKED', proposedSlot: { start: '2026-11-23T15:00:00Z' } });
  });

  test('the number that it had among the offers books it', async () => {
    const third = startsOf(await after(MONDAY))[2];
    expect(await after(MONDAY, 'how about 3?')).toMatchObject({ conversationStage: 'CONFIRMING', proposedSlot: { start: third } });
    expect(await after(MONDAY, 'how about 3?', '3')).toMatchObject({ conversationStage: 'BOOKED', proposedSlot: { start: third } });
    expect(await after(MONDAY, 'how about 1?', '3')).not.toMatchObject({ conversationStage: 'BOOKED' });
  });
});

test.each([['ok she says 2'], ['my wife says number 2 works'], ['my husband said 2'], ['let me check with my wife', 'ok she says 2'], ['mi esposa dice la 2']])('the number that another says is picked: "%s" %s', async (...texts) => {
  const second = startsOf(await after(WHOLE))[1];
  expect(await after(WHOLE, ...texts.filter((text) => typeof text === 'string'))).toMatchObject({ conversationStage: 'BOOKED', proposedSlot: { start: second } });
});

test('beside a clock time a number is an hour: one that is offered is asked to be confirmed, any other is a wish', async () => {
  const offered = { ...request(), conversationHistory: [...GREETED, { role: 'customer' as const, content: 'my toilet is clogged, 4120 W Emerald St Boise 83704', timestamp: '2026-11-20T15:03:10Z' }, { role: 'assistant' as const, content: 'We can come 1) Mon 1:30 PM 2) Mon 3 PM. Reply 1 or 2.', timestamp: '2026-11-20T15:03:20Z', offeredSlots: ['2026-11-23T20:30:00Z', '2026-11-23T22:00:00Z'] }], businessHours: { ...request().businessHours, weekly: { monday: weekday } } };
  expect(await conversation(offered).says('can u do 3 instead of 1:30')).toMatchObject({ conversationStage: 'CONFIRMING', proposedSlot: { start: '2026-11-23T22:00:00Z' } });
  expect(await conversation(offered).says('can u do 4 instead of 1:30')).toMatchObject({ conversationStage: 'PROPOSING_SLOT', proposedSlot: { start: '2026-11-23T23:00:00Z' } });
});

test.each(['I need to cancel the water heater appointment', 'what time is my appointment?', 'is somebody still coming?', 'are you guys still coming today?', '¿cuando es mi cita?'])('"%s" of a visit that we know nothing of goes to a person', async (text) => {
  expect(await after(text)).toMatchObject({ conversationStage: 'ESCALATED' });
});

test('who is booked and asks whether somebody still comes is told when', async () => {
  expect(await after(WHOLE, '1', 'is somebody still coming?')).toMatchObject({ conversationStage: 'BOOKED', nextAction: { type: 'ANSWER' } });
});

test.each([['Thanks, Jen', 'Jen'], ['my sink leaks. Thanks, Jen', 'Jen'], ['my sink leaks, thanks, Jen', 'Jen'], ['my sink leaks\nThx Jen', 'Jen'], ['hi im Dan, my sink leaks', 'Dan'], ['Im Dan', 'Dan'], ['im Locked out', null], ['Thanks, Can you come today', null], ['Thanks, See you', null]])('"%s" gives the name %s', (text, name) => expect(readMessage(text, 'PLUMBING').name).toBe(name));
