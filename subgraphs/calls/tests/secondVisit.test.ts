import { createContext } from '../createContext';
import type { DispatchResult } from '../domain/dispatch/types';
import { continueConversation } from '../usecases/continueConversation';
import { boise, type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

async function turn(business: Business, from: string, body: string): Promise<void> {
  await business.text(from, body);
  await business.accept();
}
const visits = (business: Business) => world.asOwner<{ status: string; job_type: string }>('select status, job_type from calls.appointments where tenant_id = $1', [business.tenantId]);
const job = 'my faucet is dripping, 1207 N 8th St, Boise 83702';

describe('a customer with a visit to come gets no second one from the AI: a person is asked, and the customer told so', () => {
  test.each([
    ['another time', 'actually can we do it tomorrow at 3pm instead?'],
    ['cannot be there', 'hey something came up, can not make it tomorrow'],
    ['another job at a time of its own', 'also my kitchen sink is clogged, can you come monday'],
  ])('%s', async (_what, body) => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, job);
    await turn(business, from, '1');
    await turn(business, from, 'thank you');
    const before = await business.thread(from);
    expect(before).toMatchObject({ stage: 'BOOKED', handler: 'AI' });

    await turn(business, from, body);
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ id: before.id, status: 'ESCALATED', handler: 'HUMAN', appointment: before.appointment, lead: before.lead });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(/a person will/i) });
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from }]);

    await turn(business, from, '1');
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'leak_repair' }]);
  });

  test('another job that can wait is noted, and left to a person as a task', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, job);
    await turn(business, from, '1');
    const before = await business.thread(from);

    await turn(business, from, 'also my kitchen sink is clogged');
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ id: before.id, stage: 'BOOKED', handler: 'AI', appointment: before.appointment, lead: before.lead });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(/noted the other problem/) });
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', customerPhone: from, reason: 'Named besides what is booked: drain cleaning.' }]);
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'leak_repair' }]);
  });

  test.each(['in the conversation', 'for the customer'])('a person booked it %s, while the AI was asking', async (where) => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'my faucet is dripping');
    const { id: conversationId, customer } = await business.thread(from);
    const start = new Date(Math.ceil(Date.now() / 1_800_000) * 1_800_000 + 5 * 86_400_000).toISOString();
    const whom = where === 'in the conversation' ? { conversationId } : { customerId: customer.id };
    await business.get('mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename } }', { input: { ...whom, trade: 'PLUMBING', jobType: 'leak_repair', start, address: boise } });
    await turn(business, from, 'the address is 1207 N 8th St, Boise 83702');
    await turn(business, from, '1');
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'leak_repair' }]);
    expect(await business.thread(from)).toMatchObject({ status: 'ESCALATED' });
  });

  test.each([
    ['offers another', 'PROPOSING_SLOT', 'PROPOSE_SLOT'],
    ['asks for a time', 'PROPOSING_SLOT', 'ASK_TIME'],
    ['asks to confirm another', 'CONFIRMING', 'CONFIRM_APPOINTMENT'],
    ['books another', 'BOOKED', 'CONFIRM_APPOINTMENT'],
  ] as const)('though the dispatcher %s', async (_what, conversationStage, type) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await turn(business, from, job);
    const { id, customer } = await business.thread(from);
    const at = (days: number) => new Date(Math.ceil(Date.now() / 1_800_000) * 1_800_000 + days * 86_400_000).toISOString();
    await business.get('mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename } }', { input: { customerId: customer.id, trade: 'PLUMBING', jobType: 'leak_repair', start: at(5), address: boise } });
    const start = at(2);
    const proposal: DispatchResult = {
      extractedInfo: { jobType: 'leak_repair', urgency: 'NORMAL', lifeSafety: null, wantsHuman: false, optOut: false, customerName: null, callbackPhone: null, address: boise, preferredTime: null, chosenSlot: conversationStage === 'BOOKED' ? start : null, language: 'en' },
      confidenceScores: { jobType: 0.9, urgency: 0.9, address: 0.9, preferredTime: 0.9, overall: 0.9 },
      validation: { addressValid: true, latitude: 43.6, longitude: -116.2, distanceMiles: 1, inServiceArea: true, withinBusinessHours: true, hasCapacity: true, problems: [] },
      needsGeocoding: false,
      conversationStage,
      nextAction: { type, message: 'What the dispatcher would say.' },
      proposedSlot: type === 'ASK_TIME' ? null : { start, end: new Date(Date.parse(start) + 3_600_000).toISOString() },
      alternativeSlots: [],
      priceEstimate: null,
      engine: 'openai',
    };
    const context = createContext(world.foundation, { dispatcher: { process: () => Promise.resolve(proposal) }, geocoder: { locate: () => Promise.resolve(null) } }, { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' });
    await continueConversation(context, { conversationId: id });
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'leak_repair' }]);
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN' });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(/a person will/i) });
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING', reason: expect.stringMatching(/visit booked/), customerPhone: from }]);
  });
});

describe('what a booked customer adds is a task for a person, and the AI goes on', () => {
  test.each([
    ['with the pick', ['1, do you need me to be home?'], /You're booked.*Our team will answer your question/],
    ['after it', ['1', 'gate code is 1234'], /noted for the visit/],
  ])('%s', async (_when, bodies, answer) => {
    const business = await world.business();
    const from = newNumber();
    for (const body of [job, ...bodies]) await turn(business, from, body);
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ stage: 'BOOKED', handler: 'AI', appointment: { status: 'CONFIRMED' } });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(answer) });
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', reason: expect.stringMatching(/added something to the visit/) }]);
  });

  test('a second problem is named to a person with the booking', async () => {
    const business = await world.business();
    const from = newNumber();
    for (const body of ['no hot water and also the toilet is running, 1207 N 8th St, Boise 83702', '1']) await turn(business, from, body);
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'water_heater_repair' }]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', reason: 'Named besides what is booked: toilet repair.' }]);
  });

  test('the same pick sent twice is told what is booked, and calls nobody', async () => {
    const business = await world.business();
    const from = newNumber();
    for (const body of [job, '1', '1']) await turn(business, from, body);
    const { messages, handler } = await business.thread(from);
    expect([handler, messages.nodes[0]?.body]).toEqual(['AI', messages.nodes[2]?.body]);
    expect(await business.said('calls.humanNeeded')).toEqual([]);
  });
});

test('who thanks for the offer, or refuses it and thinks again, is booked by the number', async () => {
  for (const between of ['thanks!', 'no thanks']) {
    const business = await world.business();
    const from = newNumber();
    for (const body of [job, between, '1']) await turn(business, from, body);
    expect(await visits(business)).toEqual([{ status: 'CONFIRMED', job_type: 'leak_repair' }]);
    expect(await business.thread(from)).toMatchObject({ stage: 'BOOKED', lead: { status: 'BOOKED' } });
  }
});

test('an unclear word to stop opts out, and a person is asked to look', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'stop it');
  expect(await business.said('calls.optOutAsked')).toHaveLength(1);
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', reason: expect.stringMatching(/Check what they meant/) }]);
});

describe('who opts out with a visit to come is called: nobody can text them about it', () => {
  test.each([
    ['Cancel', 'STOP'],
    ['END', 'STOP'],
    ['quit.', 'STOP'],
    ['STOP', 'STOP'],
    ['please stop texting me', null],
    ['my sister had you fix her drain last year and it was fine but please stop texting me about it every week', null],
  ] as const)('by "%s"', async (body, keyword) => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, job);
    await turn(business, from, '1');
    await turn(business, from, 'thank you');
    await business.text(from, body, keyword);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', reason: keyword === null ? 'Opted out with a visit booked: call them.' : `Wrote ${body.replace('.', '').toUpperCase()} with a visit booked, and is opted out of texts: call them, the visit may be meant.`, customerPhone: from }]);
    expect(await business.thread(from)).toMatchObject({ status: 'RESOLVED', appointment: { status: 'CONFIRMED' } });
  });

  test('without one, nobody is asked to', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, job);
    await business.text(from, 'CANCEL', 'STOP');
    expect(await business.said('calls.humanNeeded')).toEqual([]);
  });
});
