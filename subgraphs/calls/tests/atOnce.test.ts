import { Client } from 'pg';
import { eventually } from '../../../tests/harness/eventually';
import { boise, drainCleaning, inHours, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const hour = 3_600_000;
const nampa = { street: '211 12th Ave S', city: 'Nampa', state: 'ID', zip: '83651' };
const book = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { start end } } }`;

/** These at once: each waits before it writes an appointment, or for another to have done so, until all have come so far. */
async function atOnce<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const gate = new Client({ connectionString: world.adminUrl });
  await gate.connect();
  try {
    await gate.query(`create function calls.wait_at_gate() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(7); return new; end $$`);
    await gate.query('create trigger gate before insert on calls.appointments for each row execute function calls.wait_at_gate()');
    await gate.query('select pg_advisory_lock(7)');
    const done = Promise.all(works.map((work) => work()));
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await gate.query(waiting)).rowCount === works.length, 'all that wait');
    await gate.query('select pg_advisory_unlock(7)');
    return await done;
  } finally {
    await gate.query('drop trigger gate on calls.appointments');
    await gate.query('drop function calls.wait_at_gate()');
    await gate.end();
  }
}

test('of two visits of one worker that are booked at once, with a buffer but no drive between them, one is', async () => {
  const business = await world.business();
  const [one, other] = [await openConversation(business), await openConversation(business)];
  const start = inHours(30);
  const { availableSlots } = await business.get<{ availableSlots: { end: string }[] }>(`query ($input: AvailableSlotsInput!) { availableSlots(input: $input) { end } }`, { input: { ...drainCleaning, from: start, limit: 1 } });
  // One buffer behind it, in a town half an hour away.
  const next = new Date(Date.parse(availableSlots[0]?.end as string) + hour / 4).toISOString();
  const booked = await atOnce([{ customerId: one.customerId, address: boise, start }, { customerId: other.customerId, address: nampa, start: next }].map((visit) => () => business.get<{ bookAppointment: { __typename: string } }>(book, { input: { ...drainCleaning, ...visit } })));
  expect(booked.map(({ bookAppointment }) => bookAppointment.__typename).toSorted()).toEqual(['Appointment', 'SlotUnavailable']);
  expect(await business.get('{ appointments { totalCount } }')).toEqual({ appointments: { totalCount: 1 } });
});

test('two visits that are booked at once, with buffer and drive between them, both are', async () => {
  const business = await world.business();
  const [one, other] = [await openConversation(business), await openConversation(business)];
  const booked = await atOnce([{ customerId: one.customerId, address: boise, start: inHours(30) }, { customerId: other.customerId, address: nampa, start: inHours(36) }].map((visit) => () => business.get<{ bookAppointment: { __typename: string } }>(book, { input: { ...drainCleaning, ...visit } })));
  expect(booked.map(({ bookAppointment }) => bookAppointment.__typename)).toEqual(['Appointment', 'Appointment']);
});
