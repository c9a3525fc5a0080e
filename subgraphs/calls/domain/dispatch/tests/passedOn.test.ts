import { asidesOf } from '../../proposal';
import type { DispatchResult } from '../types';
import { conversation, GREETED } from './sample';

const JOB = 'toilet keeps running';
const WHOLE = `${JOB}, 4120 W Emerald St Boise 83704`;
const move = ({ conversationStage, nextAction }: DispatchResult) => `${conversationStage} ${nextAction.type}`;
const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].flatMap((slot) => slot?.start ?? []);

/** A conversation after these texts, and the answer to the last. */
async function after(...said: string[]) {
  const customer = conversation({ conversationHistory: GREETED });
  let answer = await customer.says(said[0]!);
  for (const text of said.slice(1)) answer = await customer.says(text);
  return { customer, answer };
}

describe('who finds the price too high', () => {
  test.each(['too expensive', "that's too much", 'that seems high', 'can you do better on the price?', 'i got a quote for 99 elsewhere', 'any discount?', 'muy caro', 'esta muy caro', 'no me alcanza'])('"%s" is told that a person can talk about it, and the times stand', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const heard = await customer.says(text);
    expect([move(heard), startsOf(heard)]).toEqual([move(offered), startsOf(offered)]);
    expect(heard.nextAction.message).toMatch(/^(It is only an estimate; our team can talk about the price|Es solo un estimado; nuestro equipo puede hablar del precio)/);
    expect(asidesOf(heard)).toEqual(['The customer finds the estimate too high: please talk about the price.']);
    expect((await customer.says('2')).extractedInfo.chosenSlot).toBe(startsOf(offered)[1]);
  });

  test('before the address is asked for it on', async () => expect((await after(JOB, 'how much', 'too expensive')).answer).toMatchObject({ nextAction: { type: 'ASK_ADDRESS', message: expect.stringMatching(/talk about the price.*address/) } }));

  test('a second time is passed to a person', async () => {
    const { answer } = await after(WHOLE, 'too expensive', 'can you do any better on price?');
    expect([move(answer), answer.validation.problems]).toEqual(['ESCALATED ESCALATE', ['The customer finds the estimate too high: please talk about the price.']]);
  });

  test('and wants none is let go', async () => expect(move((await after(WHOLE, 'forget it, too expensive')).answer)).toBe('CLOSED CLOSE'));
  test('speaks of something else where no price was told', async () => expect((await after('the water pressure is too high')).answer.nextAction.message).not.toContain('estimate'));
});

describe('a question that only a person can answer', () => {
  const UNKNOWN = ['The customer asked something that the assistant cannot answer: please read it.'];

  test.each(['are you licensed and insured?', 'do you take credit cards', 'how long have you been in business?', 'do you charge a trip fee', 'is it safe to drink the water', 'tienen licencia?', 'cobran por venir?'])('"%s" is passed on, and the job asked for', async (text) => {
    const { answer } = await after('hi', text);
    expect([move(answer), asidesOf(answer)]).toEqual(['COLLECTING_JOB ASK_JOB', UNKNOWN]);
    expect(answer.nextAction.message).toMatch(/^(Our team will answer your question\. What do you need|Nuestro equipo contestara su pregunta\. ¿En qué)/);
  });

  test.each(['who will come', 'how long will it take', 'what if it takes longer?', 'do i have to be home', 'is it dangerous?', 'can i pay with venmo'])('"%s" leaves the times as they are', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const heard = await customer.says(text);
    expect([move(heard), startsOf(heard), asidesOf(heard)]).toEqual([move(offered), startsOf(offered), UNKNOWN]);
    expect((await customer.says('2')).extractedInfo.chosenSlot).toBe(startsOf(offered)[1]);
  });

  test('beside a job and address it is passed on too', async () => expect(asidesOf((await after(`is there a discount for veterans? ${WHOLE}`)).answer)).toEqual(UNKNOWN));
  test('two of them bring nobody to a standstill', async () => expect((await after(WHOLE, 'how long will it take', 'who will come', '1')).answer.conversationStage).toBe('BOOKED'));

  test.each(['can you help me?', 'hello? anyone there?', 'do you guys do bathtubs', 'huh?', 'can someone come look at it'])('"%s" is none', async (text) => expect(asidesOf((await after(text)).answer)).toEqual([]));
  test.each(['how soon can you get here', 'which one is the morning one?', 'when could you come', 'cuando pueden venir'])('"%s" is about the times', async (text) => expect(asidesOf((await after(WHOLE, text)).answer)).toEqual([]));
});

describe('who has yet to decide', () => {
  test.each(['let me check with my wife', "i'll think about it", 'maybe', "I'll get back to you", 'dejeme ver', 'lo voy a pensar'])('"%s" is not hurried, and the times stand', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const heard = await customer.says(text);
    expect([startsOf(heard), asidesOf(heard)]).toEqual([startsOf(offered), []]);
    expect(heard.nextAction.message).toMatch(/^(No rush|Sin prisa)/);
    expect((await customer.says('ok she says 2')).extractedInfo.chosenSlot).toBe(startsOf(offered)[1]);
  });
});

test('what is told of the visit before it is booked is noted, and two such texts are no standstill', async () => {
  const { customer, answer } = await after(WHOLE, 'gate code 4455');
  expect([move(answer), asidesOf(answer)]).toEqual(['PROPOSING_SLOT PROPOSE_SLOT', ['The customer added something for the visit: please read it.']]);
  expect(answer.nextAction.message).toMatch(/^Thanks, noted for the visit\. Estimate/);
  await customer.says('i live on the 2nd floor');
  expect((await customer.says('1')).conversationStage).toBe('BOOKED');
});

test('a problem with the address is the customer\'s, and no task', async () => expect(asidesOf((await after(`${JOB}, 4120 W Emerald St Zzyzxville`)).answer)).toEqual([]));
