import { conversation, GREETED } from './sample';
import { readJob } from '../reading/readJob';
import { readMessage } from '../reading/readMessage';
import { plainWords } from '../reading/words';
import type { DispatchResult } from '../types';

const WHOLE = 'slow drain 4120 W Emerald St Boise 83704';
/** Friday, 11 AM in Boise: two times are offered today, one on Monday. */
const FRIDAY = '2026-11-20T18:00:00Z';
const startsOf = ({ proposedSlot, alternativeSlots }: DispatchResult) => [proposedSlot, ...alternativeSlots].flatMap((slot) => slot?.start ?? []);
const move = ({ conversationStage, nextAction }: DispatchResult) => `${conversationStage} ${nextAction.type}`;

/** A conversation after these texts, and the answer to the last. */
async function after(...said: string[]) {
  const customer = conversation({ conversationHistory: GREETED, now: FRIDAY });
  let answer = await customer.says(said[0]!);
  for (const text of said.slice(1)) answer = await customer.says(text);
  return { customer, answer };
}

describe('thanks alone refuse nothing', () => {
  test.each(['thanks', 'thanks!', 'gracias', 'ok thank you', 'muchas gracias'])('"%s" to several times is asked which, and they stand', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const asked = await customer.says(text);
    expect([move(asked), startsOf(asked)]).toEqual([move(offered), startsOf(offered)]);
    expect(asked.nextAction.message).toMatch(/Which one would you like|Cual prefiere/);
    expect((await customer.says('2')).extractedInfo.chosenSlot).toBe(startsOf(offered)[1]);
  });

  test.each(['thanks', 'gracias'])('"%s" where one is to be confirmed is asked to confirm it', async (text) => {
    const evening = '2026-11-21T02:00:00Z';
    const customer = conversation({ conversationHistory: GREETED, now: evening });
    await customer.says('pipe burst, water everywhere! 4120 W Emerald St Boise 83704');
    const quoted = await customer.says('3');
    const asked = await customer.says(text);
    expect([move(asked), startsOf(asked)]).toEqual(['CONFIRMING CONFIRM_APPOINTMENT', startsOf(quoted)]);
    expect((await customer.says('1')).conversationStage).toBe('BOOKED');
  });

  test('to a question for the address it is asked again', async () => {
    expect((await after('my pipe burst', 'thanks')).answer.nextAction.type).toBe('ASK_ADDRESS');
  });

  test.each(['no thanks', 'nope, thank you', 'all set, thanks', 'no gracias'])('"%s" does', async (text) => expect(move((await after(WHOLE, text)).answer)).toBe('CLOSED CLOSE'));
});

test('after a refusal the number of an offer soon takes it, a mere word does not', async () => {
  const { customer, answer } = await after(WHOLE, 'no thanks');
  expect(move(answer)).toBe('CLOSED CLOSE');
  expect((await customer.says('2', '2026-11-20T18:05:00Z')).conversationStage).toBe('BOOKED');
  expect((await after(WHOLE, 'no thanks', 'ok')).answer.conversationStage).toBe('CLOSED');
  const late = await after(WHOLE, 'no thanks');
  expect((await late.customer.says('1', '2026-11-20T20:05:00Z')).conversationStage).toBe('PROPOSING_SLOT');
});

describe('wishes about what was offered', () => {
  test.each(['friday', 'viernes'])('"%s", of which two are offered today, is asked which of them', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const asked = await customer.says(text);
    expect(startsOf(asked).slice(0, 2)).toEqual(startsOf(offered).slice(0, 2));
    expect(asked.nextAction.message).toMatch(/Which one would you like|Cual prefiere/);
    expect(asked.extractedInfo.preferredTime?.earliest).toBe('2026-11-20T07:00:00Z');
  });

  test.each(['any sooner?', 'anything earlier', 'tienen algo antes?'])('"%s" is told that nothing is, and what was offered stands', async (text) => {
    const { customer, answer: offered } = await after(WHOLE);
    const told = await customer.says(text);
    expect(startsOf(told)).toEqual(startsOf(offered));
    expect(told.nextAction.message).toMatch(/^(Nothing sooner is free|No hay nada libre antes)\./);
  });

  test('what is sooner than a later time that was wished is offered', async () => {
    const { customer, answer: offered } = await after(`${WHOLE}, next wednesday`);
    const sooner = await customer.says('anything sooner?');
    expect(startsOf(sooner).every((start) => start < startsOf(offered)[0]!)).toBe(true);
  });

  test.each(['next week', 'both', '1 or 2', 'la proxima semana'])('"%s" books nothing', async (text) => expect(move((await after(WHOLE, text)).answer)).toBe('PROPOSING_SLOT PROPOSE_SLOT'));
});

describe('after the booking', () => {
  test.each(['1', 'what time again?', 'when are you coming?', 'is it confirmed?', 'a que hora vienen?', 'can you confirm my appointment?'])('"%s" is told what is booked', async (text) => {
    const { customer, answer: booked } = await after(WHOLE, '1');
    const told = await customer.says(text);
    expect([move(told), told.nextAction.message]).toEqual(['BOOKED ANSWER', booked.nextAction.message]);
    expect((await customer.says('thanks')).nextAction.type).toBe('CLOSE');
  });

  test.each(['gate code is 1234', 'the dog is friendly', 'park in the driveway', 'please call when you are on the way', 'el codigo del porton es 4411', 'toquen el timbre'])('"%s" is noted, and a person told', async (text) => {
    const noted = (await after(WHOLE, '1', text)).answer;
    expect(move(noted)).toBe('BOOKED ANSWER');
    expect(noted.nextAction.message).toMatch(/noted|anotado/);
    expect(noted.validation.problems).toEqual([expect.stringMatching(/added something to the visit/)]);
  });

  test.each(['2', 'can you come earlier', 'also my toilet is clogged, water all over the floor', 'also my toilet is clogged, can you come monday', 'also my roof leaks', 'thanks. how do i pay', 'what time can you come instead?', 'I will be late, the gate code is 1234', 'is the price final?'])('"%s" is for a person', async (text) => expect(move((await after(WHOLE, '1', text)).answer)).toBe('ESCALATED ESCALATE'));

  test.each([['also my toilet is clogged', 'toilet repair'], ['oh and the toilet is running too', 'toilet repair'], ['tambien gotea la regadera', 'leak repair']])('"%s", no more pressing than the visit, is named to a person, who is not waited for', async (text, job) => {
    const noted = (await after(WHOLE, '1', text)).answer;
    expect([move(noted), noted.validation.problems]).toEqual(['BOOKED ANSWER', [`Named besides what is booked: ${job}.`]]);
    expect(noted.nextAction.message).toMatch(/other problem|otro problema/);
  });

  test.each(['my number is 208 555 0144 for that day', 'mi numero es 208-555-0144'])('another number, "%s", is noted', async (text) => {
    const noted = (await after(WHOLE, '1', text)).answer;
    expect([move(noted), noted.extractedInfo.callbackPhone, noted.validation.problems]).toEqual(['BOOKED ANSWER', '+12085550144', [expect.stringMatching(/added something to the visit/)]]);
  });

  test('what we can answer is answered', async () => expect((await after(WHOLE, '1', 'what time do you close')).answer).toMatchObject({ conversationStage: 'BOOKED', nextAction: { type: 'ANSWER', message: expect.stringMatching(/Mon-Fri 8 AM-5 PM/) } }));
});

describe('what the configuration says is answered, and asked on', () => {
  test.each([
    ['what time do you close', /open Mon-Fri 8 AM-5 PM\. Emergencies at any hour\. What do you need/], ['hours?', /Mon-Fri 8 AM-5 PM/], ['are you open now', /open until 5 PM/], ['are you open saturday?', /Mon-Fri/], ['where are you located', /We are at 100 Main St, Boise, ID 83702\./],
    ['price?', /depends on the work.*What do you need/], ['do you give free estimates', /price range here before anything is booked/], ['do you speak spanish?', /^Si, podemos seguir en español\. ¿En qué/], ['a que hora cierran?', /Abrimos lun-vie 8 AM-5 PM/], ['donde estan ubicados?', /Estamos en 100 Main St/],
  ])('"%s"', async (text, answer) => {
    const { answer: told } = await after(text);
    expect([told.nextAction.type, told.nextAction.message]).toEqual(['ANSWER', expect.stringMatching(answer)]);
  });

  test('out of hours the next opening is told', async () => expect((await conversation({ conversationHistory: GREETED, now: '2026-11-21T20:00:00Z' }).says('are you open now?')).nextAction.message).toMatch(/closed now and open Mon 11\/23 8 AM/));

  test('Spanish that was asked for goes on', async () => expect((await after('do you speak spanish?', WHOLE.slice(11))).answer.nextAction.message).toMatch(/¿/));

  test('beside a job it goes before the next question or the times', async () => {
    expect((await after('my sink is clogged, where are you located?')).answer).toMatchObject({ nextAction: { type: 'ASK_ADDRESS', message: expect.stringMatching(/We are at 100 Main St.*address/) } });
    expect((await after(`${WHOLE}, do you give free estimates?`)).answer).toMatchObject({ nextAction: { type: 'PROPOSE_SLOT', message: expect.stringMatching(/price range.*1\)/) } });
  });
});

test.each(['backflow test', 'need a back flow inspection', 'roof leaking', 'my roof is leaking', 'leak in the roof over the garage'])('"%s" is no plumber\'s work', (text) => expect(readJob(plainWords(text), 'PLUMBING')).toMatchObject({ jobType: null, outOfScope: true }));
test.each([['pipe leaking on the roof', 'PLUMBING'], ['water leaking from the bathroom above', 'PLUMBING'], ['ac unit on the roof is leaking water', 'HVAC']] as const)('"%s" is', (text, trade) => expect(readJob(plainWords(text), trade).jobType).not.toBeNull());

describe('a second problem', () => {
  test.each([
    ['no hot water and also the toilet is running 4120 W Emerald St Boise 83704', 'water_heater_repair', 'toilet repair'], ['toilet keeps running and the water heater is leaking 4120 W Emerald St Boise 83704', 'water_heater_repair', 'toilet repair'],
    ['no hay agua caliente y tambien el inodoro no para de correr 4120 W Emerald St Boise 83704', 'water_heater_repair', 'toilet repair'],
  ])('"%s": %s is booked, and %s named to a person', async (text, job, other) => {
    const booked = (await after(text, '1')).answer;
    expect([booked.conversationStage, booked.extractedInfo.jobType, booked.validation.problems]).toEqual(['BOOKED', job, [`Named besides what is booked: ${other}.`]]);
    expect(booked.nextAction.message).toMatch(/other problem|otro problema/);
  });

  test('told later, it is named beside the first', async () => expect((await after(WHOLE, 'also my toilet is running', '1')).answer).toMatchObject({ extractedInfo: { jobType: 'drain_cleaning' }, validation: { problems: ['Named besides what is booked: toilet repair.'] } }));
  test('what one trouble does is none', async () => expect((await after('toilet is overflowing and the bathroom floor is flooded 4120 W Emerald St Boise 83704', '1')).answer.validation.problems).toEqual([]));
});

test.each(['sorry', "I didn't call you", 'ok', 'no problem', 'perdon', 'oh ok sorry about that'])('after "wrong number" "%s" is let be', async (text) => expect(move((await after('wrong number', text)).answer)).toBe('CLOSED CLOSE'));
test.each(["I didn't call you", 'i never called this number', 'no les llame'])('"%s" is no request', async (text) => expect(move((await after(text)).answer)).toBe('CLOSED CLOSE'));
test.each(['you guys suck', 'this company sucks', "you're useless", 'son una basura'])('"%s" is angry', (text) => expect(readMessage(text, 'PLUMBING').angry).toBe(true));
test.each(['my water pressure sucks', 'the sump pump sucks air', 'this old faucet is useless'])('"%s" is not', (text) => expect(readMessage(text, 'PLUMBING').angry).toBe(false));
test.each(['stop it', 'please stop', 'just stop already', 'ya basta', 'knock it off'])('"%s" asks for no more texts', (text) => expect(readMessage(text, 'PLUMBING').optOut).toBe(true));
test.each(['how do i stop it', 'stop by tomorrow', 'the leak, i cannot stop it', 'it wont stop'])('"%s" does not', (text) => expect(readMessage(text, 'PLUMBING').optOut).toBe(false));
test.each(['se me tapo el baño', 'tengo el inodoro tapado', 'el baño esta tapado'])('"%s" is a clogged toilet', (text) => expect(readMessage(text, 'PLUMBING').jobType).toBe('toilet_repair'));
test('a question about the times picks none', async () => expect((await after(WHOLE, 'Which one is the morning one?')).answer.conversationStage).toBe('PROPOSING_SLOT'));
test('thanks after a change was passed to a person begin nothing anew', async () => expect((await after(WHOLE, '1', 'can you come earlier', 'thanks')).answer.nextAction.type).toBe('CLOSE'));
