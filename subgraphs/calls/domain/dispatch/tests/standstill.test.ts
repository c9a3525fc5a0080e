import type { DispatchResult } from '../types';
import { conversation, GREETED } from './sample';

const JOB = 'clogged sink';
const WHOLE = `${JOB} 4120 W Emerald St Boise 83704`;
const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].map((slot) => slot?.start);

/** The types of our answers to these texts. */
async function answers(...texts: string[]): Promise<DispatchResult['nextAction']['type'][]> {
  const customer = conversation({ conversationHistory: GREETED });
  const given: DispatchResult['nextAction']['type'][] = [];
  for (const text of texts) given.push((await customer.says(text)).nextAction.type);
  return given;
}

describe('the second text in a row that brings nothing goes to a person', () => {
  test.each([
    ['assent to an offer of three', [WHOLE, 'yes', 'ok'], ['PROPOSE_SLOT', 'PROPOSE_SLOT', 'ESCALATE']],
    ['assent to a question', [JOB, 'ok', 'sure'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'ESCALATE']],
    ['greetings, after the first', ['hi', 'hello', 'hey'], ['ASK_JOB', 'ASK_JOB', 'ESCALATE']],
    ['what is known already', [JOB, 'my sink is clogged', 'the sink is clogged'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'ESCALATE']],
    ['words that say nothing', ['blorp', 'zzz fnord'], ['ASK_JOB', 'ESCALATE']],
  ])('%s', async (_what, texts, types) => {
    expect(await answers(...texts)).toEqual(types);
  });
});

test('a yes to several times is asked which', async () => {
  const customer = conversation({ conversationHistory: GREETED });
  await customer.says(WHOLE);
  expect((await customer.says('sounds good')).nextAction.message).toMatch(/^Which one would you like\? .*1\)/s);
});

test.each(['wrong number sorry', 'sorry, wrong number', 'numero equivocado'])('"%s" is no request', async (text) => {
  expect((await conversation({ conversationHistory: GREETED }).says(text)).nextAction.type).toBe('CLOSE');
});

describe('does not count as one', () => {
  test.each([
    ['a question that is answered, until it is asked again', [WHOLE, 'yes', 'how much?', 'how much?', 'how much?'], ['PROPOSE_SLOT', 'PROPOSE_SLOT', 'PROPOSE_SLOT', 'PROPOSE_SLOT', 'ESCALATE']],
    ['whatever brings something new between', [JOB, 'ok', 'my name is Ana Lopez', 'ok', '4120 W Emerald St Boise 83704', 'ok'], ['ASK_ADDRESS', 'ASK_ADDRESS', 'ASK_ADDRESS', 'ASK_ADDRESS', 'PROPOSE_SLOT', 'PROPOSE_SLOT']],
    ['what turns down our offers', [WHOLE, 'none of those work', 'idk', 'do you have any other times?'], ['PROPOSE_SLOT', 'ASK_TIME', 'PROPOSE_SLOT', 'PROPOSE_SLOT']],
  ])('%s', async (_what, texts, types) => {
    expect(await answers(...texts)).toEqual(types);
  });

  test('what was said to a person, or before one handed back', async () => {
    const said = (role: 'customer' | 'assistant' | 'human', content: string) => ({ role, content, timestamp: '2026-11-20T15:03:00Z' });
    const offered = [...GREETED, said('customer', WHOLE), said('assistant', 'What is the street address with city or ZIP code?'), said('customer', 'yes'), said('assistant', 'What is the street address with city or ZIP code?'), said('customer', 'ok')];
    for (const answer of [said('human', 'Dan here, one moment.'), said('assistant', 'Sorry, I did not understand. I have passed this to our team; a person will contact you soon.')])
      expect((await conversation({ conversationHistory: [...offered, answer] }).says('ok')).nextAction.type).toBe('PROPOSE_SLOT');
  });
});

test('the price is told when it is asked before a time can be offered', async () => {
  const customer = conversation({ conversationHistory: GREETED });
  await customer.says(JOB);
  const { nextAction, priceEstimate } = await customer.says('how much?');
  expect([nextAction.type, nextAction.message, priceEstimate]).toEqual(['ASK_ADDRESS', expect.stringMatching(/^Estimate \$125-\$350\. .*address/), null]);
});

test('a number that answers a person picks no time: the times are offered anew', async () => {
  const asked = conversation({ conversationHistory: GREETED });
  const offer = await asked.says(WHOLE);
  const offeredSlots = startsOf(offer).flatMap((start) => start ?? []);
  const at = '2026-11-20T15:05:00Z';
  const conversationHistory = [...GREETED, { role: 'customer' as const, content: WHOLE, timestamp: at }, { role: 'assistant' as const, content: offer.nextAction.message, timestamp: at, offeredSlots }];
  const withDan = conversation({ conversationHistory: [...conversationHistory, { role: 'human', content: 'Dan here. How many sinks are clogged, 1 or 2?', timestamp: at }] });
  const anew = await withDan.says('2');
  expect([anew.conversationStage, anew.extractedInfo.chosenSlot]).toEqual(['PROPOSING_SLOT', null]);
  expect((await withDan.says('2')).extractedInfo.chosenSlot).toBe(startsOf(anew)[1]);
});

test('a time offered exactly at the lead time can be picked, though the text was kept a moment later', async () => {
  const now = '2026-11-20T15:30:00.000Z';
  const offer = await conversation({ conversationHistory: GREETED, now }).says(WHOLE);
  expect(offer.proposedSlot?.start).toBe('2026-11-20T16:30:00Z');
  const conversationHistory = [
    ...GREETED,
    { role: 'customer' as const, content: WHOLE, timestamp: now },
    { role: 'assistant' as const, content: offer.nextAction.message, timestamp: '2026-11-20T15:30:00.250Z', offeredSlots: startsOf(offer).flatMap((start) => start ?? []) },
  ];
  const pick = await conversation({ conversationHistory, now: '2026-11-20T15:31:00Z' }).says('1');
  expect([pick.conversationStage, pick.extractedInfo.chosenSlot]).toEqual(['BOOKED', offer.proposedSlot?.start]);
});

test('a business that is called "Automatic Doors" says all the same that a machine writes', async () => {
  const business = { businessName: 'Automatic Doors', conversationHistory: [{ role: 'assistant' as const, content: 'Thanks for calling Automatic Doors!', timestamp: '2026-11-20T15:03:00Z' }] };
  expect((await conversation(business).says(JOB)).nextAction.message).toMatch(/^Automatic Doors, automated assistant:/);
});
