import { Client } from 'pg';
import { eventually } from '../../../tests/harness/eventually';
import { findLines } from '../store/lines';
import { readChangedLines } from '../store/lineMirror';
import { newSid, openWorld, type Business, type World } from './world';

/** Lines are read anew only where something that webhooks need has changed. */
let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world?.close());

/** A horizon since which nothing has changed: none that an open transaction holds back. */
function quiet(): Promise<string> {
  return eventually(async () => {
    const { horizon } = await readChangedLines(world.database, null);
    return (await readChangedLines(world.database, horizon)).lines === null ? horizon : null;
  }, 'a horizon past all changes');
}
const numbersIn = (lines: { number: string }[] | null) => lines?.map(({ number }) => number) ?? null;
const update = (business: Business, set: string) => business.query(`update telephony.lines set ${set} where tenant_id = $1`, [business.tenantId]);

test.each(['next_send_at = now()', 'blocked_until = now(), blocked_code = 30034'])('a text that is sent, or may not be, is no change: %s', async (set) => {
  const business = await world.business();
  const since = await quiet();
  await update(business, set);
  expect((await readChangedLines(world.database, since)).lines).toBeNull();
});

test.each([`forward_targets = '{+12085550111}'`, 'timeout_seconds = 7', `screening = 'OFF'`, `label = 'Desk'`])('what a webhook needs is: %s', async (set) => {
  const business = await world.business();
  const since = await quiet();
  await update(business, set);
  expect(numbersIn((await readChangedLines(world.database, since)).lines)).toContain(business.number);
});

test('a line that comes into service or goes out of it is a change, and a token of an account', async () => {
  const account = await world.subaccount();
  let since = await quiet();
  const business = await world.business({ account });
  expect(numbersIn((await readChangedLines(world.database, since)).lines)).toContain(business.number);
  since = await quiet();
  await world.setAccount(business.tenantId, { ...account, authTokens: ['another'] });
  expect(numbersIn((await readChangedLines(world.database, since)).lines)).toContain(business.number);
  since = await quiet();
  await update(business, `status = 'SUSPENDED'`);
  const { lines } = await readChangedLines(world.database, since);
  expect([lines === null, numbersIn(lines)?.includes(business.number)]).toEqual([false, false]);
});

test('a change that began before the last reading and is committed after it is not passed over', async () => {
  const [slow, quick] = [await world.business(), await world.business()];
  await quiet();
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(`update telephony.lines set label = 'slow' where tenant_id = $1`, [slow.tenantId]);
  await update(quick, `label = 'quick'`);
  const { horizon } = await readChangedLines(world.database, null);
  await client.query('commit');
  await client.end();
  expect((await readChangedLines(world.database, horizon)).lines?.find(({ number }) => number === slow.number)).toMatchObject({ label: 'slow' });
});

test('a database that was put back to an earlier state is read anew', async () => {
  expect((await readChangedLines(world.database, '9000000000000000000')).lines).not.toBeNull();
});

test('a line is found by its number or its call by an index, and all are found by none', async () => {
  const business = await world.business();
  const callSid = newSid('CA');
  await world.post('/webhooks/twilio/call', { CallSid: callSid, From: '+12085550123', To: business.number, CallStatus: 'ringing' });
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    const body = (await client.query<{ body: string }>(`select prosrc as body from pg_proc where oid = 'telephony.find_line(text, text)'::regprocedure`)).rows[0]?.body ?? '';
    await client.query(`set plan_cache_mode = force_generic_plan; set enable_seqscan = off`);
    await client.query(`prepare found(text, text) as ${body.replaceAll('known_call_sid', '$2').replaceAll(/\bcalled\b/g, '$1')}`);
    // Of those that are executed: the index, with what it is asked for.
    const searched = async (by: string) => {
      const plan = (await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary off, buffers off) execute found(${by})`)).rows.map((row) => row['QUERY PLAN']);
      return plan.flatMap((row, index) => (/Scan .*on (lines|calls)\b/.test(row) && !row.includes('never executed') ? [`${/using (\w+)/.exec(row)?.[1]}${/Index Cond: .*/.exec(plan[index + 1] ?? '')?.[0].replace(/Index Cond:/, '')}`] : []));
    };
    expect(await searched(`'${business.number}', null`)).toEqual(['lines_number (number = $1)']);
    expect(await searched(`null, '${callSid}'`)).toEqual(['calls_sid (call_sid = $2)', expect.stringMatching(/^lines_pkey \(\(tenant_id = /)]);
  } finally {
    await client.end();
  }
  const numbers = async (by: Parameters<typeof findLines>[1]) => (await findLines(world.database, by)).map(({ number }) => number);
  expect([await numbers({ number: business.number }), await numbers({ callSid }), await numbers({ callSid: newSid('CA') }), await numbers({ number: '+12085559999' })]).toEqual([[business.number], [business.number], [], []]);
  expect(await numbers('all')).toContain(business.number);
});
