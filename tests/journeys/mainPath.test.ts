import { missedCall, threadWith, writeAndHear } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { startSystem, type System } from '../harness/system';

let system: System;

jest.setTimeout(300_000);

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => system?.close());

test('a missed call becomes a text, a lead and a booked visit', async () => {
  const { caller } = await missedCall(system);
  const [first] = await system.phones.outbox(caller);
  expect(first?.body).toContain('Boise Pipe & Drain');

  const askedAddress = await writeAndHear(system, caller, 'water heater leakin all over the garage!!');
  expect(askedAddress).toMatch(/address/i);
  const offered = await writeAndHear(system, caller, '1207 N 8th St, Boise ID 83702');
  expect(offered).toMatch(/\b2\b/);
  const confirmed = await writeAndHear(system, caller, '2');
  expect(confirmed).not.toMatch(/\?$/);

  const thread = await eventually(async () => {
    const found = await threadWith(system, caller);
    return found?.appointment && found;
  });
  expect(thread).toMatchObject({ stage: 'BOOKED', handler: 'AI', appointment: { status: 'CONFIRMED' }, lead: { status: 'BOOKED', jobType: expect.stringMatching(/water_heater/) } });
  expect(await system.phones.outbox(caller)).toHaveLength(4);

  const range = { start: new Date(Date.now() - 3_600_000).toISOString(), end: new Date(Date.now() + 3_600_000).toISOString() };
  const overview = `query ($range: DateRange!, $tenant: ID!) {
    calls(first: 10) { nodes { status outcome { kind } line { number label } tenant { businessName } customer { phone optedOut } } }
    leads(first: 10) { nodes { status customer { optedOut } appointment { start } } }
    appointments(first: 10) { nodes { status tenant { businessName timeZone } } }
    dashboard(range: $range) { missedCalls { value } leads { value } bookings { value } }
    tenant(id: $tenant) { businessName }
  }`;
  const seen = await eventually(async () => {
    const answer = await system.gql<{ dashboard: { bookings: { value: number } } }>(overview, { range, tenant: system.tenantId });
    return answer.dashboard.bookings.value === 1 && answer;
  });
  expect(seen).toEqual({
    calls: { nodes: [{ status: 'MISSED', outcome: { kind: 'TEXTED' }, line: { number: system.number, label: 'Main line' }, tenant: { businessName: 'Boise Pipe & Drain' }, customer: { phone: caller, optedOut: false } }] },
    leads: { nodes: [{ status: 'BOOKED', customer: { optedOut: false }, appointment: { start: thread.appointment?.start } }] },
    appointments: { nodes: [{ status: 'CONFIRMED', tenant: { businessName: 'Boise Pipe & Drain', timeZone: expect.stringMatching(/^Etc\/GMT/) as unknown } }] },
    dashboard: { missedCalls: { value: 1 }, leads: { value: 1 }, bookings: { value: 1 } },
    tenant: { businessName: 'Boise Pipe & Drain' },
  });
});

interface MessageEvent {
  messageAdded: { id: string; type: string; message: { body: string; conversation: { customer: { optedOut: boolean }; tenant: { businessName: string } } } };
}

test('a subscription carries fields of other subgraphs, and resumes after a dropped socket without loss or doubling', async () => {
  const { caller, thread } = await missedCall(system);
  const query = `subscription ($id: ID!, $after: ID) { messageAdded(conversationId: $id, after: $after) {
    id type message { body conversation { customer { optedOut } tenant { businessName } } } } }`;
  const added = (events: MessageEvent[]) => events.filter(({ messageAdded }) => ['NEW_MESSAGE', 'AI_RESPONSE'].includes(messageAdded.type));
  const { eventCursor } = await system.gql<{ eventCursor: string }>('query { eventCursor }');

  const whole = await system.subscribe<MessageEvent>(query, { id: thread.id, after: eventCursor });
  const first = await system.subscribe<MessageEvent>(query, { id: thread.id, after: eventCursor });
  await system.phones.text(caller, system.number, 'my kitchen faucet is dripping');
  await eventually(() => added(first.received).length >= 1, 'the customer’s text');
  first.drop();
  const seen = [...first.received];
  await eventually(async () => (await threadWith(system, caller))?.messages.nodes.length === 3, 'an answer while nobody listens');
  await system.phones.text(caller, system.number, '1207 N 8th St, Boise ID 83702');

  const second = await system.subscribe<MessageEvent>(query, { id: thread.id, after: seen.at(-1)?.messageAdded.id });
  await eventually(() => added(seen).length + added(second.received).length >= 4, 'both texts and both answers');
  await eventually(() => whole.received.length > 0 && whole.received.length === seen.length + second.received.length, 'as many events as without a break');
  second.drop();
  whole.drop();
  const all = [...seen, ...second.received];
  expect(all).toEqual(whole.received);
  expect(new Set(all.map((event) => event.messageAdded.id)).size).toBe(all.length);
  const written = (await threadWith(system, caller))?.messages.nodes.map((message) => message.body);
  expect(written).toEqual(expect.arrayContaining(added(all).map((event) => event.messageAdded.message.body)));
  for (const { messageAdded } of all) {
    expect(messageAdded.message.conversation).toEqual({ customer: { optedOut: false }, tenant: { businessName: 'Boise Pipe & Drain' } });
  }
});
