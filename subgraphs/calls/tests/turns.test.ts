import { createContext } from '../createContext';
import type { DispatchResult } from '../domain/dispatch/types';
import { continueConversation } from '../usecases/continueConversation';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** The texts of the AI, newest first. */
const aiTexts = (thread: { messages: { nodes: { sender: string; body: string }[] } }) => thread.messages.nodes.filter((message) => message.sender === 'AI').map((message) => message.body);

async function turn(business: Business, from: string, body: string): Promise<void> {
  await business.text(from, body);
  await business.accept();
}

describe('from the first call to the booking', () => {
  test('status and stage tell at every step whose move it is and how far it has come', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.miss(from);
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', stage: 'GREETING', handler: 'AI' });
    await business.accept();
    expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', stage: 'GREETING' });
    await turn(business, from, 'hi');
    expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', stage: 'COLLECTING_JOB' });
    await turn(business, from, 'my kitchen faucet is dripping');
    expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', stage: 'COLLECTING_ADDRESS', lead: { status: 'NEW' } });
    await turn(business, from, '1207 N 8th St, Boise ID 83702');
    expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', stage: 'PROPOSING_SLOT', lead: { status: 'QUALIFIED' } });
    await turn(business, from, '2');
    const booked = await business.thread(from);
    expect(booked).toMatchObject({ status: 'OPEN', stage: 'BOOKED', handler: 'AI', appointment: { status: 'CONFIRMED' }, lead: { status: 'BOOKED' } });
    expect(aiTexts(booked)[0]).toMatch(/booked/i);

    await turn(business, from, 'thanks!');
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', stage: 'BOOKED', handler: 'AI' });
  });

  test('an emergency stays one after the booking, and nobody is asked to look at it', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'a pipe burst, water is flooding the basement! 1207 N 8th St, Boise ID 83702');
    await turn(business, from, '1');
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', stage: 'BOOKED', urgency: 'EMERGENCY', handler: 'AI' });
    expect(await business.said('calls.humanNeeded')).toEqual([]);
  });

  test('outside the service area it is said, and the customer may name another address', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'clogged toilet at 350 5th Ave, New York NY 10118');
    expect(await business.thread(from)).toMatchObject({ status: 'WAITING_CUSTOMER', stage: 'OUT_OF_AREA', handler: 'AI', lead: { status: 'LOST' } });
    await turn(business, from, 'sorry, it is at 1207 N 8th St, Boise ID 83702');
    expect(await business.thread(from)).toMatchObject({ stage: 'PROPOSING_SLOT', lead: { status: 'QUALIFIED' } });
  });

  test('what the AI has closed is resolved, and a text within 24 h opens it again where it began', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'no thanks, already fixed, thank you');
    const closed = await business.thread(from);
    expect(closed).toMatchObject({ status: 'RESOLVED', stage: 'CLOSED', handler: 'AI' });
    // What it said last still goes out.
    expect(closed.messages.nodes[0]).toMatchObject({ sender: 'AI', status: 'SENT' });
    await turn(business, from, 'my kitchen faucet is dripping after all');
    expect(await business.thread(from)).toMatchObject({ id: closed.id, status: 'WAITING_CUSTOMER', stage: 'COLLECTING_ADDRESS' });
  });
});

describe('escalation: handler HUMAN, the customer told so, an alert raised', () => {
  test.each([
    ['asked for a person', ['can I talk to a real person please']],
    ['angry', ['this is ridiculous, you people are useless, worst service ever!!!']],
    ['out of scope', ['can you mow my lawn?']],
    ['twice not understood', ['blorp zzz', 'qwrt mnbv']],
  ])('%s', async (_why, bodies) => {
    const business = await world.business();
    const from = newNumber();
    for (const body of bodies) {
      expect(await business.said('calls.humanNeeded')).toEqual([]);
      await turn(business, from, body);
    }
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN', assignee: null });
    expect(aiTexts(thread)[0]).toMatch(/a person will|our team/i);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ conversationId: thread.id, kind: 'CUSTOMER_WAITING', hazard: null, customerPhone: from, reason: expect.stringMatching(/./) }]);

    await turn(business, from, 'hello? my faucet is dripping');
    const after = await business.thread(from);
    expect(aiTexts(after)).toEqual(aiTexts(thread));
  });

  test('a danger that only all texts together tell of: the fixed text, and a human alerted', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'there is a leak');
    const { id } = await business.thread(from);
    const proposal: DispatchResult = {
      extractedInfo: { jobType: 'leak_repair', urgency: 'EMERGENCY', lifeSafety: 'water_near_power', wantsHuman: false, optOut: false, customerName: null, callbackPhone: null, address: null, preferredTime: null, chosenSlot: null, language: 'en' },
      confidenceScores: { jobType: 0.9, urgency: 0.9, address: 0.9, preferredTime: 0.9, overall: 0.9 },
      validation: { addressValid: false, latitude: null, longitude: null, distanceMiles: null, inServiceArea: null, withinBusinessHours: null, hasCapacity: null, problems: [] },
      needsGeocoding: false,
      conversationStage: 'ESCALATED',
      nextAction: { type: 'SAFETY_WARNING', message: 'Whatever a model would say.' },
      proposedSlot: null,
      alternativeSlots: [],
      priceEstimate: null,
      engine: 'openai',
    };
    const context = createContext(world.foundation, { dispatcher: { process: () => Promise.resolve(proposal) }, geocoder: { locate: () => Promise.resolve(null) } }, { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' });
    await continueConversation(context, { conversationId: id });
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'ESCALATED', handler: 'HUMAN', urgency: 'EMERGENCY', lead: { jobType: 'leak_repair' } });
    expect(thread.messages.nodes).toMatchObject([{ sender: 'SYSTEM', body: expect.stringMatching(/stay out of the water/i) }, { sender: 'CUSTOMER' }]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'LIFE_SAFETY', hazard: 'water_near_power', warned: true }]);
  });

  test.each([
    [true, { status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN', urgency: 'EMERGENCY' }, /a person will/i],
    [false, { stage: 'PROPOSING_SLOT', handler: 'AI', urgency: 'EMERGENCY' }, /reply 1/i],
  ])('an emergency, where the tenant wants to take those itself (%s)', async (emergenciesToHuman, look, told) => {
    const business = await world.business({ ai: { emergenciesToHuman } });
    const from = newNumber();
    await turn(business, from, 'a pipe burst, water is flooding the basement! 1207 N 8th St, Boise ID 83702');
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ ...look, lead: { jobType: expect.any(String) } });
    expect(aiTexts(thread)).toEqual([expect.stringMatching(told)]);
    const needed = await business.said('calls.humanNeeded');
    expect(needed).toMatchObject(emergenciesToHuman ? [{ kind: 'CUSTOMER_WAITING', reason: expect.stringMatching(/emergency/i), customerPhone: from }] : []);
    expect(await world.asOwner(`select 1 as one from calls.appointments where tenant_id = $1 limit 1`, [business.tenantId])).toHaveLength(emergenciesToHuman ? 0 : 1);
  });

  test('no emergency: the AI goes on, though the tenant takes those itself', async () => {
    const business = await world.business({ ai: { emergenciesToHuman: true } });
    const from = newNumber();
    await turn(business, from, 'my kitchen faucet is dripping');
    expect(await business.thread(from)).toMatchObject({ stage: 'COLLECTING_ADDRESS', handler: 'AI' });
  });

  test('a person who takes over has it: nobody is looked for any more', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'can I talk to a real person please');
    const { id } = await business.thread(from);
    await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id });
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', handler: 'HUMAN', assignee: { id: business.owner.userId } });
    await business.get('mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }', { id });
    expect(await business.thread(from)).toMatchObject({ status: 'OPEN', stage: 'COLLECTING_JOB', handler: 'AI', assignee: null });
  });
});

describe('an opt-out in plain words', () => {
  test('is heeded without a text in answer, and ends the conversation', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'please stop texting me');
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ status: 'RESOLVED', stage: 'CLOSED' });
    expect(thread.messages.nodes.map((message) => message.sender)).toEqual(['CUSTOMER']);
    expect(await business.said('calls.optOutAsked')).toMatchObject([{ conversationId: thread.id, phone: from }]);
    expect(await business.said('calls.humanNeeded')).toEqual([]);
  });

  test('is also shown to a human where it stands among other words', async () => {
    const business = await world.business();
    const from = newNumber();
    await turn(business, from, 'my sister had you fix her drain last year and it was fine but please stop texting me about it every week');
    expect(await business.said('calls.optOutAsked')).toHaveLength(1);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', customerPhone: from }]);
  });
});

test('STOP ends the conversation without a turn of the AI: what was held is let go, and START within 24 h opens it again', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
  const before = await business.thread(from);
  await business.text(from, 'STOP', 'STOP');
  const stopped = await business.thread(from);
  expect(stopped).toMatchObject({ id: before.id, status: 'RESOLVED', stage: 'CLOSED' });
  expect(aiTexts(stopped)).toEqual(aiTexts(before));
  expect(await business.get('{ appointments(filter: { status: [HELD] }) { totalCount } }')).toEqual({ appointments: { totalCount: 0 } });
  await business.text(from, 'START', 'START');
  expect(await business.thread(from)).toMatchObject({ id: before.id, status: 'OPEN', stage: 'GREETING', handler: 'AI' });
  expect(aiTexts(await business.thread(from))).toEqual(aiTexts(before));
});

test('a customer who wants nothing any more is let go with the held times, and may come back', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
  expect(await business.get('{ appointments(filter: { status: [HELD] }) { totalCount } }')).toEqual({ appointments: { totalCount: 3 } });
  await turn(business, from, 'nevermind, found someone else');
  const closed = await business.thread(from);
  expect(closed).toMatchObject({ status: 'RESOLVED', stage: 'CLOSED', handler: 'AI', appointment: null });
  expect(aiTexts(closed)[0]).toContain('nothing is booked');
  expect(await business.get('{ appointments(filter: { status: [HELD] }) { totalCount } }')).toEqual({ appointments: { totalCount: 0 } });
  expect(await business.said('calls.humanNeeded')).toEqual([]);
  await turn(business, from, 'they never came, the toilet is still clogged');
  expect(await business.thread(from)).toMatchObject({ id: closed.id, status: 'WAITING_CUSTOMER', stage: 'PROPOSING_SLOT' });
});

test('a booked visit that the customer wants to cancel stands until a person has looked, and the customer is told so', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
  await turn(business, from, '1');
  await turn(business, from, 'thanks!');
  await turn(business, from, 'need to cancel my appointment');
  const asked = await business.thread(from);
  expect(asked).toMatchObject({ status: 'ESCALATED', handler: 'HUMAN', appointment: { status: 'CONFIRMED' }, lead: { status: 'BOOKED' } });
  expect(aiTexts(asked)[0]).toContain("can't cancel a booked visit myself");
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ reason: 'The customer wants to cancel the visit that is booked.', customerPhone: from }]);
});

test('STOP in a conversation that a person has leaves it to them', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'can I talk to a real person please');
  await business.text(from, 'STOP', 'STOP');
  expect(await business.thread(from)).toMatchObject({ status: 'ESCALATED', stage: 'CLOSED', handler: 'HUMAN' });
});

test('a customer who opted out and writes all the same is called back by a human: the AI, which may not answer, does not try', async () => {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, 'hi');
  await world.asOwner('update calls.customer_numbers set opted_out = true where tenant_id = $1', [business.tenantId]);
  const before = (await business.thread(from)).messages.nodes.length;
  await business.text(from, 'my kitchen faucet is dripping');
  expect((await business.thread(from)).messages.nodes).toHaveLength(before + 1);
  expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK' }]);
});

describe('a turn that cannot book', () => {
  test('ends with a human where the database refuses every time, and tells the customer', async () => {
    const business = await world.business();
    const from = newNumber();
    await world.asOwner(
      `create or replace function calls.refuse_all() returns trigger language plpgsql as $$ begin if new.tenant_id = '${business.tenantId}' then raise exclusion_violation; end if; return new; end $$;
       create or replace trigger refuse_all before insert on calls.appointments for each row execute function calls.refuse_all()`,
    );
    await turn(business, from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
    const thread = await business.thread(from, ({ status }) => status === 'ESCALATED');
    expect(thread).toMatchObject({ stage: 'ESCALATED', handler: 'HUMAN', appointment: null });
    expect(aiTexts(thread)).toEqual([expect.stringMatching(/no free time/i)]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING', reason: 'No free time was found.' }]);
    expect(await world.asOwner(`select 1 as one from platform.jobs where tenant_id = $1 and topic = 'calls.continueConversation'`, [business.tenantId])).toEqual([]);
    await world.asOwner('drop trigger refuse_all on calls.appointments');
  });

  test('offers no more visits at once than there are workers, whatever the configuration says', async () => {
    const business = await world.business({ ai: { slotCapacity: 5 } });
    const [first, second] = [newNumber(), newNumber()];
    for (const from of [first, second]) {
      await turn(business, from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
      await turn(business, from, '1');
      expect(await business.thread(from, ({ stage }) => stage === 'BOOKED')).toMatchObject({ appointment: { status: 'CONFIRMED' } });
    }
    const starts = await Promise.all([first, second].map(async (from) => (await business.thread(from)).appointment?.start));
    expect(new Set(starts).size).toBe(2);
  });
});
