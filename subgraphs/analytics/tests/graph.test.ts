import { randomUUID } from 'node:crypto';
import { appointmentBooked, leadChanged, messageAdded, outcomeDecided } from '../../../schema/events/calls';
import { callAnswered, callMissed } from '../../../schema/events/telephony';
import { type Said, startSubgraphWorld, type SubgraphWorld, user } from '../../../tests/harness/subgraph';
import { subgraph } from '../subgraph';

let world: SubgraphWorld;
beforeAll(async () => (world = await startSubgraphWorld(subgraph)));
afterAll(() => world.stop());

const fields = ['calls', 'missedCalls', 'missedRate', 'textBackSeconds', 'replyRate', 'leads', 'bookings', 'bookingRate', 'revenueRecovered'];
const dashboardQuery = `query ($range: DateRange!) { dashboard(range: $range) { start end ${fields.map((field) => `${field} { value previous unit }`).join(' ')} } }`;
const call = (callSid: string) => ({ callSid, lineId: randomUUID(), from: '+12085550101', to: '+12085550100' });

function missedCall(at: string, textBackMillis: number | null = 2_000) {
  const conversationId = randomUUID();
  const sid = call(`CA${randomUUID()}`);
  return {
    conversationId,
    missed: callMissed({ ...sid, reason: 'NO_ANSWER', startedAt: at, missedAt: at, dialable: true, ownNumber: false }),
    texted: outcomeDecided({ callId: randomUUID(), conversationId, kind: 'TEXTED', reason: null, textBackMillis, missedAt: at, decidedAt: at }),
    replied: messageAdded({ messageId: randomUUID(), conversationId, sender: 'CUSTOMER', at: new Date(Date.parse(at) + 60_000).toISOString(), isReply: true }),
    lead: leadChanged({ leadId: randomUUID(), conversationId, status: 'NEW', created: true, at }),
    booked: appointmentBooked({ appointmentId: randomUUID(), conversationId, start: at, estimateLowMinor: 10_000, estimateHighMinor: 20_000, at }),
  };
}

const answeredCall = (at: string) => callAnswered({ ...call(`CA${randomUUID()}`), startedAt: at, answeredAt: at });

async function sayAll(tenantId: string, ...events: Said[]) {
  for (const event of events) await world.say(tenantId, event);
  await world.settled();
}

test('a day of the main path shows in every figure, with the day before as previous', async () => {
  const tenantId = randomUUID();
  const a = missedCall('2026-03-10T15:00:00.000Z', 2_000);
  const b = missedCall('2026-03-10T16:30:00.500Z', 4_000);
  const answered = answeredCall('2026-03-10T17:00:00.000Z');
  const before = missedCall('2026-03-09T15:00:00.000Z', 8_000);
  // The visit is told before its lead, the answer before the text: the order does not matter.
  await sayAll(tenantId, a.booked, a.replied, a.missed, a.texted, a.lead, b.missed, b.texted, answered, before.missed, before.texted);

  const { data, errors } = await world.ask(user(tenantId), dashboardQuery, { range: { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' } });
  expect(errors).toBeUndefined();
  expect(data?.['dashboard']).toEqual({
    start: '2026-03-10T00:00:00.000Z',
    end: '2026-03-11T00:00:00.000Z',
    calls: { value: 3, previous: 1, unit: 'count' },
    missedCalls: { value: 2, previous: 1, unit: 'count' },
    missedRate: { value: 2 / 3, previous: 1, unit: 'ratio' },
    textBackSeconds: { value: expect.closeTo(3, 1), previous: expect.closeTo(8, 0), unit: 'seconds' },
    replyRate: { value: 0.5, previous: 0, unit: 'ratio' },
    leads: { value: 1, previous: 0, unit: 'count' },
    bookings: { value: 1, previous: 0, unit: 'count' },
    bookingRate: { value: 1, previous: null, unit: 'ratio' },
    revenueRecovered: { value: 150, previous: 0, unit: 'USD' },
  });
});

test.each([
  ['before', -30_000, 0],
  ['after', 30_000, 1],
])('a customer who writes %s our text has a reply rate to match, whichever is heard of first', async (_when, millis, rate) => {
  const tenantId = randomUUID();
  const [first, second] = [missedCall('2026-03-10T15:00:00.000Z'), missedCall('2026-03-10T15:00:00.000Z')];
  const written = ({ conversationId }: typeof first, at: string) => messageAdded({ messageId: randomUUID(), conversationId, sender: 'CUSTOMER', at, isReply: true });
  const at = new Date(Date.parse('2026-03-10T15:00:00.000Z') + millis).toISOString();
  await sayAll(tenantId, first.texted, written(first, at), written(second, at), second.texted);
  // Words that are none to us, ours, and those of a conversation without a missed call, change nothing.
  const late = '2026-03-10T16:00:00.000Z';
  await sayAll(tenantId, { ...messageAdded({ messageId: randomUUID(), conversationId: first.conversationId, sender: 'AI', at: late, isReply: false }) }, written(missedCall(late), late));
  const { data } = await world.ask(user(tenantId), dashboardQuery, { range: { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' } });
  expect(data?.['dashboard']).toMatchObject({ replyRate: { value: rate } });
});

test('a period is half open to the millisecond', async () => {
  const tenantId = randomUUID();
  await sayAll(tenantId, missedCall('2026-03-10T15:07:30.250Z').missed);
  const count = async (start: string, end: string) => {
    const { data } = await world.ask(user(tenantId), dashboardQuery, { range: { start, end } });
    return (data?.['dashboard'] as { calls: { value: number; previous: number } }).calls;
  };
  expect(await count('2026-03-10T15:07:30.250Z', '2026-03-10T16:00:00.000Z')).toMatchObject({ value: 1, previous: 0 });
  expect(await count('2026-03-10T14:00:00.000Z', '2026-03-10T15:07:30.250Z')).toMatchObject({ value: 0 });
  expect(await count('2026-03-10T15:07:30.251Z', '2026-03-10T15:07:30.253Z')).toMatchObject({ value: 0, previous: 1 });
});

test('an event handled twice counts once', async () => {
  const tenantId = randomUUID();
  const { missed } = missedCall('2026-03-10T15:00:00.000Z');
  await world.say(tenantId, missed);
  await world.settled();
  // The same customer texted for a second call, and answering again, is one customer who answered.
  const one = missedCall('2026-03-10T15:10:00.000Z');
  await sayAll(tenantId, one.texted, one.texted, one.replied, one.replied);
  const { data } = await world.ask(user(tenantId), dashboardQuery, { range: { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' } });
  expect(data?.['dashboard']).toMatchObject({ calls: { value: 1 }, replyRate: { value: 1 } });
});

test('a series has every step, by the days of the business, across a change of clocks', async () => {
  const tenantId = randomUUID();
  await world.database.transaction(tenantId, (tx) => tx.query(`insert into analytics.businesses values ($1, 1, 'America/Boise')`, [tenantId]));
  // 2026-03-08 has 23 hours in Boise. 05:30 UTC on the 9th is still the evening of the 8th.
  await sayAll(tenantId, answeredCall('2026-03-09T05:30:00.000Z'), answeredCall('2026-03-09T06:00:00.000Z'));
  const { data, errors } = await world.ask(user(tenantId), `query ($range: DateRange!) { dashboard(range: $range) { series(metric: "calls", interval: DAY) { at value } week: series(metric: "missedRate", interval: WEEK) { at value } } }`, {
    range: { start: '2026-03-07T07:00:00.000Z', end: '2026-03-10T06:00:00.000Z' },
  });
  expect(errors).toBeUndefined();
  expect(data?.['dashboard']).toEqual({
    series: [
      { at: '2026-03-07T07:00:00.000Z', value: 0 },
      { at: '2026-03-08T07:00:00.000Z', value: 1 },
      { at: '2026-03-09T06:00:00.000Z', value: 1 },
    ],
    week: [
      { at: '2026-03-02T07:00:00.000Z', value: 0 },
      { at: '2026-03-09T06:00:00.000Z', value: 0 },
    ],
  });
});

test('where there is nothing to count, counts are 0 and everything that divides is null', async () => {
  const { data } = await world.ask(user(randomUUID()), dashboardQuery, { range: { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' } });
  const zero = { value: 0, previous: 0 };
  const none = { value: null, previous: null };
  expect(data?.['dashboard']).toMatchObject({ calls: zero, missedCalls: zero, missedRate: none, textBackSeconds: none, replyRate: none, leads: zero, bookings: zero, bookingRate: none, revenueRecovered: zero });
});

test('what is heard late counts in the period in which it happened, whenever that was read before', async () => {
  const tenantId = randomUUID();
  const range = { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' };
  const call = missedCall('2026-03-10T23:59:00.000Z');
  const figures = async () => (await world.ask(user(tenantId), dashboardQuery, { range })).data?.['dashboard'];
  await sayAll(tenantId, call.missed, call.texted, call.lead);
  expect(await figures()).toMatchObject({ missedCalls: { value: 1 }, replyRate: { value: 0 }, bookingRate: { value: 0 }, revenueRecovered: { value: 0 } });
  // The customer answers and books two days later: the ratios are of those texted then, the booking and its revenue of the day it was made.
  const later = '2026-03-12T10:00:00.000Z';
  await sayAll(tenantId, messageAdded({ messageId: randomUUID(), conversationId: call.conversationId, sender: 'CUSTOMER', at: later, isReply: true }));
  await sayAll(tenantId, appointmentBooked({ appointmentId: randomUUID(), conversationId: call.conversationId, start: later, estimateLowMinor: 10_000, estimateHighMinor: 20_000, at: later }));
  expect(await figures()).toMatchObject({ replyRate: { value: 1 }, bookingRate: { value: 1 }, bookings: { value: 0 }, revenueRecovered: { value: 0 } });
});

test('hours and days of a zone are its own, where the clocks go back and where they are half an hour off', async () => {
  const steps = async (timeZone: string, interval: string, start: string, end: string) => {
    const tenantId = randomUUID();
    await world.database.transaction(tenantId, (tx) => tx.query(`insert into analytics.businesses values ($1, 1, $2)`, [tenantId, timeZone]));
    await sayAll(tenantId, missedCall('2026-11-01T07:30:00.000Z').missed, missedCall('2026-11-01T08:30:00.000Z').missed);
    const { data } = await world.ask<{ dashboard: { series: { at: string; value: number }[] } }>(user(tenantId), `query ($range: DateRange!, $interval: Interval!) { dashboard(range: $range) { series(metric: "calls", interval: $interval) { at value } } }`, { range: { start, end }, interval });
    return data?.dashboard.series;
  };
  // 2026-11-01 has 25 hours in Boise; 01:00 to 02:00 comes twice.
  const hours = await steps('America/Boise', 'HOUR', '2026-11-01T06:00:00.000Z', '2026-11-02T07:00:00.000Z');
  expect(hours).toHaveLength(25);
  expect(hours?.filter(({ value }) => value > 0).map(({ at }) => at)).toEqual(['2026-11-01T07:00:00.000Z', '2026-11-01T08:00:00.000Z']);
  expect(await steps('America/Boise', 'DAY', '2026-11-01T06:00:00.000Z', '2026-11-02T07:00:00.000Z')).toEqual([{ at: '2026-11-01T06:00:00.000Z', value: 2 }]);
  expect(await steps('Asia/Kolkata', 'HOUR', '2026-11-01T07:30:00.000Z', '2026-11-01T09:30:00.000Z')).toEqual([{ at: '2026-11-01T07:30:00.000Z', value: 1 }, { at: '2026-11-01T08:30:00.000Z', value: 1 }]);
});

test.each([
  ['an empty period', { start: '2026-03-10T00:00:00.000Z', end: '2026-03-10T00:00:00.000Z' }],
  ['a period longer than 400 days', { start: '2025-01-01T00:00:00.000Z', end: '2026-03-10T00:00:00.000Z' }],
])('%s is refused with VALIDATION_FAILED and the field', async (_, range) => {
  const { errors } = await world.ask(user(randomUUID()), dashboardQuery, { range });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'range' } });
});

test.each([['0001-01-01T00:00:00.000Z', '0001-02-01T00:00:00.000Z'], ['9999-12-01T00:00:00.000Z', '9999-12-31T23:59:59.999-12:00']])('a period that no calendar of ours holds (%s) is refused as it is read', async (start, end) => {
  const { errors } = await world.ask(user(randomUUID()), dashboardQuery, { range: { start, end } });
  expect(errors?.map(({ message }) => message)).toEqual(expect.arrayContaining([expect.stringContaining('of the years 1900 to 9999')]));
});

test('an unknown metric is refused, and so is a role without analytics', async () => {
  const range = { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' };
  const unknown = await world.ask(user(randomUUID()), `query ($range: DateRange!) { dashboard(range: $range) { series(metric: "toString", interval: DAY) { at } } }`, { range });
  expect(unknown.errors?.[0]?.extensions['code']).toBe('INVALID_FORMAT');
  const technician = await world.ask(user(randomUUID(), 'technician'), dashboardQuery, { range });
  expect(technician.errors?.[0]?.extensions['code']).toBe('AUTH_INSUFFICIENT_PERMISSIONS');
});

test("another business's calls are never counted", async () => {
  const [mine, theirs] = [randomUUID(), randomUUID()];
  await sayAll(theirs, missedCall('2026-03-10T15:00:00.000Z').missed);
  const { data } = await world.ask(user(mine), dashboardQuery, { range: { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' } });
  expect(data?.['dashboard']).toMatchObject({ calls: { value: 0 } });
});

test('dashboardUpdated tells the figures at once, then many changes together', async () => {
  const tenantId = randomUUID();
  const range = { start: '2026-03-10T00:00:00.000Z', end: '2026-03-11T00:00:00.000Z' };
  const updates = await world.follow(user(tenantId), `subscription ($range: DateRange!) { dashboardUpdated(range: $range) { calls { value } } }`, { range });
  const value = async () => ((await updates.next()).value.data['dashboardUpdated'] as { calls: { value: number } }).calls.value;
  expect(await value()).toBe(0);
  await world.say(tenantId, ...Array.from({ length: 20 }, () => missedCall('2026-03-10T15:00:00.000Z').missed));
  let told = 0;
  for (let seen = 0; seen < 20; told += 1) seen = await value();
  expect(told).toBeLessThan(8);
  await updates.return(undefined);
});
