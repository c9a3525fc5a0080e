import { randomUUID } from 'node:crypto';
import { noticeRequested } from '../../../schema/events/alerts';
import { asAdmin } from '../../../tests/harness/database';
import { newPhone, queue, textsOf } from './texts';
import { openWorld, type Business, type World } from './world';

let world: World;
const { textsTo } = textsOf(() => world);
const asOwner = (sql: string) => asAdmin(world.databaseUrl, sql);

beforeAll(async () => {
  world = await openWorld();
  await asOwner(`create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'out of order'; end $$`);
  await asOwner(`create function public.make_last_try() returns trigger language plpgsql as $$ begin new.attempts := 11; return new; end $$`);
});
afterAll(() => world?.close());

/** From now on what is to be done for the business is tried once more, for the last time, and such a write fails. */
async function breakDown({ tenantId }: Business, on: 'insert' | 'update', where = 'true'): Promise<void> {
  const name = `t${tenantId.replaceAll('-', '')}`;
  await asOwner(`create trigger ${name} before ${on} on telephony.messages for each row when (new.tenant_id = '${tenantId}' and ${where}) execute function public.fail()`);
  await asOwner(`create trigger ${name} before insert on platform.jobs for each row when (new.tenant_id = '${tenantId}') execute function public.make_last_try()`);
}

test.each([
  ['sent', 'update', `new.status = 'SENDING'`],
  ['taken over for sending', 'insert', 'true'],
] as const)('a text that cannot be %s, for a fault of ours, is told as failed, so that somebody calls the customer', async (_what, on, where) => {
  const business = await world.business();
  const phone = newPhone();
  await breakDown(business, on, where);
  const messageId = await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId, purpose: 'MISSED_CALL', code: null, reason: 'GIVEN_UP', beforeAcceptance: true }]);
  expect(await textsTo(phone)).toEqual([]);
  // None that waits for ever stands before the next.
  expect(await business.query(`select 1 as one from telephony.messages where tenant_id = $1 and status in ('QUEUED', 'SENDING')`, [business.tenantId])).toEqual([]);
});

test.each([
  ['sent', 'update', `new.status = 'SENDING'`],
  ['taken over for sending', 'insert', 'true'],
] as const)('a warning to the business’s own people that cannot be %s, for a fault of ours, is told of by its phone', async (_what, on, where) => {
  const business = await world.business();
  const owner = newPhone();
  await breakDown(business, on, where);
  await business.say(noticeRequested({ noticeId: randomUUID(), alertId: randomUUID(), to: owner, body: 'Somebody is in danger', isRepeat: false }));
  expect(await business.until('telephony.sendingHindered')).toEqual([{ lineId: business.lineId, number: business.number, reason: 'WARNING_UNDELIVERED', to: owner, code: null, at: expect.any(String) }]);
});
