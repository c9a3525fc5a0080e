import { lastTexts, type Thread, threadWith } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { startSystem, type System } from '../harness/system';

let system: System;
const day = [{ opens: '08:00', closes: '17:00' }];
const everyDay = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day };

beforeEach(async () => {
  system = await startSystem({ segmentsPerSecond: 200, settings: { weeklyHours: everyDay } });
}, 180_000);

afterEach(async () => system?.close());

const customers = 50;
const job = { trade: 'PLUMBING', jobType: 'drain_cleaning' };
const address = { street: '1207 N 8th St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6255, longitude: -116.2 };

test('of fifty customers who book one slot at the same time, one has it', async () => {
  const threads = await threadsOf(await missedCalls());
  const { availableSlots } = await system.gql<{ availableSlots: { start: string }[] }>(
    `query ($input: AvailableSlotsInput!) { availableSlots(input: $input) { start } }`,
    { input: { ...job, address, limit: 5 } },
  );
  const start = availableSlots[1]?.start as string;
  const book = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) {
    __typename ... on Appointment { id start status } ... on SlotUnavailable { alternatives { start } } } }`;
  const answers = await Promise.all(
    threads.map(({ id }) => system.gql<{ bookAppointment: { __typename: string; start?: string; alternatives?: { start: string }[] } }>(book, { input: { ...job, address, start, conversationId: id } })),
  );
  const booked = answers.filter(({ bookAppointment }) => bookAppointment.__typename === 'Appointment');
  const refused = answers.filter(({ bookAppointment }) => bookAppointment.__typename === 'SlotUnavailable');
  expect([booked.length, refused.length]).toEqual([1, customers - 1]);
  for (const { bookAppointment } of refused) {
    expect(bookAppointment.alternatives?.length).toBeGreaterThan(0);
    expect(bookAppointment.alternatives?.map((slot) => slot.start)).not.toContain(start);
  }
  const { appointments } = await system.gql<{ appointments: unknown }>(`query { appointments(first: 100) { totalCount nodes { start status } } }`);
  expect(appointments).toEqual({ totalCount: 1, nodes: [{ start, status: 'CONFIRMED' }] });
}, 300_000);

test('of fifty customers whose holds have run out and who text "1" for the same slot at once, one is booked and told so; the others are offered other slots', async () => {
  await letEveryHoldRunOut();
  const phones = await missedCalls();
  const offers = await textEach(phones, 'The kitchen drain is clogged, tomorrow morning please. 1207 N 8th St, Boise ID 83702', 2);
  expect(new Set(offers).size).toBe(1);
  const firstSlot = slotsIn(offers[0] as string)[0] as string;

  const answers = await textEach(phones, '1', 3);
  const booked = phones.filter((_, index) => /you're booked/i.test(answers[index] as string));
  expect(booked).toHaveLength(1);
  expect(answers[phones.indexOf(booked[0] as string)]).toContain(firstSlot);
  for (const answer of answers.filter((text) => !/you're booked/i.test(text))) {
    expect(slotsIn(answer).length).toBeGreaterThan(0);
    expect(slotsIn(answer)).not.toContain(firstSlot);
  }

  await eventually(async () => (await system.sql(`select from platform.jobs where topic in ('calls.continueConversation', 'telephony.sendText')`)).length === 0, 'quiet');
  expect((await Promise.all(phones.map((phone) => system.phones.outbox(phone)))).map((sent) => sent.length)).toEqual(phones.map(() => 3));
  const threads = await threadsOf(phones);
  const confirmed = threads.filter(({ appointment }) => appointment?.status === 'CONFIRMED');
  expect(confirmed.map(({ customer, stage, lead }) => ({ phone: customer.phone, stage, lead: lead?.status }))).toEqual([{ phone: booked[0], stage: 'BOOKED', lead: 'BOOKED' }]);
  expect(await system.sql(`select status, count(*)::int as count from calls.appointments where status <> 'HELD' group by 1`)).toEqual([{ status: 'CONFIRMED', count: 1 }]);
}, 600_000);

/** As though ten minutes lay between each offer and whatever follows: a hold is over as soon as it is made, and keeps nobody off. */
async function letEveryHoldRunOut(): Promise<void> {
  await system.sql(`create function calls.run_out() returns trigger language plpgsql as $$ begin
    new.held_until := now() - interval '1 second'; new.busy := 'empty'; new.start_at := new.start_at - interval '1 year'; new.end_at := new.end_at - interval '1 year';
    return new; end $$`);
  await system.sql(`create trigger run_out before insert on calls.appointments for each row when (new.status = 'HELD') execute function calls.run_out()`);
}

/** Fifty callers, each of whom has the text after the missed call. */
async function missedCalls(): Promise<string[]> {
  const phones = Array.from({ length: customers }, () => system.newCaller());
  await Promise.all(phones.map((phone) => system.phones.call(phone, system.number)));
  await lastTexts(system, phones, 1);
  return phones;
}

function threadsOf(phones: string[]): Promise<Thread[]> {
  return Promise.all(phones.map((phone) => eventually(() => threadWith(system, phone), `the thread with ${phone}`)));
}

/** Each writes the same; answers the last text each has then, once there are so many. */
async function textEach(phones: string[], body: string, count: number): Promise<string[]> {
  await Promise.all(phones.map((phone) => system.phones.text(phone, system.number, body)));
  return lastTexts(system, phones, count);
}

/** The times that a text offers under numbers. */
function slotsIn(text: string): string[] {
  return [...text.matchAll(/\b[1-9][).] ?([^\n;,]*?\d{1,2}(?::\d\d)? ?[ap]\.?m\.?)/gi)].map((match) => match[1] as string);
}
