import { randomUUID } from 'node:crypto';
import { callMissed, messageReceived } from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import { eventually } from '../../../tests/harness/eventually';
import { newNumber, settingsOf, startWorld, type World } from './world';

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

test('calls and texts that are heard of before their business wait for it: they are decided by its settings, not by the lack of them', async () => {
  const [tenantId, lineId, number, caller, writer] = [randomUUID(), randomUUID(), newNumber(), newNumber(), newNumber()];
  const now = new Date().toISOString();
  await world.say(
    tenantId,
    callMissed({ callSid: `CA${randomUUID()}`, lineId, from: caller, to: number, reason: 'NO_ANSWER', startedAt: now, missedAt: now, dialable: true, ownNumber: false }),
    messageReceived({ messageSid: `SM${randomUUID()}`, lineId, from: writer, to: number, body: 'my sink is clogged', media: [], receivedAt: now, keyword: null }),
  );
  const waiting = () => world.asOwner(`select 1 as one from platform.jobs where tenant_id = $1 and last_error like '%not told of this business%'`, [tenantId]);
  await eventually(async () => (await waiting()).length === 2, 'both to wait');

  await world.say(tenantId, businessConfigured(settingsOf(tenantId, number)));
  await world.settled();
  await world.asOwner(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1`, [tenantId]);
  await world.settled();

  const of = <Row extends object>(sql: string) => world.asOwner<Row>(sql, [tenantId]);
  expect(await of(`select outcome_kind from calls.calls where tenant_id = $1`)).toEqual([{ outcome_kind: 'PENDING' }]);
  const texted = await of<{ phone: string; purpose: string }>(
    `select customers.phone, messages.purpose from calls.messages join calls.conversations c on c.id = messages.conversation_id join calls.customers on customers.id = c.customer_id
     where messages.tenant_id = $1 and messages.direction = 'OUTBOUND' order by messages.created_at`,
  );
  expect(new Set(texted.map(({ phone, purpose }) => `${phone} ${purpose}`))).toEqual(new Set([`${caller} MISSED_CALL`, `${writer} REPLY`]));
  expect(await of(`select 1 as one from platform.events where tenant_id = $1 and type = 'calls.humanNeeded'`)).toEqual([]);
});
