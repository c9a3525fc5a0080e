import type { DispatchResult } from '../types';
import { conversation, GREETED } from './sample';

const JOB = 'slow kitchen drain, 4120 W Emerald St Boise 83704';
/** A Friday in Boise; the lead time is an hour, so that the half hour in between moves the soonest slot. */
const OFFERED_AT = '2026-11-20T15:25:00Z';
const LATER = '2026-11-20T15:34:00Z';
const MUCH_LATER = '2026-11-20T15:52:00Z';

const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].map((slot) => slot?.start);
const move = ({ conversationStage, nextAction }: DispatchResult) => `${conversationStage} ${nextAction.type}`;

/** A customer to whom three times are offered. */
async function offered(at = OFFERED_AT) {
  const customer = conversation({ conversationHistory: GREETED });
  const offer = await customer.says(JOB, at);
  expect(startsOf(offer)).toHaveLength(3);
  return { customer, starts: startsOf(offer) };
}

describe('a number means the time that it was offered for', () => {
  test.each(['how much is that going to be?', 'is there parking? its 4120 W Emerald St, Boise 83704 and what does it cost', 'are you a robot?', 'fnord', 'sorry the address is 4210 W Emerald St Boise 83704, how much is it?', 'asap please'])('after "%s"', async (question) => {
    const { customer, starts } = await offered();
    const again = await customer.says(question, LATER);
    expect(move(again)).toBe('PROPOSING_SLOT PROPOSE_SLOT');
    expect(startsOf(again)).toEqual(starts);
    const pick = await customer.says('1', LATER);
    expect(move(pick)).toBe('BOOKED CONFIRM_APPOINTMENT');
    expect(pick.extractedInfo.chosenSlot).toBe(starts[0]);
  });

  test('where another one is too late now: only that one is another, and the customer is told', async () => {
    const { customer, starts } = await offered();
    const again = await customer.says('1', MUCH_LATER);
    expect(again.nextAction.message).toContain('no longer free');
    expect(startsOf(again).slice(1)).toEqual(starts.slice(1));
    expect(starts).not.toContain(startsOf(again)[0]);
    expect((await customer.says('2', MUCH_LATER)).extractedInfo.chosenSlot).toBe(starts[1]);
  });

  test('where a day is wished on which some of them lie: those stay', async () => {
    const { customer, starts } = await offered();
    const again = await customer.says('it has to be today', LATER);
    expect(startsOf(again).slice(0, 2)).toEqual(starts.slice(0, 2));
    expect([starts[2]?.slice(0, 10), startsOf(again)[2]?.slice(0, 10)]).toEqual(['2026-11-23', '2026-11-20']);
  });

  test('where one slot is quoted again, "2" goes on to mean other times', async () => {
    const evening = '2026-11-21T02:00:00Z';
    const customer = conversation({ conversationHistory: GREETED, now: evening });
    await customer.says('pipe burst, water everywhere! 4120 W Emerald St Boise 83704');
    const quoted = await customer.says('3');
    expect(move(quoted)).toBe('CONFIRMING CONFIRM_APPOINTMENT');
    const again = await customer.says('how much is that?');
    expect([move(again), startsOf(again)]).toEqual([move(quoted), startsOf(quoted)]);
    const others = await customer.says('2');
    expect(move(others)).toBe('PROPOSING_SLOT PROPOSE_SLOT');
    expect(startsOf(others)).not.toContain(startsOf(quoted)[0]);
  });
});

describe('other times are offered', () => {
  test('where those offered are turned down', async () => {
    const { customer, starts } = await offered();
    for (const start of startsOf(await customer.says('do you have any other times?', LATER))) expect(starts).not.toContain(start);
  });

  test('where the work became an emergency, for which there are sooner ones', async () => {
    const evening = '2026-11-21T02:00:00Z';
    const { customer, starts } = await offered(evening);
    expect(starts[0]?.slice(0, 10)).toBe('2026-11-23');
    const [soonest] = startsOf(await customer.says('now the pipe burst, water is flooding the kitchen', evening));
    expect(soonest).toBe('2026-11-21T03:00:00Z');
  });
});

test('a pick that turns the work into an emergency is quoted at its price before it is booked', async () => {
  const evening = '2026-11-21T02:00:00Z';
  const { customer, starts } = await offered(evening);
  const pick = await customer.says('monday at 8 works, but now the pipe burst and water is flooding the kitchen', evening);
  expect(move(pick)).toBe('CONFIRMING CONFIRM_APPOINTMENT');
  expect([pick.extractedInfo.chosenSlot, pick.priceEstimate?.multiplier]).toEqual([starts[0], 1.5]);
  expect(move(await customer.says('1', evening))).toBe('BOOKED CONFIRM_APPOINTMENT');
});
