import { randomUUID } from 'node:crypto';
import { user } from '../../../tests/harness/subgraph';
import { boise, type Business, drainCleaning, inHours, newNumber, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const hour = 3_600_000;
const book = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename
  ... on Appointment { id status start end worker { id } estimate { low { amountMinor currency } multiplier } address { street city state zip country latitude } }
  ... on SlotUnavailable { message alternatives { start end worker { id } } } ... on OutsideServiceArea { message distanceMiles } } }`;
const slots = 'query ($input: AvailableSlotsInput!) { availableSlots(input: $input) { start end worker { id } } }';
type Booked = { bookAppointment: { __typename: string; id: string; start: string; alternatives: { start: string; worker: { id: string } }[] } };

/** A business that does not do leaks, and a customer of it; the same for every question that changes nothing. */
let once: Promise<{ business: Business; customerId: string }> | undefined;
const asked = () =>
  (once ??= (async () => {
    const business = await world.business({ jobTypes: [{ trade: 'PLUMBING', code: 'leak_repair', minutes: 60, priceLow: 1, priceHigh: 2, offered: false }] });
    return { business, customerId: (await openConversation(business)).customerId };
  })());

describe('bookAppointment', () => {
  test('books: the conversation and its lead say so, and others are told', async () => {
    const business = await world.business();
    const { id, from } = await openConversation(business);
    const start = inHours(30);
    expect(await business.get(book, { input: { ...drainCleaning, address: boise, start, conversationId: id } })).toMatchObject({
      bookAppointment: { __typename: 'Appointment', status: 'CONFIRMED', start, worker: { id: business.workerId }, estimate: { low: { currency: 'USD' }, multiplier: 1 }, address: { ...boise, country: 'US', latitude: expect.any(Number) } },
    });
    expect(await business.thread(from)).toMatchObject({ stage: 'BOOKED', status: 'OPEN', lead: { status: 'BOOKED', jobType: drainCleaning.jobType }, appointment: { start } });
    expect(await business.said('calls.appointmentBooked')).toMatchObject([{ conversationId: id, start }]);
    expect(await business.said('calls.conversationChanged')).toContainEqual(expect.objectContaining({ conversationId: id, status: 'OPEN', opened: false }));
  });

  test('a taken time: other times, each free, and nothing booked', async () => {
    const business = await world.business();
    const { customerId } = await openConversation(business);
    const start = inHours(30);
    await business.get(book, { input: { ...drainCleaning, address: boise, start, customerId } });
    const { bookAppointment } = await business.get<Booked>(book, { input: { ...drainCleaning, address: boise, start, customerId } });
    expect(bookAppointment.__typename).toBe('SlotUnavailable');
    expect(bookAppointment.alternatives).toHaveLength(3);
    expect(Date.parse(bookAppointment.alternatives[0]?.start as string)).toBeGreaterThan(Date.parse(start));
    expect(await business.get('{ appointments { totalCount } }')).toEqual({ appointments: { totalCount: 1 } });
    for (const alternative of bookAppointment.alternatives.slice(0, 1))
      expect(await business.get(book, { input: { ...drainCleaning, address: boise, start: alternative.start, customerId } })).toMatchObject({ bookAppointment: { __typename: 'Appointment' } });
  });

  test('names the worker who is free where the first one is not', async () => {
    const business = await world.business({ ai: { slotCapacity: 2 } });
    const { customerId } = await openConversation(business);
    const second = randomUUID();
    await world.asOwner(`insert into calls.workers (tenant_id, id, name) values ($1, $2, 'Zoe')`, [business.tenantId, second]);
    const start = inHours(30);
    await business.get(book, { input: { ...drainCleaning, address: boise, start, customerId } });
    const { availableSlots } = await business.get<{ availableSlots: { start: string; worker: { id: string } }[] }>(slots, { input: { ...drainCleaning, from: start, limit: 1 } });
    expect(availableSlots).toMatchObject([{ start, worker: { id: second } }]);
    expect(await business.get(book, { input: { ...drainCleaning, address: boise, start, customerId } })).toMatchObject({ bookAppointment: { __typename: 'Appointment', worker: { id: second } } });
  });

  test.each([
    ['far away, with the distance', { street: '350 5th Ave', city: 'New York', state: 'NY', zip: '10118' }, expect.any(Number)],
    ['on no map, without one', { street: '1 Nowhere Rd', city: 'Nowhere', state: 'ID', zip: '00001' }, null],
  ])('an address %s is outside the service area', async (_where, address, distanceMiles) => {
    const business = await world.business();
    const { customerId } = await openConversation(business);
    expect(await business.get(book, { input: { ...drainCleaning, address, start: inHours(30), customerId } })).toMatchObject({ bookAppointment: { __typename: 'OutsideServiceArea', distanceMiles } });
    expect(await business.get('{ appointments { totalCount } }')).toEqual({ appointments: { totalCount: 0 } });
  });

  test.each([
    ['conversationId', {}],
    ['conversationId', { conversationId: randomUUID(), customerId: randomUUID() }],
    ['start', { start: new Date(Date.now() - hour) }],
    ['start', { start: inHours(401 * 24) }],
    ['start', { start: new Date(Date.parse(inHours(30)) + 1_001) }],
    ['start', { start: new Date(Date.parse(inHours(30)) + 1) }],
    ['trade', { trade: 'HVAC' }],
    ['jobType', { jobType: 'rocket_science' }],
    ['jobType', { jobType: 'leak_repair' }],
    ['address.street', { address: { ...boise, street: ' ' } }],
    ['address.zip', { address: { ...boise, zip: '8370' } }],
    ['address.state', { address: { ...boise, state: 'Idaho' } }],
    ['address.latitude', { address: { ...boise, latitude: 91, longitude: 0 } }],
    ['address.longitude', { address: { ...boise, latitude: 43.6, longitude: -181 } }],
    ['address.longitude', { address: { ...boise, latitude: 43.6 } }],
    ['address.latitude', { address: { ...boise, longitude: -116.2 } }],
    ['idempotencyKey', { idempotencyKey: '' }],
  ])('VALIDATION_FAILED names %s (%#)', async (field, change) => {
    const { business, customerId } = await asked();
    const whom = field === 'conversationId' ? {} : { customerId };
    expect(await business.refusal(book, { input: { ...drainCleaning, address: boise, start: inHours(30), ...whom, ...change } })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: `input.${field}` } });
  });

  test('the same key: once, and the same answer, even after the time has come; with other input refused', async () => {
    const business = await world.business();
    const { customerId } = await openConversation(business);
    const input = { ...drainCleaning, address: boise, start: inHours(30), customerId, idempotencyKey: 'one' };
    const answers = await Promise.all([1, 2, 3].map(() => business.get<Booked>(book, { input })));
    expect(new Set(answers.map((answer) => answer.bookAppointment.id)).size).toBe(1);
    world.ahead(48 * hour);
    const late = await business.get<Booked>(book, { input }).finally(() => world.ahead(0));
    expect(late.bookAppointment.id).toBe(answers[0]?.bookAppointment.id);
    expect(await business.get('{ appointments { totalCount } }')).toEqual({ appointments: { totalCount: 1 } });
    expect(await business.refusal(book, { input: { ...input, start: inHours(40) } })).toEqual({ code: 'RESOURCE_ALREADY_EXISTS', details: { field: 'input.idempotencyKey' } });
  });
});

describe('availableSlots', () => {
  test('the AI offers none where ZIP codes alone count and the address is in another, as booking would say', async () => {
    const business = await world.business({ serviceRadiusMiles: null, serviceZips: ['83702'] });
    const from = newNumber();
    await business.text(from, 'my faucet is dripping, 4120 W Emerald St, Boise 83706');
    const { id, stage } = await business.thread(from);
    expect(stage).toBe('OUT_OF_AREA');
    const address = { street: '4120 W Emerald St', city: 'Boise', state: 'ID', zip: '83706' };
    expect(await business.get(book, { input: { ...drainCleaning, address, start: inHours(30), conversationId: id } })).toMatchObject({ bookAppointment: { __typename: 'OutsideServiceArea' } });
  });

  test('are none where the address lies outside the service area, as booking would say', async () => {
    const business = await world.business();
    const at = async (address: object) => (await business.get<{ availableSlots: unknown[] }>(slots, { input: { ...drainCleaning, address } })).availableSlots.length;
    expect([await at(boise), await at({ street: '100 Congress Ave', city: 'Austin', state: 'TX', zip: '78701' })]).toEqual([10, 0]);
  });

  test.each([
    ['street', ' ', '1 to 200 characters'],
    ['street', 'x'.repeat(201), '1 to 200 characters'],
    ['city', '', '1 to 100 characters'],
    ['state', 'Idaho', 'the two letters of a state'],
    ['state', 'zz', 'ZZ is no state or territory of the United States'],
    ['zip', '8370', 'five digits, or ZIP+4'],
    ['country', 'USA', 'the two letters of a country'],
  ])('an address whose %s is "%s" is refused with the rule: %s', async (part, value, rule) => {
    const business = await world.business();
    const { errors } = await world.ask(user(business.tenantId), slots, { input: { ...drainCleaning, address: { ...boise, [part]: value } } });
    expect(errors).toMatchObject([{ message: expect.stringContaining(rule), extensions: { code: 'VALIDATION_FAILED', details: { field: `input.address.${part}` } } }]);
  });

  test.each([{ state: 'id' }, { state: 'GU' }, { state: 'AE' }, { state: 'ON', country: 'CA' }])('an address of %j is looked at like any other', async (change) => {
    const business = await world.business();
    expect((await world.ask(user(business.tenantId), slots, { input: { ...drainCleaning, address: { ...boise, ...change } } })).errors).toBeUndefined();
  });

  test('are ten when nobody says how many, in order, not before the lead time, none within a visit or its buffer', async () => {
    const business = await world.business({ ai: { leadTimeMinutes: 120 } });
    const { customerId } = await openConversation(business);
    const { availableSlots: before } = await business.get<{ availableSlots: { start: string }[] }>(slots, { input: drainCleaning });
    expect(before).toHaveLength(10);
    expect(Date.parse(before[0]?.start as string)).toBeGreaterThanOrEqual(Date.now() + 2 * hour - 60_000);
    const start = before[3]?.start as string;
    const { bookAppointment } = await business.get<Booked & { bookAppointment: { end: string } }>(book, { input: { ...drainCleaning, address: boise, start, customerId } });
    const { availableSlots: after } = await business.get<{ availableSlots: { start: string; end: string }[] }>(slots, { input: { ...drainCleaning, limit: 50 } });
    const buffer = 15 * 60_000;
    for (const slot of after) expect(Date.parse(slot.end) + buffer <= Date.parse(start) || Date.parse(slot.start) >= Date.parse(bookAppointment.end) + buffer).toBe(true);
    expect(after.map((slot) => slot.start)).toEqual(after.map((slot) => slot.start).sort());
  });

  test.each([
    ['limit', { limit: 0 }],
    ['limit', { limit: 51 }],
    ['from', { from: inHours(10), to: inHours(9) }],
    ['from', { from: inHours(401 * 24) }],
    ['to', { from: inHours(1), to: inHours(93 * 24) }],
    ['jobType', { jobType: 'rocket_science' }],
    ['address.city', { address: { ...boise, city: 'x'.repeat(101) } }],
  ])('VALIDATION_FAILED names %s (%#)', async (field, change) => {
    const { business } = await asked();
    expect(await business.refusal(slots, { input: { ...drainCleaning, ...change } })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: `input.${field}` } });
  });
});

describe('holds', () => {
  const held = '{ appointments(filter: { status: [HELD] }) { totalCount nodes { id } } }';
  async function offered(business: Business) {
    const from = newNumber();
    await business.text(from, 'clogged toilet, 1207 N 8th St, Boise ID 83702');
    await business.accept();
    const { appointments } = await business.get<{ appointments: { nodes: { id: string }[] } }>(held);
    expect(appointments.nodes).toHaveLength(3);
    return { from, ids: appointments.nodes.map((hold) => hold.id) };
  }
  const letGo = async (business: Business) => (await business.said<{ appointmentId: string; status: string }>('calls.appointmentChanged')).filter(({ status }) => status === 'LET_GO').map(({ appointmentId }) => appointmentId);

  test('that run out are let go then, and subscribers hear of each', async () => {
    const business = await world.business();
    const { ids } = await offered(business);
    const [due] = await world.asOwner<{ minutes: string }>(`select round(extract(epoch from run_at - clock_timestamp()) / 60) as minutes from platform.jobs where tenant_id = $1 and topic = 'calls.letGoExpired'`, [business.tenantId]);
    expect(Number(due?.minutes)).toBe(10);
    await world.asOwner(`update calls.appointments set held_until = clock_timestamp() where tenant_id = $1`, [business.tenantId]);
    await business.hasten('calls.letGoExpired');
    expect(await business.get(held)).toMatchObject({ appointments: { totalCount: 0 } });
    expect((await letGo(business)).sort()).toEqual(ids.sort());
    // Held or let go: nobody is to come.
    const told = await business.said<{ isVisit: boolean }>('calls.appointmentChanged');
    expect(told.map(({ isVisit }) => isVisit)).toEqual(told.map(() => false));
    const [event] = await world.asOwner<{ live: object }>(`select live from platform.events where tenant_id = $1 and type = 'calls.appointmentChanged' order by x desc, id desc limit 1`, [business.tenantId]);
    expect(event?.live).toMatchObject({ type: 'APPOINTMENT_UPDATED', appointmentId: expect.any(String) });
  });

  test.each([
    ['the customer picks one', (business: Business, from: string) => business.text(from, '1')],
    ['the conversation is resolved', async (business: Business, from: string) => {
      const { id } = await business.thread(from);
      await business.get('mutation ($id: ID!) { resolveConversation(id: $id) { id } }', { id });
    }],
    ['a person books for them', async (business: Business, from: string) => {
      const { id } = await business.thread(from);
      await business.get(book, { input: { ...drainCleaning, address: boise, start: inHours(100), conversationId: id } });
    }],
  ])('are let go, and that is said, where %s', async (_what, act) => {
    const business = await world.business();
    const { from, ids } = await offered(business);
    await act(business, from);
    expect(await business.get(held)).toMatchObject({ appointments: { totalCount: 0 } });
    expect((await letGo(business)).sort()).toEqual(ids.sort());
  });
});
