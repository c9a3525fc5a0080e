import { randomUUID } from 'node:crypto';
import { type Business, boise, inHours, newNumber, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const book = 'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { id end worker { name } } } }';
const PLACE = '1207 N 8th St, Boise ID 83702';

async function turn(business: Business, from: string, body: string): Promise<void> {
  await business.text(from, body);
  await business.accept();
}

/** What the AI said last. */
const lastSaid = async (business: Business, from: string) => (await business.thread(from)).messages.nodes[0];

test.each([
  ['beside others', [{ code: 'toilet_repair', offered: false }, { code: 'drain_cleaning', offered: true }]],
  ['and no other', [{ code: 'toilet_repair', offered: false }]],
])('a job that the business lists as not offered, %s, is neither quoted nor booked: a person is called, as bookAppointment refuses it', async (_what, listed) => {
  const business = await world.business({ jobTypes: listed.map((job) => ({ ...job, trade: 'PLUMBING' as const, minutes: 60, priceLow: 100, priceHigh: 200 })) });
  const from = newNumber();
  await turn(business, from, `my toilet is clogged, ${PLACE}`);
  expect(await business.thread(from)).toMatchObject({ status: 'ESCALATED', appointment: null });
  expect(await lastSaid(business, from)).toMatchObject({ sender: 'AI', body: expect.stringMatching(/do not offer/) });
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ reason: 'The customer asks for a job that is not offered.' }]);
  const { id: conversationId } = await openConversation(business);
  expect(await business.refusal(book, { input: { conversationId, trade: 'PLUMBING', jobType: 'toilet_repair', start: inHours(30), address: boise } })).toMatchObject({ code: 'VALIDATION_FAILED' });
});

test('a change of mind takes the conversation to another trade of the business, and its lead with it, up to the booking', async () => {
  const business = await world.business({ trades: ['PLUMBING', 'HVAC'] });
  const from = newNumber();
  await turn(business, from, `my toilet is clogged, ${PLACE}`);
  expect((await business.thread(from)).lead).toMatchObject({ jobType: 'toilet_repair' });
  await turn(business, from, 'actually forget the toilet, my furnace is not heating');
  expect(await business.thread(from)).toMatchObject({ stage: 'PROPOSING_SLOT', lead: { jobType: 'no_heat' } });
  await turn(business, from, '1');
  expect(await business.thread(from)).toMatchObject({ stage: 'BOOKED', lead: { status: 'BOOKED', jobType: 'no_heat' } });
  expect(await world.asOwner('select trade, job_type from calls.appointments where tenant_id = $1 union all select trade, job_type from calls.leads where tenant_id = $1', [business.tenantId])).toEqual([
    { trade: 'HVAC', job_type: 'no_heat' },
    { trade: 'HVAC', job_type: 'no_heat' },
  ]);
});

test('a number that answers a person books nothing, when the AI has the conversation again', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, `my toilet is clogged, ${PLACE}`);
  const { id } = await business.thread(from);
  await business.get('mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "Dan here. How many toilets are clogged, 1 or 2?" }) { __typename } }', { id });
  await business.get('mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }', { id });
  await turn(business, from, '2');
  expect(await business.thread(from)).toMatchObject({ stage: 'PROPOSING_SLOT', appointment: null });
});

describe('the first text of the AI says that it is automated', () => {
  const first = async (business: Business, text: string) => {
    const from = newNumber();
    await business.text(from, text);
    return { from, said: await lastSaid(business, from) };
  };

  test('where the business takes emergencies itself', async () => {
    const business = await world.business({ ai: { emergenciesToHuman: true } });
    const { said } = await first(business, 'a pipe burst, water is flooding the basement!');
    expect(said).toMatchObject({ sender: 'AI', body: expect.stringMatching(/^Boise Pipe & Drain, automated assistant: .*a person will/) });
  });

  test('once: not again, whatever stands in for what was proposed', async () => {
    const business = await world.business({ ai: { emergenciesToHuman: true } });
    const { from, said } = await first(business, 'hello');
    expect(said).toMatchObject({ body: expect.stringMatching(/automated/) });
    await business.accept();
    await turn(business, from, 'a pipe burst, water is flooding the basement!');
    expect(await lastSaid(business, from)).toMatchObject({ body: expect.not.stringMatching(/automated/) });
  });

  test('where a text before that said so never went out', async () => {
    const business = await world.business({ missedCallText: { enabled: true, text: "I'm {business_name}'s automated assistant.", cooldownMinutes: 30 } });
    const { id, from } = await openConversation(business);
    await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id });
    await business.get('mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }', { id });
    await business.text(from, 'my faucet is dripping');
    expect(await lastSaid(business, from)).toMatchObject({ sender: 'AI', body: expect.stringMatching(/automated/) });
  });
});

test('thanks after an offer keep it standing, a good-bye ends the conversation; both leave the lead as it was', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, `my faucet is dripping, ${PLACE}`);
  await turn(business, from, 'thanks');
  expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', lead: { status: 'QUALIFIED' } });
  await turn(business, from, 'all set, bye');
  expect(await business.thread(from)).toMatchObject({ status: 'RESOLVED', lead: { status: 'QUALIFIED' } });
});

test('the visit is given to the worker who can drive there, also where another one comes first by name', async () => {
  const business = await world.business({ ai: { slotCapacity: 2 }, serviceRadiusMiles: 60 });
  const far = { street: '1 Main St', city: 'Mountain Home', state: 'ID', zip: '83647', latitude: 43.133, longitude: -115.691 };
  const visit = async (start: string, address: object) => {
    const { id: conversationId } = await openConversation(business);
    const { bookAppointment } = await business.get<{ bookAppointment: { __typename: string; end: string; worker?: { name: string } } }>(book, { input: { conversationId, trade: 'PLUMBING', jobType: 'toilet_repair', start, address } });
    return bookAppointment;
  };
  const first = await visit(inHours(30), far);
  await world.asOwner(`insert into calls.workers (tenant_id, id, name) values ($1, $2, 'Zoe')`, [business.tenantId, randomUUID()]);
  const next = new Date(Date.parse(first.end) + 30 * 60_000).toISOString();
  expect(first.worker?.name).not.toBe('Zoe');
  expect(await visit(next, boise)).toMatchObject({ __typename: 'Appointment', worker: { name: 'Zoe' } });
});
