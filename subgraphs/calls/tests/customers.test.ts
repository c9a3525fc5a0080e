import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { callReceived } from '../../../schema/events/telephony';
import { eventually } from '../../../tests/harness/eventually';
import { user } from '../../../tests/harness/subgraph';
import { customerStore } from '../store/customers';
import { boise, type Business, inHours, openConversation, startWorld, type World } from './world';

let world: World;
let business: Business;
beforeAll(async () => (world = await startWorld()));
beforeEach(async () => (business = await world.business()));
afterAll(() => world?.stop());

const mergeMutation = `mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) {
  id phone phones name addresses { street } conversations { totalCount nodes { id } } calls { totalCount nodes { from } } } }`;
interface Merged {
  id: string;
  phone: string;
  phones: string[];
  name: string | null;
  addresses: { street: string }[];
  conversations: { totalCount: number; nodes: { id: string }[] };
  calls: { totalCount: number; nodes: { from: string }[] };
}
const merge = (customerId: string, otherCustomerId: string, as?: Parameters<Business['get']>[2]) => business.get<{ mergeCustomers: Merged }>(mergeMutation, { input: { customerId, otherCustomerId } }, as).then(({ mergeCustomers }) => mergeCustomers);
const statusOf = async (id: string) => (await business.get<{ conversation: { status: string; handler: string; resolutionNote?: string } }>('query ($id: ID!) { conversation(id: $id) { status handler } }', { id })).conversation;

test('two customers who are one have one history, under either id: numbers, calls, conversations, leads and visits', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  await business.get(`mutation ($id: ID!) { resolveConversation(id: $id) { id } }`, { id: known.id });
  await business.get(`mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { id } } }`, {
    input: { conversationId: other.id, trade: 'PLUMBING', jobType: 'leak_repair', start: inHours(30), address: boise },
  });
  await world.asOwner(`update calls.customers set name = case when id = $1 then null else 'Ana' end, addresses = case when id = $1 then '[{"street":"1 Main St","city":"Boise","state":"ID","zip":"83702"}]'::jsonb else '[{"street":"1 MAIN ST","city":"Boise","state":"ID","zip":"83702"},{"street":"2 Oak St","city":"Boise","state":"ID","zip":"83702"}]'::jsonb end where tenant_id = $2`, [known.customerId, business.tenantId]);

  const merged = await merge(known.customerId, other.customerId);
  expect(merged).toMatchObject({ id: known.customerId, phone: known.from, phones: [known.from, other.from], name: 'Ana', addresses: [{ street: '1 Main St' }, { street: '2 Oak St' }], conversations: { totalCount: 2 }, calls: { totalCount: 2 } });
  for (const customerId of [known.customerId, other.customerId]) {
    const lists = await business.get(`query ($filter: ConversationFilter, $leads: LeadFilter, $visits: AppointmentFilter) {
      conversations(filter: $filter) { totalCount } leads(filter: $leads) { nodes { customer { id } } } appointments(filter: $visits) { nodes { customer { id phones } } } }`, { filter: { customerId }, leads: { customerId }, visits: { customerId } });
    expect(lists).toEqual({ conversations: { totalCount: 2 }, leads: { nodes: [{ customer: { id: known.customerId } }] }, appointments: { nodes: [{ customer: { id: known.customerId, phones: [known.from, other.from] } }] } });
  }
  expect(await business.get('query ($search: String) { conversations(filter: { search: $search }) { totalCount } }', { search: other.from })).toEqual({ conversations: { totalCount: 2 } });
  // Why each number may be texted stays as it was given.
  expect(await world.asOwner('select phone from calls.consents where tenant_id = $1 order by given_at', [business.tenantId])).toEqual([{ phone: known.from }, { phone: other.from }]);
});

test('from whichever number they are heard, it is the one customer and the one conversation, and the answer goes to that number', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  await merge(known.customerId, other.customerId);
  const sentTo = async () => (await business.said<{ to: string; purpose: string }>('calls.messageQueued')).filter(({ purpose }) => purpose === 'REPLY').map(({ to }) => to);
  await business.text(other.from, 'my kitchen sink is clogged');
  await business.text(known.from, 'it is 1207 N 8th St Boise 83702');
  expect(await sentTo()).toEqual([other.from, known.from]);
  await business.say(callReceived({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from: other.from, to: business.number, startedAt: new Date().toISOString() }));
  const { conversations, calls } = await business.get<{ conversations: { nodes: { phone: string; customer: { id: string } }[] }; calls: { nodes: { customer: { id: string } }[] } }>('{ conversations(filter: { status: [OPEN, WAITING_CUSTOMER] }) { nodes { phone customer { id } } } calls(first: 1) { nodes { customer { id } } } }');
  expect(conversations.nodes).toEqual([{ phone: known.from, customer: { id: known.customerId } }]);
  expect(calls.nodes).toEqual([{ customer: { id: known.customerId } }]);
});

test('an opt-out is of its number: the customer’s other number is still texted', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  await merge(known.customerId, other.customerId);
  await world.asOwner('update calls.customer_numbers set opted_out = true where phone = $1', [other.from]);
  const write = async () => (await business.get<{ sendMessage: { reason?: string } }>(`mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "On our way" }) { __typename ... on RecipientUnreachable { reason } } }`, { id: (await business.thread(known.from)).id })).sendMessage;
  await business.text(other.from, 'hello?');
  expect(await write()).toEqual({ __typename: 'RecipientUnreachable', reason: 'OPTED_OUT' });
  await business.text(known.from, 'hello from my other phone');
  expect(await write()).toEqual({ __typename: 'Message' });
});

test('of two open conversations a person’s goes on, and what waits in the other is answered by a person', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id: known.id });
  await business.text(other.from, 'I need to speak with a real person please');
  const before = await statusOf(other.id);
  expect(before).toEqual({ status: 'ESCALATED', handler: 'HUMAN' });
  const needed = (await business.said('calls.humanNeeded')).length;

  await merge(known.customerId, other.customerId);
  expect([await statusOf(known.id), await statusOf(other.id)]).toEqual([{ status: 'OPEN', handler: 'HUMAN' }, { status: 'RESOLVED', handler: 'HUMAN' }]);
  expect((await business.said<{ conversationId: string; kind: string; customerPhone: string }>('calls.humanNeeded')).slice(needed)).toEqual([expect.objectContaining({ conversationId: known.id, kind: 'CUSTOMER_WAITING', customerPhone: other.from })]);
  expect((await business.said<{ conversationId: string; resolved: boolean }>('calls.humanArrived')).at(-1)).toMatchObject({ conversationId: other.id, resolved: true });
});

test('where nothing waits the conversation last heard in goes on, and nobody is called', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  await merge(known.customerId, other.customerId);
  expect([await statusOf(known.id), await statusOf(other.id)]).toMatchObject([{ status: 'RESOLVED' }, { status: expect.not.stringMatching('RESOLVED') }]);
  expect(await business.said('calls.humanNeeded')).toEqual([]);
});

test('merged again, the other way round, or at the same moment, it is one customer', async () => {
  const [a, b, c] = [await openConversation(business), await openConversation(business), await openConversation(business)];
  const [first, second] = await Promise.all([merge(a.customerId, b.customerId), merge(b.customerId, a.customerId)]);
  expect(first.id).toBe(second.id);
  expect((await merge(a.customerId, b.customerId)).id).toBe(first.id);
  const all = await merge(c.customerId, b.customerId);
  expect([all.id, new Set(all.phones)]).toEqual([c.customerId, new Set([a.from, b.from, c.from])]);
  expect((await merge(c.customerId, a.customerId)).id).toBe(c.customerId);
});

test('who is looked for by a number at the moment of the merge is whom they are merged into', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  // Somebody has the other's call in hand: the merge has begun and waits for it, and the search waits for the merge.
  const inHand = new Client({ connectionString: world.adminUrl });
  await inHand.connect();
  try {
    await inHand.query('begin');
    await inHand.query('select from calls.calls where customer_id = $1 for update', [other.customerId]);
    const merging = merge(known.customerId, other.customerId);
    await waiters(1);
    const found = world.database.transaction(business.tenantId, (tx) => customerStore(tx, null).at(other.from));
    await waiters(2);
    await inHand.query('commit');
    await merging;
    expect(await found).toMatchObject({ id: known.customerId, phone: other.from });
  } finally {
    await inHand.end();
  }
});

/** So many of this database wait for a lock. */
const waiters = (count: number) =>
  eventually(async () => (await world.asOwner(`select 1 as one from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length === count, `${count} that wait`);

test('who is unknown, another business’s, or not the technician’s own is not merged; nor is anybody with themselves', async () => {
  const [known, other] = [await openConversation(business), await openConversation(business)];
  const theirs = await openConversation(await world.business());
  const refusal = (customerId: string, otherCustomerId: string, as?: Parameters<Business['get']>[2]) => business.refusal(mergeMutation, { input: { customerId, otherCustomerId } }, as);
  for (const id of [theirs.customerId, randomUUID(), 'nobody']) {
    expect(await refusal(known.customerId, id)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
    expect(await refusal(id, known.customerId)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
  }
  expect(await refusal(known.customerId, other.customerId, user(business.tenantId, 'technician'))).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
  expect(await refusal(known.customerId, known.customerId)).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'input.otherCustomerId' } });
  expect(await world.asOwner('select 1 as one from calls.customers where merged_into is not null and tenant_id = $1', [business.tenantId])).toEqual([]);
});
