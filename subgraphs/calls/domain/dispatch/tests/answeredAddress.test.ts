import { conversation, GREETED, NOW } from './sample';
import type { HistoryEntry } from '../types';

const asked = async (...texts: string[]) => {
  const customer = conversation({ conversationHistory: GREETED });
  for (const text of texts.slice(0, -1)) await customer.says(text);
  return customer.says(texts.at(-1)!);
};

test.each(['START', 'UNSTOP', 'HELP', 'Cool', 'Friday', 'Home', 'one sec', 'my house', 'mi casa', 'Beautiful'])('asked for the street, "%s" is no address', async (text) => {
  expect(await asked('leaky faucet', text)).toMatchObject({ conversationStage: 'COLLECTING_ADDRESS', extractedInfo: { address: null } });
});

test.each(['START', 'Cool', 'Friday', 'my house', 'HELP'])('asked for the city, "%s" is none', async (text) => {
  expect((await asked('leaky faucet', '1200 W Fort St', text)).nextAction.message).toBe('Which city or ZIP code is that in?');
});

test.each([['boise', 'PROPOSING_SLOT'], ['Biose', 'PROPOSING_SLOT'], ['garden city', 'PROPOSING_SLOT'], ["it's in Garden City i think", 'PROPOSING_SLOT'], ['Seattle', 'OUT_OF_AREA']])('asked for the city, "%s" is one', async (text, stage) => {
  expect((await asked('leaky faucet', '1200 W Fort St', text)).conversationStage).toBe(stage);
});

test.each(['2', 'second one'])('an address sent in several texts is still known at the next turn: %s', async (pick) => {
  const texts = ['hey', 'my toilet', 'is running', '1200 W Fort St', 'boise'];
  const { nextAction, proposedSlot, alternativeSlots } = await asked(texts.join('\n'));
  const sent = texts.map((content): HistoryEntry => ({ role: 'customer', content, timestamp: NOW }));
  const offered: HistoryEntry = { role: 'assistant', content: nextAction.message, timestamp: NOW, offeredSlots: [proposedSlot!, ...alternativeSlots].map(({ start }) => start) };
  const result = await conversation({ conversationHistory: [...GREETED, ...sent, offered] }).says(pick);
  expect(result).toMatchObject({ conversationStage: 'BOOKED', extractedInfo: { address: { street: '1200 W Fort St', city: 'boise' } } });
});

test.each(['1200 E Boise Ave, Boise 83716', '1200 E Boise Ave 83716'])('a ZIP code that reaches far out of town is served where the town is: %s', async (text) => {
  expect((await asked(`clogged sink at ${text}`)).conversationStage).toBe('PROPOSING_SLOT');
});
