import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
let business: Business;
beforeAll(async () => {
  world = await startWorld();
  business = await world.business();
});
afterAll(() => world?.stop());

const address = 'address { street city state zip country latitude }';

/** What is kept of a customer who says that, and takes the first time that is offered. */
async function bookedBy(words: string) {
  const from = newNumber();
  for (const body of [words, '1']) {
    await business.text(from, body);
    await business.accept();
  }
  const { conversations } = await business.get<{ conversations: { nodes: { stage: string; lead: Kept; appointment: Kept; customer: { addresses: unknown[] } }[] } }>(
    `query ($from: String) { conversations(filter: { search: $from }) { nodes { stage lead { ${address} } appointment { ${address} } customer { addresses { street city state zip country latitude } } } } }`,
    { from },
  );
  return conversations.nodes[0];
}

interface Kept {
  address: unknown;
}

const latitude = expect.closeTo(43.6, 0);

test.each([
  ['the ZIP code alone', 'my kitchen faucet is dripping, 4120 W Emerald St 83706', { street: '4120 W Emerald St', city: 'Boise', state: 'ID', zip: '83706' }],
  ['the city alone, of several ZIP codes', 'my kitchen faucet is dripping, 4120 W Emerald St, Boise', { street: '4120 W Emerald St', city: 'Boise', state: 'ID', zip: '' }],
  ['the city alone, of one ZIP code', 'my kitchen faucet is dripping, 120 S Main St, Kuna', { street: '120 S Main St', city: 'Kuna', state: 'ID', zip: '83634' }],
])('a worker is sent to a whole address where the customer said %s', async (_what, words, parts) => {
  const whole = { ...parts, country: 'US', latitude };
  expect(await bookedBy(words)).toEqual({ stage: 'BOOKED', lead: { address: whole }, appointment: { address: whole }, customer: { addresses: [whole] } });
});

test('no conversation was last active before its newest message', async () => {
  for (const [message, send] of [['hello?', (id: string) => business.get(`mutation { sendMessage(conversationId: "${id}", input: { body: "On my way." }) { __typename } }`)], ['are you there?', () => business.miss(newNumber())]] as const) {
    const from = newNumber();
    await business.miss(from);
    await business.text(from, message);
    await send((await business.thread(from)).id);
  }
  const stale = await world.asOwner('select c.id from calls.conversations c where updated_at < (select max(created_at) from calls.messages m where m.conversation_id = c.id)');
  const [{ threads }] = (await world.asOwner<{ threads: number }>('select count(distinct conversation_id)::int as threads from calls.messages')) as [{ threads: number }];
  expect([stale, threads]).toEqual([[], 6]);
});
