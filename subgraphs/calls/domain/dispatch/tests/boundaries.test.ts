import { asksOtherWork } from '../reading/readJob';
import { plainWords } from '../reading/words';
import { decide } from '../decide';
import type { DispatchResult, TradeType } from '../types';
import { understand } from '../understand';
import { conversation, GREETED, NOW, request } from './sample';

const move = ({ conversationStage, nextAction }: DispatchResult) => `${conversationStage} ${nextAction.type}`;
const CLOGGED = 'my toilet is clogged';
const ADDRESS = '4120 W Emerald St Boise 83704';

describe('a job that the business does not offer', () => {
  const drains = { conversationHistory: GREETED, jobEstimates: [{ jobType: 'drain_cleaning', minutes: 60, priceLow: 90, priceHigh: 200 }, { jobType: 'toilet_repair', minutes: 60, priceLow: 90, priceHigh: 200, offered: false }] };

  test('goes to a person, who is told why, and so is the customer', async () => {
    const result = await conversation(drains).says(`${CLOGGED}, ${ADDRESS}`);
    expect(move(result)).toBe('ESCALATED ESCALATE');
    expect(result).toMatchObject({ proposedSlot: null, priceEstimate: null, validation: { problems: ['The customer asks for a job that is not offered.'] } });
    expect(result.nextAction.message).toMatch(/do not offer.*a person will/);
  });

  test('does so where it is asked for beside one that is offered', async () => {
    const customer = conversation(drains);
    expect(move(await customer.says('my kitchen sink is clogged'))).toBe('COLLECTING_ADDRESS ASK_ADDRESS');
    expect(move(await customer.says('and my toilet is running all the time'))).toBe('ESCALATED ESCALATE');
  });

  test.each([['no jobs', []], ['others alone', [{ jobType: 'drain_cleaning', minutes: 60, priceLow: 1, priceHigh: 2 }]], ['it as offered', [{ jobType: 'toilet_repair', minutes: 60, priceLow: 120, priceHigh: 350, offered: true }]]])('is none where the request names %s: the job is quoted, at the usual price where it has none', async (_what, jobEstimates) => {
    const result = await conversation({ conversationHistory: GREETED, jobEstimates }).says(`${CLOGGED}, ${ADDRESS}`);
    expect(move(result)).toBe('PROPOSING_SLOT PROPOSE_SLOT');
    expect(result.priceEstimate).toMatchObject({ low: 120, high: 350 });
  });
});

describe('work that is none of ours, while a job is known', () => {
  const after = async (text: string, before = [CLOGGED]) => {
    const customer = conversation({ conversationHistory: GREETED });
    for (const said of before) await customer.says(said);
    return customer.says(text);
  };

  test.each(['can you also paint my house?', 'also my roof is leaking', 'do you also mow lawns', 'I also need an electrician for an outlet', 'can you also fix my AC', 'tambien pueden pintar la casa?', 'actually forget the toilet, my furnace is not heating'])('"%s" goes to a person', async (text) => {
    for (const before of [[CLOGGED], [`${CLOGGED}, ${ADDRESS}`]]) expect(move(await after(text, before))).toBe('ESCALATED ESCALATE');
  });

  test.each(['the gate in the fence is open', 'key is under the deck', 'i work on my computer until 5', 'can you park by the fence', 'call the painter, he is home', 'do you need the gate code for the fence'])('"%s" asks for none', (text) => {
    expect(asksOtherWork(plainWords(text), ['PLUMBING'])).toBe(false);
  });

  test('"my toilet is clogged. also my roof is leaking" asks for both, so for a person', async () => {
    expect(move(await after(`${CLOGGED}. also my roof is leaking`, []))).toBe('ESCALATED ESCALATE');
  });

  test('a cause is no other work: the breaker trips when the AC runs', () => {
    expect(asksOtherWork(plainWords('my ac stops and the breaker trips when it runs'), ['HVAC'])).toBe(false);
  });
});

describe('a business of several trades', () => {
  const read = (texts: string[], tradeType: TradeType, otherTrades: TradeType[]) => {
    const conversationHistory = [...GREETED, ...texts.slice(0, -1).map((content) => ({ role: 'customer' as const, content, timestamp: NOW }))];
    const asked = request({ tradeType, otherTrades, conversationHistory, currentMessage: texts.at(-1)! });
    return decide(asked, understand(asked, NOW), { place: null, conflict: null }, NOW, 'rules');
  };

  test('a change of mind takes the job from the one trade, and gives it to the other', () => {
    const texts = [CLOGGED, 'actually forget the toilet, my furnace is not heating'];
    expect(read(texts, 'PLUMBING', ['HVAC']).extractedInfo.jobType).toBeNull();
    expect(read(texts, 'HVAC', ['PLUMBING']).extractedInfo.jobType).toBe('no_heat');
    expect(read([...texts, 'no wait, never mind the furnace, it is the toilet again that is clogged'], 'PLUMBING', ['HVAC']).extractedInfo.jobType).toBe('toilet_repair');
  });

  test('work of the other trade is not out of scope, that of a third is', () => {
    expect(move(read([CLOGGED, 'and my furnace is not heating either'], 'PLUMBING', ['HVAC']))).toBe('COLLECTING_ADDRESS ASK_ADDRESS');
    expect(move(read([CLOGGED, 'I also need an electrician for an outlet'], 'PLUMBING', ['HVAC']))).toBe('ESCALATED ESCALATE');
  });
});
