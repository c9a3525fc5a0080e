import * as telephony from '../../../schema/events/telephony';
import { newNumber, startWorld, takeOver, type World, writeTo } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const warned = { sender: 'SYSTEM', body: expect.stringMatching(/leave the building.*911/is) };

describe('danger to life in a text: the fixed text at once, and a human alerted', () => {
  test.each([
    ['that the AI has', {}],
    ['where the AI is switched off', { enabled: false }],
  ])('in a conversation %s, without waiting for silence', async (_whose, ai) => {
    const business = await world.business({ ai: { silenceSeconds: 3600, ...ai } });
    const from = newNumber();
    await business.text(from, 'I smell gas in the kitchen');
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN', assignee: null, urgency: 'EMERGENCY', lead: { status: 'NEW', jobType: 'gas_line' } });
    expect(thread.messages.nodes).toMatchObject([warned, { sender: 'CUSTOMER' }]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'LIFE_SAFETY', hazard: 'gas', warned: true, customerPhone: from }]);
    await business.accept();
    expect(await business.thread(from)).toMatchObject({ status: 'ESCALATED' });
  });

  test('in one that a person has: it stays theirs, and theirs to answer', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'my faucet is dripping');
    const { id } = await business.thread(from);
    await business.get(writeTo, { id });
    await business.accept();
    await business.text(from, 'now I smell gas really strong');
    await business.accept();
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'OPEN', handler: 'HUMAN', assignee: { id: business.owner.userId }, urgency: 'EMERGENCY' });
    expect(thread.messages.nodes[0]).toMatchObject(warned);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'LIFE_SAFETY', hazard: 'gas', warned: true }]);
    await business.hasten('calls.remindHuman');
    expect(await business.said('calls.humanNeeded')).toMatchObject([{}, { kind: 'CUSTOMER_WAITING' }]);
  });

  test('after an escalation that nobody followed, and again when it is told again', async () => {
    const business = await world.business({ ai: { silenceSeconds: 0 } });
    const from = newNumber();
    await business.text(from, 'can I talk to a real person please');
    await business.text(from, 'I smell gas in the kitchen');
    await business.text(from, 'please hurry');
    await business.text(from, 'it still smells like gas');
    expect((await business.thread(from)).messages.nodes.filter(({ sender }) => sender === 'SYSTEM')).toMatchObject([warned, warned]);
    const { id } = await business.thread(from);
    await business.get(takeOver, { id });
    expect(await business.thread(from)).toMatchObject({ handler: 'HUMAN', assignee: { id: business.owner.userId } });
  });

  test.each([
    ['es', 'auto', ['huele mucho a gas en la cocina, que hago'], /PELIGRO/],
    ['es', 'es', ['I smell gas in the kitchen'], /PELIGRO/],
    ['en', 'en', ['huele mucho a gas en la cocina, que hago'], /DANGER/],
  ])('in %s where the language is set to %s (%#)', async (_told, language, bodies, text) => {
    const business = await world.business({ ai: { silenceSeconds: 3600, language } });
    const from = newNumber();
    for (const body of bodies) await business.text(from, body);
    expect((await business.thread(from)).messages.nodes[0]).toMatchObject({ sender: 'SYSTEM', body: expect.stringMatching(text) });
  });

  test('who has opted out gets no text, and the human is told so', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.say(telephony.optOutChanged({ phone: from, from, optedOut: true, source: 'KEYWORD', changedAt: new Date().toISOString() }));
    await business.text(from, 'I smell gas in the kitchen');
    expect((await business.thread(from)).messages.nodes).toMatchObject([{ sender: 'CUSTOMER' }]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'LIFE_SAFETY', hazard: 'gas', warned: false }]);
  });

  test('a street’s name is no danger', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    await business.text(newNumber(), 'my faucet is dripping, 120 Smoke Ridge Dr, Boise 83702');
    expect(await business.said('calls.humanNeeded')).toEqual([]);
  });
});
