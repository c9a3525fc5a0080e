import * as telephony from '../../../schema/events/telephony';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

const changed = (from: string, optedOut: boolean, at = new Date()) => telephony.optOutChanged({ phone: from, from, optedOut, source: 'KEYWORD', changedAt: at.toISOString() });
/** As telephony says it: the change, then the text. */
const stops = (business: Business, from: string) => business.say(changed(from, true), business.texted(from, 'STOP', 'STOP'));
const starts = (business: Business, from: string) => business.say(changed(from, false), business.texted(from, 'START', 'START'));
const aiTexts = async (business: Business, from: string) => (await business.thread(from)).messages.nodes.filter(({ sender }) => sender === 'AI').map(({ body }) => body);

test('what a customer wrote while they were opted out is answered once they are in again, and the call back that it asked for is over by then', async () => {
  const business = await world.business();
  const from = newNumber();
  await stops(business, from);
  await business.text(from, 'my kitchen faucet is dripping');
  expect(await aiTexts(business, from)).toEqual([]);
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', customerPhone: from, untilOptIn: true }]);
  await starts(business, from);
  expect(await aiTexts(business, from)).toHaveLength(1);
  expect((await business.thread(from)).lead).toMatchObject({ jobType: 'leak_repair' });
});

test('who has the conversation open sees at once that the customer wants no more texts, and when they want them again', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.text(from, 'hi');
  const { id } = await business.thread(from);
  const told = async () => (await business.said<{ conversationId: string }>('calls.conversationChanged')).filter(({ conversationId }) => conversationId === id).length;
  for (const optedOut of [true, false]) {
    const before = await told();
    await business.say(changed(from, optedOut));
    expect(await told()).toBe(before + 1);
    // Said again it is no news.
    await business.say(changed(from, optedOut, new Date(0)));
    expect(await told()).toBe(before + 1);
  }
});

test('START after nothing but STOP is answered by the carrier alone, in whatever order its two words are heard', async () => {
  const business = await world.business();
  for (const order of ['as said', 'reversed']) {
    const from = newNumber();
    await stops(business, from);
    if (order === 'as said') await starts(business, from);
    else {
      await business.text(from, 'START', 'START');
      await business.say(changed(from, false));
    }
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', stage: 'GREETING' });
    expect(await aiTexts(business, from)).toEqual([]);
  }
});

test('what a person has is theirs to answer, after START too', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.text(from, 'hi');
  await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id: (await business.thread(from)).id });
  const before = await aiTexts(business, from);
  await stops(business, from);
  await business.text(from, 'my kitchen faucet is dripping');
  await starts(business, from);
  expect(await aiTexts(business, from)).toEqual(before);
});

test('a visit that an opt-out leaves is still to be spoken about after START; whether an opt-out was meant is not', async () => {
  const business = await world.business();
  const from = newNumber();
  const untilOptIn = async () => (await business.said<{ untilOptIn?: boolean }>('calls.humanNeeded')).map((need) => need.untilOptIn);
  await business.text(from, 'my sister had you fix her drain last year and it was fine but please stop texting me about it every week');
  expect(await untilOptIn()).toEqual([true]);
  await starts(business, from);
  for (const body of ['clogged toilet, 1207 N 8th St, Boise ID 83702', '1']) {
    await business.text(from, body);
    await business.accept();
  }
  expect((await business.thread(from)).stage).toBe('BOOKED');
  await stops(business, from);
  expect(await untilOptIn()).toEqual([true, false]);
});

const minute = (count: number) => new Date(Date.UTC(2026, 10, 20, 15, count));

test.each([
  ['STOP, then START', false],
  ['START, then STOP', true],
  ['both at once', true],
])('of %s, heard in either order, the one said last counts', async (what, optedOut) => {
  const business = await world.business();
  for (const order of [[true, false], [false, true]]) {
    const from = newNumber();
    const saidAt = (out: boolean) => minute(what === 'both at once' ? 1 : out === optedOut ? 2 : 1);
    for (const out of order) await business.say(changed(from, out, saidAt(out)));
    expect(await world.asOwner('select opted_out from calls.customer_numbers where tenant_id = $1 and phone = $2', [business.tenantId, from])).toEqual([{ opted_out: optedOut }]);
  }
});

test.each(['AI', 'HUMAN'])('who asks %s in plain words for no more texts did so when the carrier brought their text, whatever they write behind it', async (handler) => {
  const business = await world.business();
  const from = newNumber();
  await business.text(from, 'hi');
  if (handler === 'HUMAN') await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id: (await business.thread(from)).id });
  const broughtAt = (body: string, at: Date) => {
    const text = business.texted(from, body);
    return { ...text, payload: { ...(text.payload as object), receivedAt: at.toISOString() } };
  };
  await business.say(broughtAt('please stop texting me', minute(1)), broughtAt('my name is Ana', minute(3)));
  expect(await business.said('calls.optOutAsked')).toMatchObject([{ phone: from, at: minute(1).toISOString() }]);
});
