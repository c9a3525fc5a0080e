import { missedCall } from '../harness/conversation';
import { startSystem, type System } from '../harness/system';

let system: System;

beforeAll(async () => {
  system = await startSystem({ segmentsPerSecond: 100 });
});

afterAll(async () => system?.close());

const customers = 50;
const job = { trade: 'PLUMBING', jobType: 'drain_cleaning' };
const address = { street: '1207 N 8th St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6255, longitude: -116.2 };

test('of fifty customers who book one slot at the same time, one has it', async () => {
  const threads = await Promise.all(Array.from({ length: customers }, () => missedCall(system)));
  const { availableSlots } = await system.gql<{ availableSlots: { start: string }[] }>(
    `query ($input: AvailableSlotsInput!) { availableSlots(input: $input) { start } }`,
    { input: { ...job, address, limit: 5 } },
  );
  const start = availableSlots[1]?.start as string;
  const book = `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) {
    __typename ... on Appointment { id start status } ... on SlotUnavailable { alternatives { start } } } }`;
  const answers = await Promise.all(
    threads.map(({ thread }) => system.gql<{ bookAppointment: { __typename: string; start?: string; alternatives?: { start: string }[] } }>(book, { input: { ...job, address, start, conversationId: thread.id } })),
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
});
