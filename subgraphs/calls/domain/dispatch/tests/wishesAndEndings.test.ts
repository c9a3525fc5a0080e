import { conversation, GREETED } from './sample';

const move = (result: { conversationStage: string; nextAction: { type: string } }) => `${result.conversationStage} ${result.nextAction.type}`;
describe('a time that is wished', () => {
  const WISH = 'slow kitchen drain, 4120 W Emerald St Boise 83704. monday after 3';
  const at = (day: number, from: number, to: number) => ({ start: `2026-11-${day}T${from + 7}:00:00Z`, end: `2026-11-${day}T${to + 7}:00:00Z` });
  const offersOf = ({ proposedSlot, alternativeSlots }: Awaited<ReturnType<ReturnType<typeof conversation>['says']>>) => [proposedSlot!, ...alternativeSlots].map(({ start }) => ({ day: start.slice(8, 10), hour: Number(start.slice(11, 13)) - 7 }));

  test('is told with the instants it lies between, and still holds after later texts', async () => {
    const customer = conversation({ conversationHistory: GREETED });
    const preferredTime = { text: 'monday after 3', earliest: '2026-11-23T22:00:00Z', latest: '2026-11-24T07:00:00Z' };
    expect((await customer.says('slow kitchen drain, monday after 3')).extractedInfo.preferredTime).toEqual(preferredTime);
    const offered = await customer.says('4120 W Emerald St Boise 83704');
    expect(offered.extractedInfo.preferredTime).toEqual(preferredTime);
    expect(offersOf(offered)).toContainEqual({ day: '23', hour: 15 });
  });

  test('but is full is said to be, and the same time of later days offered', async () => {
    const offered = await conversation({ existingCalendar: [at(23, 15, 17)] }).says(WISH);
    expect(offered.nextAction.message).toContain('Nothing is free then.');
    expect(offersOf(offered)).toHaveLength(3);
    for (const { day, hour } of offersOf(offered)) expect([Number(day) > 23, hour >= 15]).toEqual([true, true]);
  });

  test('of day at which we never come is said to be impossible, and others offered', async () => {
    const offered = await conversation().says(WISH.replace('after 3', 'after 6pm'));
    expect(offered.nextAction.message).toContain('Nothing is free at that time of day.');
    expect(offersOf(offered)).toHaveLength(3);
  });
});

describe('a customer who wants nothing any more', () => {
  const JOB = 'kitchen faucet drips, 4120 W Emerald St Boise 83704';
  const after = async (...said: string[]) => {
    const customer = conversation({ conversationHistory: GREETED });
    let last = await customer.says(said[0]!);
    for (const text of said.slice(1)) last = await customer.says(text);
    return last;
  };

  test.each(['nevermind, found someone else', 'cancel please', 'I need to cancel', 'olvídalo', 'ya no lo necesito gracias', 'we decided to wait', 'forget it, too expensive', "I don't need you guys anymore", 'puede cancelar por favor', 'my husband fixed it'])('is let go: "%s"', async (words) => {
    for (const before of [[], ['kitchen faucet drips'], [JOB]]) {
      const result = await after(...before, words);
      expect(move(result)).toBe('CLOSED CLOSE');
      expect(result.nextAction.message).toMatch(/nothing is booked|no queda ninguna cita/);
      expect(result.proposedSlot).toBeNull();
    }
  });

  test.each(['need to cancel my appointment', 'cancel please', 'nevermind, found someone else', 'olvídalo', 'my husband fixed it'])('but has a booking is passed to a person, and told so: "%s"', async (words) => {
    for (const before of [[JOB, '1'], [JOB, '1', 'thanks']]) {
      const result = await after(...before, words);
      expect(move(result)).toBe('ESCALATED ESCALATE');
      expect(result.nextAction.message).toMatch(/can't cancel|No puedo cancelar/);
      expect(result.validation.problems).toEqual(['The customer wants to cancel the visit that is booked.']);
    }
  });

  test.each(['never mind the toilet, its the sink that leaks', 'cancel that, can we do tuesday instead', 'is there a fee if I cancel?', 'my last plumber canceled on me'])('is not whoever goes on: "%s"', async (words) => {
    expect((await after(JOB, words)).conversationStage).toBe('PROPOSING_SLOT');
  });

  test('CANCEL alone is the carrier\'s word for no more texts', async () => {
    expect(move(await after(JOB, 'Cancel'))).toBe('CLOSED OPT_OUT');
  });

  test('nothing is offered again after a booking and a good-bye', async () => {
    expect(move(await after(JOB, '1', 'thanks', 'what was the price again'))).toBe('ESCALATED ESCALATE');
  });
});

describe('the times a customer usually takes', () => {
  const usually = (text: string, preferredTimes: string[]) => conversation({ conversationHistory: GREETED, customerHistory: { name: null, lastAddress: null, previousJobs: 2, lastVisit: null, preferredTimes } }).says(text);
  const SLOW_DRAIN = 'slow kitchen drain, 4120 W Emerald St, Boise 83704';
  const hoursOf = ({ proposedSlot, alternativeSlots }: Awaited<ReturnType<typeof usually>>) => [proposedSlot!, ...alternativeSlots].map(({ start }) => (Number(start.slice(11, 13)) + 17) % 24);

  test('come first where none is named, with the soonest other behind them', async () => {
    const soonest = (await usually(SLOW_DRAIN, [])).proposedSlot;
    const offered = await usually(SLOW_DRAIN, ['afternoon']);
    const [first, second] = hoursOf(offered);
    expect([first! >= 12, second! >= 12]).toEqual([true, true]);
    expect(offered.alternativeSlots.at(-1)).toEqual(soonest);
  });

  test('give way to the time that is named', async () => {
    expect(hoursOf(await usually(`${SLOW_DRAIN}, Monday morning`, ['afternoon'])).every((hour) => hour < 12)).toBe(true);
  });

  test('are no reason to wait in an emergency', async () => {
    const BURST = 'pipe burst, water everywhere, 4120 W Emerald St, Boise 83704';
    expect((await usually(BURST, ['afternoon'])).proposedSlot).toEqual((await usually(BURST, [])).proposedSlot);
  });
});

describe('after the booking', () => {
  const booked = async () => {
    const customer = conversation({ conversationHistory: GREETED });
    await customer.says('water heater leakin all over the garage!! 4120 W Emerald St Boise 83704');
    await customer.says('2');
    return customer;
  };

  test.each(['sounds good', 'ok see you then', 'k', '👍', 'alright', 'Yes that works', 'Great, thank you so much! See you tomorrow.', "perfect, I'll be home", 'dale, nos vemos mañana', 'muchas gracias, hasta luego'])('"%s" calls nobody', async (text) => {
    expect(move(await (await booked()).says(text))).toBe('BOOKED CLOSE');
  });

  test.each(['ok but can you come earlier', 'k? what about the neighbor', 'actually tomorrow works better'])('"%s" is for a person', async (text) => {
    expect(move(await (await booked()).says(text))).toBe('ESCALATED ESCALATE');
  });

  test('asked whether it is a robot, it says the truth and leaves it at that', async () => {
    const answer = await (await booked()).says('thanks! can I also ask: are you a robot?');
    expect(answer.conversationStage).toBe('BOOKED');
    expect(answer.nextAction.message).toContain('automated assistant');
  });
});
