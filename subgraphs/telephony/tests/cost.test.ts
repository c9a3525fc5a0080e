import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type Asked, watchedDatabase } from '../../../tests/harness/watchedDatabase';
import { accountSid, openWorld, type Business, type World } from './world';

interface Cost {
  transactions: number;
  /** Statements between begin and commit. */
  statements: number;
  /** Times that the application waits for the database, the commit included. */
  roundTrips: number;
}

let world: World;
const counted = new AsyncLocalStorage<Cost>();
const newSid = (prefix: string) => `${prefix}${randomUUID().replaceAll('-', '')}`;
const caller = '+12085550123';

beforeAll(async () => {
  world = await openWorld({ watched: (database) => watchedDatabase(database, count) });
});
afterAll(() => world.close());

/** Counts what is asked of the database under `counted`. */
function count({ what }: Asked): void {
  const cost = counted.getStore();
  if (!cost) return;
  if (what !== 'query' && what !== 'execute') cost.transactions += 1;
  if (what !== 'transaction') cost.statements += 1;
  // A transaction's own is its commit; its begin goes with the first query.
  if (what !== 'execute') cost.roundTrips += 1;
}

async function costOf(path: string, form: Record<string, string>): Promise<Cost> {
  const cost = { transactions: 0, statements: 0, roundTrips: 0 };
  const answer = await counted.run(cost, () => world.post(path, form));
  expect(answer.statusCode).toBeLessThan(300);
  return cost;
}

/** A business that the mirror knows, with a call under way. */
async function withCall(): Promise<{ business: Business; call: (more?: Record<string, string>) => Record<string, string>; sid: string }> {
  const business = await world.business();
  const sid = newSid('CA');
  const call = (more: Record<string, string> = {}) => ({ CallSid: sid, From: caller, To: business.number, CallStatus: 'ringing', ...more });
  await world.post('/webhooks/twilio/call', call());
  return { business, call, sid };
}

test('a ringing call: one transaction, 3 statements, 2 round trips', async () => {
  const { call } = await withCall();
  expect(await costOf('/webhooks/twilio/call', call({ CallSid: newSid('CA') }))).toEqual({ transactions: 1, statements: 3, roundTrips: 2 });
});

test('Dial’s result that makes a missed call: one transaction, 3 statements, 2 round trips', async () => {
  const { call, sid } = await withCall();
  expect(await costOf(`/webhooks/twilio/call/status/${sid}`, call({ DialCallStatus: 'no-answer' }))).toEqual({ transactions: 1, statements: 3, roundTrips: 2 });
});

test('the end of the caller’s leg after it: one transaction, 2 statements, 2 round trips', async () => {
  const { call, sid } = await withCall();
  await world.post(`/webhooks/twilio/call/status/${sid}`, call({ DialCallStatus: 'no-answer' }));
  expect(await costOf('/internal/webhooks/twilio/status', call({ CallStatus: 'completed' }))).toEqual({ transactions: 1, statements: 2, roundTrips: 2 });
});

test('the question for a key touches no database; the key: one transaction, 3 statements, 2 round trips', async () => {
  const { business, sid } = await withCall();
  const path = `/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}`;
  const leg = { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199' };
  expect(await costOf(path, leg)).toEqual({ transactions: 0, statements: 0, roundTrips: 0 });
  expect(await costOf(path, { ...leg, Digits: '1' })).toEqual({ transactions: 1, statements: 3, roundTrips: 2 });
});

test('what detection heard: one transaction, 3 statements, 2 round trips', async () => {
  const { business, sid } = await withCall();
  const path = `/webhooks/twilio/call/machine/${sid}?called=${encodeURIComponent(business.number)}&from=${encodeURIComponent(caller)}`;
  expect(await costOf(path, { CallSid: newSid('CA'), AccountSid: accountSid, AnsweredBy: 'human' })).toEqual({ transactions: 1, statements: 3, roundTrips: 2 });
});

test('an inbound text: one transaction, 2 statements, 2 round trips', async () => {
  const { business } = await withCall();
  expect(await costOf('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'My sink leaks' })).toEqual({ transactions: 1, statements: 2, roundTrips: 2 });
});

test.each([
  ['sent', 2],
  ['delivered', 3],
])('a status callback, %s: one transaction, %i statements, 2 round trips', async (status, statements) => {
  const { business } = await withCall();
  const [messageId, sid] = [randomUUID(), newSid('SM')];
  await business.query(
    `insert into telephony.messages (tenant_id, id, line_id, recipient, body, segments, purpose, queued_at, status, twilio_sid) values ($1, $2, $3, $4, 'Hi', 1, 'REPLY', now(), 'ACCEPTED', $5)`,
    [business.tenantId, messageId, business.lineId, caller, sid],
  );
  const callback = { MessageSid: sid, MessageStatus: status, From: business.number, To: caller };
  expect(await costOf(`/webhooks/twilio/sms/status?message=${messageId}`, callback)).toEqual({ transactions: 1, statements, roundTrips: 2 });
});

test('a repeat of any of them: one transaction, one look', async () => {
  const { call, sid, business } = await withCall();
  const dialled = call({ DialCallStatus: 'no-answer' });
  const text = { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'Hello?' };
  await world.post(`/webhooks/twilio/call/status/${sid}`, dialled);
  await world.post('/webhooks/twilio/sms', text);
  expect(await costOf(`/webhooks/twilio/call/status/${sid}`, dialled)).toEqual({ transactions: 1, statements: 1, roundTrips: 2 });
  expect(await costOf('/webhooks/twilio/sms', text)).toEqual({ transactions: 1, statements: 1, roundTrips: 2 });
});
