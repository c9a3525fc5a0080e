import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../platform/principal/principal';
import { callChanged, conversationChanged, messageAdded } from '../../../schema/events/calls';
import { callAnswered, callCompleted, callReceived } from '../../../schema/events/telephony';
import { user } from '../../../tests/harness/subgraph';
import { boise, type Business, newNumber, startWorld, type Thread, type World } from './world';

let world: World;
let business: Business;
let technician: Extract<Principal, { kind: 'user' }>;
/** Conversations with an appointment each: the technician's own, and a colleague's. */
let own: Thread & { callId: string };
let foreign: Thread & { callId: string };

beforeAll(async () => {
  world = await startWorld();
  business = await world.business({ ai: { slotCapacity: 2, silenceSeconds: 3600 } });
  technician = user(business.tenantId, 'technician');
  const worker = randomUUID();
  await world.asOwner(`insert into calls.workers (tenant_id, id, name, user_id) values ($1, $2, 'Ann', $3)`, [business.tenantId, worker, technician.userId]);
  own = await booked(worker);
  foreign = await booked(business.workerId);
});
afterAll(() => world?.stop());

const job = { trade: 'PLUMBING', jobType: 'drain_cleaning', address: boise };
let hours = 24;

/** A conversation after a missed call, with a text and a visit of that worker. */
async function booked(workerId: string) {
  const from = newNumber();
  await business.miss(from);
  await business.text(from, 'my drain is clogged');
  const { id } = await business.thread(from);
  const start = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + (hours += 6) * 3_600_000);
  const { bookAppointment } = await business.get<{ bookAppointment: { id: string } }>(`mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { ... on Appointment { id } } }`, { input: { ...job, conversationId: id, start } });
  await world.asOwner(`update calls.appointments set worker_id = $2 where id = $1`, [bookAppointment.id, workerId]);
  const [call] = await world.asOwner<{ id: string }>(`select id from calls.calls where conversation_id = $1`, [id]);
  return { ...(await business.thread(from)), callId: (call as { id: string }).id };
}

const idsOf = (thread: typeof own) => ({ call: thread.callId, conversation: thread.id, lead: thread.lead?.id as string, appointment: thread.appointment?.id as string });
const as = <T>(query: string, variables: Record<string, unknown> = {}) => business.get<T>(query, variables, technician);

describe('a technician', () => {
  test.each(['calls', 'conversations', 'leads', 'appointments'] as const)('lists and counts own %s alone', async (list) => {
    const kind = list.slice(0, -1) as 'call';
    const expected = { totalCount: 1, nodes: [{ id: idsOf(own)[kind] }] };
    expect(await as(`{ ${list} { totalCount nodes { id } } }`)).toEqual({ [list]: expected });
    expect(await business.get(`{ ${list} { totalCount } }`)).toEqual({ [list]: { totalCount: 2 } });
  });

  test.each(['call', 'conversation', 'lead', 'appointment'] as const)('finds an own %s; a foreign one answers as an unknown one', async (kind) => {
    const query = `query ($id: ID!) { ${kind}(id: $id) { id customer { id conversations { totalCount nodes { id } } calls { totalCount nodes { id } } } } }`;
    const customer = { id: own.customer.id, conversations: { totalCount: 1, nodes: [{ id: own.id }] }, calls: { totalCount: 1, nodes: [{ id: own.callId }] } };
    expect(await as(query, { id: idsOf(own)[kind] })).toEqual({ [kind]: { id: idsOf(own)[kind], customer } });
    expect(await as(query, { id: idsOf(foreign)[kind] })).toEqual({ [kind]: null });
  });

  test('reads the messages of own conversations, and everything else of them', async () => {
    const { conversation } = await as<{ conversation: { messages: { totalCount: number; nodes: unknown[] }; appointment: object; lead: object } }>(
      `query ($id: ID!) { conversation(id: $id) { messages { totalCount nodes { id conversation { id } } } appointment { id worker { name user { id } } } lead { id appointment { id } } } }`,
      { id: own.id },
    );
    expect(conversation.messages.nodes).toHaveLength(2);
    expect(conversation.messages.totalCount).toBe(2);
    expect(conversation).toMatchObject({ appointment: { id: own.appointment?.id, worker: { name: 'Ann', user: { id: technician.userId } } }, lead: { appointment: { id: own.appointment?.id } } });
  });

  test('does not get at foreign things by the keys of entities', async () => {
    const message = (thread: Thread) => thread.messages.nodes[0]?.id as string;
    const keys = (thread: typeof own) => ({ Call: thread.callId, Conversation: thread.id, Lead: thread.lead?.id, Appointment: thread.appointment?.id, Customer: thread.customer.id, Message: message(thread) });
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }`;
    for (const [thread, found] of [[own, true], [foreign, false]] as const) {
      const representations = Object.entries(keys(thread)).map(([__typename, id]) => ({ __typename, id }));
      const { _entities } = await as<{ _entities: unknown[] }>(query, { representations });
      expect(_entities).toEqual(representations.map(({ __typename }) => (found ? { __typename } : null)));
    }
  });

  test.each([
    ['conversations', 'customerId'], ['leads', 'customerId'], ['appointments', 'customerId'],
  ])('%s by a foreign customer are RESOURCE_NOT_FOUND', async (list, filter) => {
    const query = `query ($id: ID!) { ${list}(filter: { ${filter}: $id }) { totalCount } }`;
    expect(await as(query, { id: own.customer.id })).toEqual({ [list]: { totalCount: 1 } });
    expect(await business.refusal(query, { id: foreign.customer.id }, technician)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
  });

  test.each([
    ['takeOverConversation', `mutation ($id: ID!) { takeOverConversation(id: $id) { id } }`],
    ['sendMessage', `mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "On my way." }) { __typename ... on Message { conversation { id } } } }`],
    ['returnConversationToAi', `mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }`],
    ['markConversationRead', `mutation ($id: ID!) { markConversationRead(id: $id) { id } }`],
    ['resolveConversation', `mutation ($id: ID!) { resolveConversation(id: $id) { id } }`],
  ])('%s works on an own conversation, and changes nothing of a foreign one', async (_name, mutation) => {
    await as(mutation, { id: own.id });
    const state = () => world.asOwner(`select * from calls.conversations where id = $1`, [foreign.id]);
    const before = await state();
    expect(await business.refusal(mutation, { id: foreign.id }, technician)).toEqual(await business.refusal(mutation, { id: randomUUID() }, technician));
    expect(await business.refusal(mutation, { id: foreign.id }, technician)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
    expect(await state()).toEqual(before);
  });

  test('books for own customers alone, and only own time', async () => {
    const mutation = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { id worker { name } } ... on SlotUnavailable { alternatives { start } } } }`;
    const start = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + (hours += 6) * 3_600_000);
    expect(await business.refusal(mutation, { input: { ...job, start, conversationId: foreign.id } }, technician)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
    expect(await business.refusal(mutation, { input: { ...job, start, customerId: foreign.customer.id } }, technician)).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
    expect(await as(mutation, { input: { ...job, start, customerId: own.customer.id } })).toMatchObject({ bookAppointment: { __typename: 'Appointment', worker: { name: 'Ann' } } });
    // A colleague is still free then; the technician is not.
    const again = await as<{ bookAppointment: { __typename: string; alternatives: { start: string }[] } }>(mutation, { input: { ...job, start, customerId: own.customer.id } });
    expect(again.bookAppointment.__typename).toBe('SlotUnavailable');
    expect(again.bookAppointment.alternatives.map((slot) => slot.start)).not.toContain(start.toISOString());
  });

  test('sees no hold of own time, nor the customer it is held for', async () => {
    await world.asOwner(
      `insert into calls.appointments (tenant_id, id, customer_id, conversation_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address, held_until)
       select a.tenant_id, gen_random_uuid(), a.customer_id, a.conversation_id, w.id, a.conversation_id, trade, job_type, 'HELD', now() + interval '90 days', now() + interval '91 days', tstzrange(now() + interval '90 days', now() + interval '91 days'), address, now() + interval '1 hour'
       from calls.appointments a join calls.workers w on w.user_id = $2 where a.id = $1`,
      [foreign.appointment?.id, technician.userId],
    );
    expect(await business.get('{ appointments(filter: { status: [HELD] }) { totalCount } }')).toEqual({ appointments: { totalCount: 1 } });
    expect(await as('query ($id: ID!) { conversation(id: $id) { id } }', { id: foreign.id })).toEqual({ conversation: null });
    expect(await as('{ appointments(filter: { status: [HELD] }) { totalCount } }')).toEqual({ appointments: { totalCount: 0 } });
  });

  test.each([
    ['callUpdated', 'call', (thread: typeof own) => callChanged({ callId: thread.callId, conversationId: thread.id, change: 'CALL_ENDED', at: new Date().toISOString() }), 'callId', (thread: typeof own) => thread.callId],
    ['conversationUpdated', 'conversation', (thread: typeof own) => conversationChanged({ conversationId: thread.id, change: 'CONVERSATION_UPDATED', status: 'OPEN', opened: false, at: new Date().toISOString() }), 'conversationId', (thread: typeof own) => thread.id],
    ['messageAdded', 'message', (thread: typeof own) => messageAdded({ messageId: thread.messages.nodes[0]?.id as string, conversationId: thread.id, sender: 'HUMAN', at: new Date().toISOString(), isReply: false }), 'conversationId', (thread: typeof own) => thread.id],
  ] as const)('%s tells of own things alone', async (name, field, event, argument, idOf) => {
    const told = await world.follow(technician, `subscription { ${name} { ${field} { id } } }`);
    const next = told.next();
    await business.say(event(foreign), event(own));
    const id = field === 'message' ? own.messages.nodes[0]?.id : idOf(own);
    expect(JSON.parse(JSON.stringify((await next).value))).toEqual({ data: { [name]: { [field]: { id } } } });
    await told.return(undefined);
    const refused = (await world.follow(technician, `subscription ($id: ID!) { ${name}(${argument}: $id) { id } }`, { id: idOf(foreign) })) as { errors?: { extensions: { code: string } }[] };
    expect(refused.errors?.[0]?.extensions.code).toBe('RESOURCE_NOT_FOUND');
  });

  test('sees the calls of a customer whose visit was booked without a conversation, and no conversation of theirs', async () => {
    const [ben, from] = [user(business.tenantId, 'technician'), newNumber()];
    const worker = randomUUID();
    await world.asOwner(`insert into calls.workers (tenant_id, id, name, user_id) values ($1, $2, 'Ben', $3)`, [business.tenantId, worker, ben.userId]);
    await business.miss(from);
    const { id, customer } = await business.thread(from);
    const [call] = await world.asOwner<{ id: string }>(`select id from calls.calls where conversation_id = $1`, [id]);
    const start = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + (hours += 6) * 3_600_000);
    const { bookAppointment } = await business.get<{ bookAppointment: { id: string } }>(`mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { ... on Appointment { id } } }`, { input: { ...job, customerId: customer.id, start } });
    const seen = () => business.get(`query ($call: ID!, $conversation: ID!) { calls { totalCount nodes { id } } call(id: $call) { id } conversation(id: $conversation) { id } appointments { nodes { customer { calls { totalCount } } } } }`, { call: call?.id, conversation: id }, ben);
    expect(await seen()).toEqual({ calls: { totalCount: 0, nodes: [] }, call: null, conversation: null, appointments: { nodes: [] } });
    await world.asOwner(`update calls.appointments set worker_id = $2 where id = $1`, [bookAppointment.id, worker]);
    expect(await seen()).toEqual({ calls: { totalCount: 1, nodes: [{ id: call?.id }] }, call: { id: call?.id }, conversation: null, appointments: { nodes: [{ customer: { calls: { totalCount: 1 } } }] } });
  });

  test('without a worker sees nothing', async () => {
    const nobody = user(business.tenantId, 'technician');
    for (const list of ['calls', 'conversations', 'leads', 'appointments']) expect(await business.get(`{ ${list} { totalCount nodes { id } } }`, {}, nobody)).toEqual({ [list]: { totalCount: 0, nodes: [] } });
  });

  test('sees the slots of the whole business', async () => {
    const query = `{ availableSlots(input: { trade: PLUMBING, jobType: "drain_cleaning", limit: 3 }) { start } }`;
    expect(await as(query)).toEqual(await business.get(query));
  });

  test('hears of an own customer’s new calls, from the first ring', async () => {
    const [worker] = await world.asOwner<{ id: string }>('select id from calls.workers where user_id = $1', [technician.userId]);
    const [visited, colleagues] = [await booked(worker?.id as string), await booked(business.workerId)];
    const after = await world.foundation.events.now(business.tenantId);
    const customers = await world.asOwner<{ id: string; phone: string }>('select id, phone from calls.customers where tenant_id = $1', [business.tenantId]);
    for (const thread of [colleagues, visited]) {
      const { phone: from } = customers.find(({ id }) => id === thread.customer.id) as { phone: string };
      const call = { callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number };
      const now = new Date().toISOString();
      // Handlers run side by side: each has its turn before the next event is said.
      for (const event of [callReceived({ ...call, startedAt: now }), callAnswered({ ...call, startedAt: now, answeredAt: now }), callCompleted({ ...call, startedAt: now, answeredAt: now, endedAt: now, durationSeconds: 60 })]) await business.say(event);
    }
    const told = await world.follow(technician, 'subscription ($after: ID) { callUpdated(after: $after) { type call { conversation { id } } } }', { after });
    for (const type of ['INCOMING_CALL', 'CALL_ANSWERED', 'CALL_ENDED']) {
      expect(JSON.parse(JSON.stringify((await told.next()).value))).toEqual({ data: { callUpdated: { type, call: { conversation: { id: visited.id } } } } });
    }
    await told.return(undefined);
  });
});

test('an appointment tells whose visit it is, so that others can narrow theirs', async () => {
  const told = await business.said('calls.appointmentChanged');
  expect(told.filter(({ status }) => status === 'CONFIRMED')).toContainEqual(expect.objectContaining({ conversationId: null, workerUserId: technician.userId, isVisit: true, appointmentId: expect.any(String) }));
});

test('a call tells its conversation as soon as there is one, however it came', async () => {
  const from = newNumber();
  const call = { callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number };
  const now = new Date().toISOString();
  await business.say(callReceived({ ...call, startedAt: now }));
  await business.text(from, 'are you there?');
  await business.say(callAnswered({ ...call, startedAt: now, answeredAt: now }));
  const { id } = await business.thread(from);
  const told = (await business.said<{ conversationId: string | null; callId: string }>('calls.callChanged')).slice(-2);
  expect(told.map(({ conversationId }) => conversationId)).toEqual([null, id]);

  await business.miss(newNumber());
  expect((await business.said('calls.callChanged')).at(-1)).toMatchObject({ change: 'CALL_MISSED', conversationId: expect.any(String) });
});
