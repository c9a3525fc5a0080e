import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { whenMissing } from '../../../platform/postgres/faults';
import { createAccounts, createContext } from '../createContext';
import { eventually } from '../../../tests/harness/eventually';
import { accountSid, openWorld, type Business, type World } from './world';

let world: World;
const newSid = (prefix: string) => `${prefix}${randomUUID().replaceAll('-', '')}`;
const caller = '+12085550123';
const call = (business: Business, callSid: string, more: Record<string, string> = {}) => ({ CallSid: callSid, From: caller, To: business.number, CallStatus: 'ringing', ...more });
const dialled = (business: Business, callSid: string) => world.post(`/webhooks/twilio/call/status/${callSid}`, call(business, callSid, { DialCallStatus: 'no-answer' }));
const text = (business: Business, body: string) => world.post('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: caller, To: business.number, Body: body });

beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

/** Webhooks that are kept on disk. */
async function kept(): Promise<unknown[]> {
  const directory = join(world.dataDirectory, 'spool');
  const files = (await readdir(directory)).filter((name) => name.endsWith('.jsonl'));
  // A file that was worked off between the two looks holds nothing any more.
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8').catch(whenMissing(''))));
  return texts.join('').split('\n').filter(Boolean);
}
const nothingKept = () => eventually(async () => (await kept()).length === 0, 'an empty spool');

/** A business whose line the mirror knows. */
async function knownBusiness(): Promise<Business> {
  const business = await world.business();
  await world.post('/webhooks/twilio/call', call(business, newSid('CA')));
  return business;
}

/** The system's own context, as webhooks have it. */
function contextOf(business: Business, isGivenUp: () => boolean) {
  const { foundation } = world;
  return createContext(foundation, createAccounts(foundation), { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' }, isGivenUp);
}

/** Holds the calls' rows, so that every webhook of them waits. */
async function holdCalls(...callSids: string[]) {
  const holder = new Client({ connectionString: world.databaseUrl });
  const observer = new Client({ connectionString: world.databaseUrl });
  await Promise.all([holder.connect(), observer.connect()]);
  await holder.query('begin');
  const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid from telephony.calls where call_sid = any($1) for update', [callSids]);
  const waits = async () => ((await observer.query('select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [rows[0]?.pid])).rows.length > 0 ? true : null);
  return {
    waitedFor: () => eventually(waits, 'a webhook that waits'),
    release: async () => void (await Promise.all([holder.end(), observer.end()])),
  };
}

test('while the database is away calls are forwarded, webhooks kept on disk, and applied once afterwards', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  const message = { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'in the dark' };
  await world.wire.cut();
  try {
    expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).toContain('>+12085550199</Number>');
    expect((await dialled(business, sid)).body).toContain('<Say');
    for (let repeat = 0; repeat < 2; repeat += 1) expect((await world.post('/webhooks/twilio/sms', message)).statusCode).toBe(200);
    expect(await kept()).toHaveLength(4);
  } finally {
    await world.wire.mend();
  }
  await nothingKept();
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'in the dark' }]);
  expect((await business.events('telephony.callMissed')).filter((event) => event['callSid'] === sid)).toHaveLength(1);
});

test('a person who took a call whose beginning is still on disk has taken it', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  const screen = { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' };
  await world.post(`/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}`, screen);
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));
  await world.post('/webhooks/twilio/call', call(business, sid));
  expect((await business.events('telephony.callCompleted')).map((event) => event['callSid'])).toEqual([sid]);
  expect((await business.events('telephony.callMissed')).map((event) => event['callSid'])).toEqual([]);
});

test('a person whom detection heard while the database was away has taken the call', async () => {
  const business = await world.business({ screening: 'ANSWERING_MACHINE_DETECTION' });
  await world.post('/webhooks/twilio/call', call(business, newSid('CA')));
  const sid = newSid('CA');
  await world.wire.cut();
  try {
    const { body } = await world.post('/webhooks/twilio/call', call(business, sid));
    const reportTo = /amdStatusCallback="[^"]*(\/webhooks[^"#]*)/.exec(body)?.[1]?.replace('&amp;', '&') as string;
    await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));
    expect((await world.post(reportTo, { CallSid: newSid('CA'), AccountSid: accountSid, AnsweredBy: 'human', MachineDetectionDuration: '3000' })).statusCode).toBe(204);
    expect(await kept()).toHaveLength(3);
  } finally {
    await world.wire.mend();
  }
  await nothingKept();
  expect((await business.events('telephony.callCompleted')).map((event) => event['callSid'])).toEqual([sid]);
  expect((await business.events('telephony.callMissed')).filter((event) => event['callSid'] === sid)).toEqual([]);
});

test('new webhooks do not wait for those kept on disk', async () => {
  const business = await knownBusiness();
  const held = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, held));
  await world.wire.cut();
  await dialled(business, held);
  const hold = await holdCalls(held);
  await world.wire.mend();
  await hold.waitedFor();
  const other = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, other));
  expect((await dialled(business, other)).body).toContain('<Say');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: other }]);
  expect(await kept()).toHaveLength(1);
  await hold.release();
  await nothingKept();
  expect((await business.events('telephony.callMissed')).map((event) => event['callSid'])).toEqual([other, held]);
});

test('the end of an answered call waits for what is kept of it, however long that takes', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  // More than are applied at once, so that what was kept after them waits.
  const slow = Array.from({ length: 8 }, () => newSid('CA'));
  for (const callSid of slow) await world.post('/webhooks/twilio/call', call(business, callSid));
  await world.wire.cut();
  for (const callSid of slow) await dialled(business, callSid);
  await world.post('/webhooks/twilio/call', call(business, sid));
  await world.post(`/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}`, { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' });
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));
  const hold = await holdCalls(...slow);
  await world.wire.mend();
  await hold.waitedFor();
  expect((await world.post('/internal/webhooks/twilio/status', call(business, sid, { CallStatus: 'completed', CallDuration: '40' }))).statusCode).toBe(204);
  expect(await kept()).toHaveLength(slow.length + 4);
  // Calls that come in go on as ever.
  await world.post('/webhooks/twilio/call', call(business, newSid('CA')));
  expect(await kept()).toHaveLength(slow.length + 4);
  // Applied by itself it would make a missed call two seconds later.
  expect(await business.query(`select 1 from platform.jobs where tenant_id = $1 and topic = 'telephony.settleCall'`, [business.tenantId])).toEqual([]);
  await hold.release();
  await nothingKept();
  expect((await business.events('telephony.callCompleted')).map((event) => event['callSid'])).toEqual([sid]);
  expect((await business.events('telephony.callMissed')).map((event) => event['callSid']).sort()).toEqual(slow.toSorted());
});

test('a slow database is waited for: nothing goes to disk', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const hold = await holdCalls(sid);
  const answer = dialled(business, sid);
  await hold.waitedFor();
  expect(await kept()).toEqual([]);
  await hold.release();
  expect((await answer).body).toContain('<Say');
  expect(await kept()).toEqual([]);
});

test('a webhook that waits for so long that Twilio would give up is answered and kept, and its transaction leaves nothing', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const hold = await holdCalls(sid);
  expect((await dialled(business, sid)).body).toContain('<Say');
  expect(await kept()).toHaveLength(1);
  const receipts = `select 1 from telephony.webhook_receipts where tenant_id = $1 and key = $2`;
  expect(await business.query(receipts, [business.tenantId, `dial:${sid}:no-answer`])).toEqual([]);
  await hold.release();
  await nothingKept();
  expect((await business.events('telephony.callMissed')).map((event) => event['callSid'])).toEqual([sid]);
});

const orders = <T>(all: readonly T[]): T[][] => (all.length === 0 ? [[]] : all.flatMap((first, index) => orders(all.toSpliced(index, 1)).map((rest) => [first, ...rest])));

test.each([
  ['STOP START', false],
  ['START STOP', true],
  ['STOP START STOP', true],
  ['START STOP START', false],
  ['STOP START START STOP', true],
])('of %s, in whatever order they are applied, the last said counts, and every change of it is told', async (said, optedOut) => {
  const business = await knownBusiness();
  const context = contextOf(business, () => false);
  const words = said.split(' ').map((word, minute) => ({ word, at: new Date(Date.UTC(2026, 10, 20, 15, minute)) }));
  for (const [index, order] of orders(words).entries()) {
    const phone = `+1415556${String(1000 + index)}`;
    let told = false;
    for (const { word, at } of order) if (await context.transaction((tx) => (word === 'STOP' ? tx.optOuts.optOut(phone, 'KEYWORD', at) : tx.optOuts.optIn(phone, at)))) told = word === 'STOP';
    expect([order, told, await context.loaders.optedOut.load(phone)]).toEqual([order, optedOut, optedOut]);
  }
  expect(await context.stores.optOuts.count()).toBe(optedOut ? orders(words).length : 0);
});

test('a transaction that nobody waits for any more leaves nothing', async () => {
  const business = await knownBusiness();
  const context = contextOf(business, () => true);
  await expect(context.transaction((tx) => tx.optOuts.optOut(caller, 'KEYWORD', new Date()))).rejects.toThrow('too late');
  expect(await business.query('select 1 from telephony.opt_outs where tenant_id = $1', [business.tenantId])).toEqual([]);
});

test('a database that answers nothing any more does not leave a call without an answer', async () => {
  const business = await knownBusiness();
  const sid = newSid('CA');
  world.wire.freeze();
  try {
    expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).toContain('>+12085550199</Number>');
    expect(await kept()).toHaveLength(1);
  } finally {
    world.wire.thaw();
  }
  await nothingKept();
  expect((await business.events('telephony.callReceived')).filter((event) => event['callSid'] === sid)).toHaveLength(1);
});

test('a webhook that fails while the database is well is a fault, told to Twilio, and not kept', async () => {
  const business = await knownBusiness();
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    await client.query('alter table telephony.opt_outs rename to opt_outs_away');
    expect((await text(business, 'hello')).statusCode).toBe(500);
    expect(await kept()).toEqual([]);
  } finally {
    await client.query('alter table telephony.opt_outs_away rename to opt_outs');
    await client.end();
  }
});

test.each([
  ['is read-only, as after a failover', '25006'],
  ['has no disk left', '53100'],
  ['has no memory left', '53200'],
  ['cannot read its disk', '58030'],
])('while the database %s, webhooks are kept on disk and tried until it is well: none is set aside', async (_what, state) => {
  const business = await knownBusiness();
  const said = randomUUID();
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query(`create sequence public.refusals; grant usage on sequence public.refusals to public`);
  await client.query(`create function public.refuse() returns trigger language plpgsql as $$ begin perform nextval('public.refusals'); raise exception 'not now' using errcode = '${state}'; end $$`);
  await client.query(`create trigger refused before insert on telephony.webhook_receipts for each row execute function public.refuse()`);
  try {
    expect((await text(business, said)).statusCode).toBe(200);
    const tries = async () => (await client.query<{ tries: string }>('select last_value as tries from public.refusals')).rows[0]?.tries;
    await eventually(async () => Number(await tries()) >= 3, 'tries of what is kept');
    expect(await kept()).toHaveLength(1);
  } finally {
    await client.query(`drop trigger refused on telephony.webhook_receipts; drop function public.refuse(); drop sequence public.refusals`);
    await client.end();
  }
  await nothingKept();
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: said }]);
});

test('an entry that cannot be applied is set aside, and the others go on', async () => {
  const business = await knownBusiness();
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query('alter table telephony.opt_outs rename to opt_outs_away');
  const sid = newSid('CA');
  await world.wire.cut();
  await text(business, 'bad luck');
  await world.post('/webhooks/twilio/call', call(business, sid));
  await world.wire.mend();
  await nothingKept();
  await client.query('alter table telephony.opt_outs_away rename to opt_outs');
  await client.end();
  expect(await readFile(join(world.dataDirectory, 'spool', 'aside', 'entries.jsonl'), 'utf8')).toContain('bad luck');
  expect((await business.events('telephony.callReceived')).map((event) => event['callSid'])).toContain(sid);
});
