import { type Business, newNumber, startWorld, takeOver, type World } from './world';

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

const giveBack = 'mutation ($id: ID!) { returnConversationToAi(id: $id) { handler } }';
const configure = (business: Business, enabled: boolean) =>
  world.asOwner(`update calls.businesses set settings = jsonb_set(settings, '{ai,enabled}', to_jsonb($2::boolean)) where tenant_id = $1`, [business.tenantId, enabled]);
const waitingOf = async (business: Business) => (await world.asOwner<{ waiting: boolean }>('select waiting_since is not null as waiting from calls.conversations where tenant_id = $1', [business.tenantId])).map(({ waiting }) => waiting);

/** Ways in which no turn of the AI reads what the customer writes. */
const without: [string, (from: string) => Promise<Business>][] = [
  ['a person has it', async (from) => {
    const business = await world.business();
    await business.miss(from);
    await business.get(takeOver, { id: (await business.thread(from)).id });
    return business;
  }],
  ['it was escalated, and nobody has come yet', async (from) => {
    const business = await world.business();
    await business.text(from, 'I want to speak with a real person');
    return business;
  }],
  ['the AI is switched off', () => world.business({ ai: { enabled: false } })],
];

describe.each(without)('where %s', (_name, begin) => {
  test('plain words opt out all the same', async () => {
    const from = newNumber();
    const business = await begin(from);
    const needed = (await business.said('calls.humanNeeded')).length;
    await business.text(from, 'please stop texting me');
    expect(await business.said('calls.optOutAsked')).toMatchObject([{ phone: from }]);
    expect((await business.said('calls.humanNeeded')).slice(needed)).toEqual([]);
  });

  test('a text that names a job is a lead', async () => {
    const from = newNumber();
    const business = await begin(from);
    await business.text(from, 'my kitchen faucet is dripping');
    expect((await business.thread(from)).lead).toMatchObject({ status: 'NEW', jobType: 'leak_repair' });
    await business.text(from, 'hello?');
    expect((await business.thread(from)).lead).toMatchObject({ status: 'NEW', jobType: 'leak_repair' });
  });
});

test.each(['HELP', 'START'] as const)('%s, which the carrier answers, leaves the answer to what was asked before on its way', async (keyword) => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, 'my sink is clogged');
  await business.say(business.texted(from, keyword, keyword as never));
  await business.hasten('calls.continueConversation');
  expect((await business.thread(from)).messages.nodes.map(({ sender }) => sender)).toEqual(['AI', 'CUSTOMER', 'CUSTOMER']);
  expect((await business.thread(from)).unreadCount).toBe(2);
});

test('what the customer wrote before the AI was switched off waits for a person', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, 'my sink is clogged');
  await configure(business, false);
  await business.hasten('calls.continueConversation');
  expect(await waitingOf(business)).toEqual([true]);
  await business.hasten('calls.remindHuman');
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING' }]);
});

test('to give a conversation to an AI that is switched off is refused', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.miss(from);
  const { id } = await business.thread(from);
  await business.get(takeOver, { id });
  await configure(business, false);
  expect(await business.refusal(giveBack, { id })).toMatchObject({ code: 'BUSINESS_RULE_VIOLATION' });
  await configure(business, true);
  expect(await business.get(giveBack, { id })).toEqual({ returnConversationToAi: { handler: 'AI' } });
});

test('who gives a conversation back to the AI has seen to it: nobody else is looked for', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.text(from, 'I want to speak with a real person');
  const { id } = await business.thread(from);
  await business.get(giveBack, { id });
  expect(await business.said('calls.humanArrived')).toMatchObject([{ conversationId: id, resolved: false, userId: business.owner.userId }]);
});

test('an offer that never went out cannot be taken: "2" is no answer to it', async () => {
  const business = await world.business();
  const from = newNumber();
  for (const body of ['my kitchen faucet is dripping', '1207 N 8th St, Boise ID 83702']) {
    await business.text(from, body);
    if (body.startsWith('my')) await business.accept();
  }
  const offer = (await business.thread(from)).messages.nodes[0];
  expect(offer).toMatchObject({ status: 'QUEUED', body: expect.stringMatching(/2[.)]/) as string });
  await business.text(from, '2');
  expect((await business.thread(from)).stage).not.toBe('BOOKED');
});
