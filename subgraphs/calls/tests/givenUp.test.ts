import { randomUUID } from 'node:crypto';
import { messageFailed } from '../../../schema/events/telephony';
import { eventually } from '../../../tests/harness/eventually';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.asOwner(`create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'out of order'; end $$`);
  await world.asOwner(`create function public.make_last_try() returns trigger language plpgsql as $$ begin new.attempts := 11; return new; end $$`);
});
afterAll(() => world?.stop());

/** From now on writes of the business fail where that is so, and what is to be done for it is tried once more, for the last time. */
async function breakDown(business: Business, table: string, on: 'insert' | 'update', where = 'true'): Promise<void> {
  const name = `t${randomUUID().replaceAll('-', '')}`;
  await world.asOwner(`create trigger ${name} before ${on} on ${table} for each row when (new.tenant_id = '${business.tenantId}' and ${where}) execute function public.fail()`);
  await world.asOwner(`create trigger ${name} before insert on platform.jobs for each row when (new.tenant_id = '${business.tenantId}') execute function public.make_last_try()`);
}
const dead = (business: Business, topic: string) =>
  eventually(async () => (await world.asOwner(`select from platform.jobs where tenant_id = $1 and topic = $2 and dead_at is not null`, [business.tenantId, topic])).length > 0, `the death of ${topic}`);
const needs = (business: Business) => business.said('calls.humanNeeded');
const outcomes = (business: Business) => world.asOwner(`select status, outcome_kind, outcome_reason from calls.calls where tenant_id = $1`, [business.tenantId]);

test('a missed call that cannot be worked off is left to a person, and has that for its outcome', async () => {
  const business = await world.business();
  const from = newNumber();
  await breakDown(business, 'calls.conversations', 'insert');
  await business.miss(from);
  await dead(business, 'on:calls:telephony.callMissed');
  expect(await needs(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from, callId: expect.any(String) as string }]);
  expect(await outcomes(business)).toEqual([{ status: 'MISSED', outcome_kind: 'HANDED_TO_HUMAN', outcome_reason: null }]);
  expect(await business.said('calls.outcomeDecided')).toMatchObject([{ kind: 'HANDED_TO_HUMAN' }]);
  expect(await business.said('calls.callChanged')).toMatchObject([{ change: 'INCOMING_CALL' }, { change: 'CALL_MISSED' }]);
});

test('a text of a customer that cannot be taken in calls a person', async () => {
  const business = await world.business();
  const from = newNumber();
  await breakDown(business, 'calls.messages', 'insert');
  await business.text(from, 'my sink is clogged');
  await dead(business, 'on:calls:telephony.messageReceived');
  expect(await needs(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from, conversationId: expect.any(String) as string }]);
});

test('a turn that the AI cannot take is left to a person, for whom the customer waits', async () => {
  const business = await world.business();
  const from = newNumber();
  await breakDown(business, 'calls.messages', 'insert', `new.direction = 'OUTBOUND'`);
  await business.text(from, 'my sink is clogged');
  await dead(business, 'calls.continueConversation');
  expect(await needs(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from, conversationId: (await business.thread(from)).id }]);
  expect(await world.asOwner(`select waiting_since is not null as waits from calls.conversations where tenant_id = $1`, [business.tenantId])).toEqual([{ waits: true }]);
});

test('where it cannot be noted that the text after a missed call failed, the call is not left open, and a person calls back', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.miss(from);
  const [text] = await world.asOwner<{ id: string; conversation_id: string }>(`select id, conversation_id from calls.messages where tenant_id = $1`, [business.tenantId]);
  await breakDown(business, 'calls.messages', 'update');
  await business.say(messageFailed({ messageId: text?.id as string, conversationId: text?.conversation_id as string, purpose: 'MISSED_CALL', code: 30003, reason: 'UNREACHABLE_NOW', beforeAcceptance: true, unreachable: null, blockedUntil: null }));
  await dead(business, 'on:calls:telephony.messageFailed');
  expect(await needs(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from, conversationId: text?.conversation_id }]);
  expect(await outcomes(business)).toEqual([{ status: 'MISSED', outcome_kind: 'HANDED_TO_HUMAN', outcome_reason: null }]);
});
