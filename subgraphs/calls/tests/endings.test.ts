import { randomUUID } from 'node:crypto';
import * as telephony from '../../../schema/events/telephony';
import { createContext } from '../createContext';
import type { DispatchRequest } from '../domain/dispatch/types';
import { continueConversation } from '../usecases/continueConversation';
import { boise, type Business, newNumber, startWorld, takeOver, type World, writeTo } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.ahead(0));
afterAll(() => world?.stop());

const hour = 3_600_000;
const book = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { estimate { multiplier } } } }`;
const inHours = (hours: number) => new Date(Math.ceil((Date.now() + hours * hour) / (hour / 2)) * (hour / 2)).toISOString();
const visit = (conversationId: string, jobType = 'drain_cleaning', hours = 30) => ({ input: { conversationId, trade: 'PLUMBING', jobType, start: inHours(hours), address: boise } });
const conversation = (business: Business, id: string) => business.get<{ conversation: object }>('query ($id: ID!) { conversation(id: $id) { status stage urgency handler } }', { id });

/** A pressing conversation with a visit in 30 hours. */
async function booked() {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, 'a pipe burst, water is flooding the basement!');
  await business.miss(from);
  const { id } = await business.thread(from);
  await world.asOwner(`update calls.conversations set urgency = 'EMERGENCY' where tenant_id = $1`, [business.tenantId]);
  await business.get(book, visit(id));
  return { business, from, id };
}

describe('after the visit', () => {
  test.each(['text', 'miss'] as const)('the next %s begins a conversation of its own, the old one is resolved by itself', async (how) => {
    const { business, from, id } = await booked();
    world.ahead(48 * hour);
    await (how === 'text' ? business.text(from, 'my kitchen sink is clogged') : business.miss(from));
    const thread = await business.thread(from);
    expect(thread.id).not.toBe(id);
    expect(thread).toMatchObject({ status: 'OPEN', stage: 'GREETING', handler: 'AI', urgency: 'NORMAL', lead: null, appointment: null });
    expect(thread.messages.nodes).toHaveLength(1);
    expect(await conversation(business, id)).toMatchObject({ conversation: { status: 'RESOLVED', stage: 'CLOSED' } });
    expect(await business.said('calls.conversationChanged')).toContainEqual(expect.objectContaining({ conversationId: id, status: 'RESOLVED' }));
  });

  test('the dispatcher is told nothing of the old job but that there was a visit, and where', async () => {
    const { business, from } = await booked();
    world.ahead(48 * hour);
    await business.text(from, 'my kitchen sink is clogged');
    const { id } = await business.thread(from);
    const asked: DispatchRequest[] = [];
    const dispatcher = { process: (request: DispatchRequest) => (asked.push(request), Promise.reject(new Error('asked'))) };
    const context = createContext(world.foundation, { dispatcher, geocoder: { locate: () => Promise.resolve(null) } }, { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' });
    await expect(continueConversation(context, { conversationId: id })).rejects.toThrow('asked');
    expect(asked).toMatchObject([{ currentMessage: 'my kitchen sink is clogged', conversationHistory: [], customerHistory: { previousJobs: 1, lastAddress: { street: boise.street } } }]);
  });

  test('a call that rings joins nothing that has ended', async () => {
    const { business, from } = await booked();
    world.ahead(48 * hour);
    const startedAt = new Date().toISOString();
    await business.say(telephony.callReceived({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number, startedAt }));
    expect(await world.asOwner(`select conversation_id from calls.calls where tenant_id = $1 and status = 'RINGING'`, [business.tenantId])).toEqual([{ conversation_id: null }]);
  });

  test('a person who has the conversation keeps it', async () => {
    const { business, from, id } = await booked();
    await business.get(writeTo, { id });
    world.ahead(48 * hour);
    await business.text(from, 'it drips again');
    expect(await business.thread(from)).toMatchObject({ id, handler: 'HUMAN' });
  });
});

test('while the visit is to come, calls and texts join its conversation', async () => {
  const { business, from, id } = await booked();
  await business.text(from, 'see you then');
  await business.miss(from);
  expect(await business.thread(from)).toMatchObject({ id, stage: 'BOOKED' });
  expect(await business.get('{ conversations { totalCount } }')).toEqual({ conversations: { totalCount: 1 } });
});

test.each([
  [6.9, true],
  [7.1, false],
])('nothing booked and quiet for %s days: what comes then joins (%s)', async (days, joins) => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, 'my faucet is dripping');
  const { id } = await business.thread(from);
  world.ahead(days * 24 * hour);
  await business.text(from, 'sorry for the late answer');
  const after = (await business.thread(from)).id;
  expect(after === id).toBe(joins);
});

test('a customer who waits for a human is not put off with a new conversation, however long it has been', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, 'my faucet is dripping');
  const { id } = await business.thread(from);
  await business.get(takeOver, { id });
  world.ahead(20 * 24 * hour);
  await business.text(from, 'hello?');
  expect(await business.thread(from)).toMatchObject({ id, handler: 'HUMAN' });
});

test('the price of an emergency is that of its own job, not of the next one that a person books in its conversation', async () => {
  const { business, id } = await booked();
  expect(await business.get(book, visit(id, 'faucet_fixture', 30 * 24))).toMatchObject({ bookAppointment: { estimate: { multiplier: 1 } } });
  expect(await business.get(book, visit(id, 'faucet_fixture', 31 * 24))).toMatchObject({ bookAppointment: { estimate: { multiplier: 1 } } });
});

test('an emergency is quoted and booked at what the business itself multiplies its prices by', async () => {
  const business = await world.business({ ai: { emergencyMultipliers: { businessHours: 2.6, evening: 2.6, weekend: 2.6, night: 2.6, holiday: 2.6 } } });
  const from = newNumber();
  await business.text(from, 'a pipe burst, water is flooding the basement! 4120 W Emerald St, Boise ID 83704');
  const { id, messages } = await business.thread(from);
  expect(messages.nodes.map(({ body }) => body).join()).toContain('(x2.6)');
  expect(await business.get(book, visit(id, 'burst_pipe'))).toMatchObject({ bookAppointment: { estimate: { multiplier: 2.6 } } });
});
