import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import twilio from 'twilio';
import { createHttpServer } from '../../../platform/http/httpServer';
import { whenMissing } from '../../../platform/postgres/faults';
import { eventually } from '../../../tests/harness/eventually';
import { subgraph } from '../subgraph';
import { transactionsOf } from '../createContext';
import { addLine } from '../usecases/addLine';
import type { AccountToSet } from '../usecases/setAccount';
import { newPhone, queue, textsOf } from './texts';
import { accountSid as mainSid, authToken as mainToken, openWorld, serviceKey, type Business, type World } from './world';

let world: World;
let observer: Client;
const caller = '+12085550123';
const newSid = (prefix: string) => `${prefix}${randomUUID().replaceAll('-', '')}`;
const { textsTo } = textsOf(() => world);
/** A subaccount at the simulator, with its token there or with others. */
async function newAccount(...authTokens: string[]): Promise<AccountToSet> {
  const made = await world.subaccount();
  return authTokens.length > 0 ? { ...made, authTokens } : made;
}
const tokenOf = (account: AccountToSet) => account.authTokens[0] as string;

beforeAll(async () => {
  world = await openWorld({ wired: true });
  observer = new Client({ connectionString: world.databaseUrl });
  await observer.connect();
});
afterAll(async () => {
  await observer.end();
  await world.close();
});
afterEach(() => world.control('DELETE', '/faults'));

const headersOf = (path: string, form: Record<string, string>, token: string) => ({ 'x-twilio-signature': twilio.getExpectedTwilioSignature(token, world.foundation.environment.publicUrl + path, form) });
const signed = (path: string, form: Record<string, string>, token: string) => world.post(path, form, headersOf(path, form, token));
const call = (number: string, accountSid?: string, more: Record<string, string> = {}) => ({ CallSid: newSid('CA'), From: caller, To: number, CallStatus: 'ringing', ...(accountSid && { AccountSid: accountSid }), ...more });

/** A business whose line is in that account, once webhooks know of it. */
async function inAccount(account: AccountToSet): Promise<Business> {
  const business = await world.business({ account });
  await known(business.number, account);
  return business;
}
const known = (number: string, account: AccountToSet) =>
  eventually(async () => (await signed('/webhooks/twilio/call', call(number, account.accountSid), tokenOf(account))).statusCode === 200, 'an account that webhooks know');

/** Everything that a webhook can leave behind. */
async function traces(): Promise<unknown> {
  const counts = ['telephony.webhook_receipts', 'telephony.calls', 'platform.events', 'telephony.opt_outs'].map((table) => `(select count(*) from ${table}) as "${table}"`);
  const { rows } = await observer.query<object>(`select ${counts.join(', ')}, (select string_agg(status || coalesce(twilio_sid, ''), ',' order by id) from telephony.messages) as texts, (select string_agg(state, ',' order by call_sid) from telephony.calls) as calls`);
  return { ...rows[0], kept: await kept() };
}
async function kept(): Promise<string[]> {
  const directory = join(world.dataDirectory, 'spool');
  const files = (await readdir(directory)).filter((name) => name.endsWith('.jsonl'));
  return (await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8').catch(whenMissing(''))))).join('').split('\n').filter(Boolean);
}
async function refused(answer: ReturnType<World['post']>): Promise<void> {
  const { statusCode, body } = await answer;
  expect([statusCode, body]).toEqual([403, '']);
}

test('a webhook passes by a token of the account that it names, where that is the account of the number called, and by nothing else', async () => {
  const [sub, other] = [await newAccount('sub-new', 'sub-old'), await newAccount('other-new')];
  const [ofMain, ofSub] = [await world.business(), await inAccount(sub)];
  await inAccount(other);
  const tokens = { [mainToken]: mainSid, 'an-older-token': mainSid, 'sub-new': sub.accountSid, 'sub-old': sub.accountSid, 'other-new': other.accountSid, 'nobody’s': 'nobody' };
  const before = await traces();
  const passed: unknown[] = [];
  for (const { number, owner } of [{ number: ofMain.number, owner: mainSid }, { number: ofSub.number, owner: sub.accountSid }]) {
    for (const named of [undefined, mainSid, sub.accountSid, other.accountSid, newSid('AC'), 'not a sid']) {
      for (const [token, signer] of Object.entries(tokens)) {
        if (signer === (named ?? mainSid) && signer === owner) passed.push([number, named, token]);
        else await refused(signed('/webhooks/twilio/call', call(number, named), token));
      }
    }
  }
  expect(await traces()).toEqual(before);
  expect(passed).toHaveLength(2 + 2 + 2);
  for (const [number, named, token] of passed as [string, string | undefined, string][]) expect([named, token, (await signed('/webhooks/twilio/call', call(number, named), token)).body]).toEqual([named, token, expect.stringContaining('<Dial')]);
});

test('on every row what another account says of a line is a bare 403 and changes nothing, though its own tokens are good', async () => {
  const [sub, other] = [await newAccount(), await newAccount()];
  const [business] = [await inAccount(sub), await inAccount(other)];
  const sid = newSid('CA');
  await signed('/webhooks/twilio/call', call(business.number, sub.accountSid, { CallSid: sid }), tokenOf(sub));
  const text = { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'STOP' };
  const leg = { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199' };
  const called = `called=${encodeURIComponent(business.number)}`;
  const rows: [string, Record<string, string>][] = [
    ['/webhooks/twilio/call', call(business.number)],
    [`/webhooks/twilio/call/status/${sid}`, call(business.number, undefined, { CallSid: sid, DialCallStatus: 'no-answer' })],
    [`/webhooks/twilio/call/screen?${called}`, leg],
    [`/webhooks/twilio/call/screen?${called}`, { ...leg, Digits: '1' }],
    ['/webhooks/twilio/call/screen', { ...leg, Digits: '1' }],
    [`/webhooks/twilio/call/machine/${sid}?${called}&from=${encodeURIComponent(caller)}`, { CallSid: leg.CallSid, AnsweredBy: 'human' }],
    ['/webhooks/twilio/sms', text],
    ['/webhooks/twilio/sms/status', { MessageSid: newSid('SM'), MessageStatus: 'sent', From: business.number, To: caller }],
    ['/internal/webhooks/twilio', call(business.number)],
    ['/internal/webhooks/twilio', text],
    ['/internal/webhooks/twilio/status', call(business.number, undefined, { CallSid: sid, CallStatus: 'completed' })],
  ];
  const before = await traces();
  for (const [path, form] of rows) {
    await refused(signed(path, { ...form, AccountSid: other.accountSid }, tokenOf(other)));
    await refused(signed(path, { ...form, AccountSid: mainSid }, mainToken));
  }
  expect(await traces()).toEqual(before);
  for (const [path, form] of rows) expect([path, Math.floor((await signed(path, { ...form, AccountSid: sub.accountSid }, tokenOf(sub))).statusCode / 100)]).toEqual([path, 2]);
});

test('an account has no say about a call or a text of another line of the same business', async () => {
  const sub = await newAccount();
  const business = await inAccount(sub);
  const [line, messageId, smsSid] = [await world.addNumber(business.tenantId), randomUUID(), newSid('SM')];
  const sid = newSid('CA');
  await signed('/webhooks/twilio/call', call(line.number, mainSid, { CallSid: sid }), mainToken);
  await business.query(
    `insert into telephony.messages (tenant_id, id, line_id, recipient, body, segments, purpose, queued_at, status, twilio_sid) values ($1, $2, $3, $4, 'Hi', 1, 'REPLY', now(), 'ACCEPTED', $5)`,
    [business.tenantId, messageId, line.lineId, caller, smsSid],
  );
  const dialled = (number: string, accountSid: string) => ({ ...call(number, accountSid, { CallSid: sid, DialCallStatus: 'no-answer' }) });
  const delivered = (number: string, accountSid: string) => ({ AccountSid: accountSid, MessageSid: smsSid, MessageStatus: 'delivered', From: number, To: caller });
  const before = await traces();
  await refused(signed(`/webhooks/twilio/call/status/${sid}`, dialled(business.number, sub.accountSid), tokenOf(sub)));
  await refused(signed('/internal/webhooks/twilio/status', { ...dialled(business.number, sub.accountSid), CallStatus: 'completed' }, tokenOf(sub)));
  await refused(signed(`/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}`, { AccountSid: sub.accountSid, CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' }, tokenOf(sub)));
  await refused(signed(`/webhooks/twilio/sms/status?message=${messageId}`, delivered(business.number, sub.accountSid), tokenOf(sub)));
  expect(await traces()).toEqual(before);
  await signed(`/webhooks/twilio/call/status/${sid}`, dialled(line.number, mainSid), mainToken);
  await signed(`/webhooks/twilio/sms/status?message=${messageId}`, delivered(line.number, mainSid), mainToken);
  expect([await business.events('telephony.callMissed'), await business.events('telephony.messageDelivered')]).toMatchObject([[{ callSid: sid }], [{ messageId }]]);
});

test('one of our own services, by its key, tells of every line', async () => {
  const business = await inAccount(await newAccount());
  const answer = await world.post('/internal/webhooks/twilio', call(business.number), { 'x-twilio-signature': '', 'x-service-key': serviceKey });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining('<Dial')]);
});

test('a token that has been replaced is refused', async () => {
  const account = await newAccount('before');
  const business = await inAccount(account);
  await world.setAccount(business.tenantId, { ...account, authTokens: ['after', 'before'] });
  await known(business.number, { ...account, authTokens: ['after'] });
  expect((await signed('/webhooks/twilio/call', call(business.number, account.accountSid), 'before')).statusCode).toBe(200);
  await world.setAccount(business.tenantId, { ...account, authTokens: ['after'] });
  await eventually(async () => (await signed('/webhooks/twilio/call', call(business.number, account.accountSid), 'before')).statusCode === 403, 'a token that is refused');
  expect((await signed('/webhooks/twilio/call', call(business.number, account.accountSid), 'after')).statusCode).toBe(200);
});

test('of an account whose tokens cannot be opened, sealed with a key that was lost, nobody is Twilio: a bare 403, and no word that there is such an account', async () => {
  const account = await newAccount();
  const business = await world.business({ account });
  // Known to the mirror a moment later, as is the change.
  const answered = (isWanted: (status: number) => boolean) =>
    eventually(async () => {
      const { statusCode, body } = await signed('/webhooks/twilio/call', { CallSid: newSid('CA'), From: caller, To: business.number, AccountSid: account.accountSid }, tokenOf(account));
      return isWanted(statusCode) ? { statusCode, body } : null;
    }, 'a webhook answered so');
  await answered((status) => status === 200);
  await business.query(`update telephony.accounts set sealed_tokens = 'sealed otherwise' where tenant_id = $1`, [business.tenantId]);
  expect(await answered((status) => status !== 200)).toEqual({ statusCode: 403, body: '' });
});

test('while the database is away, after a cold start too, each account’s own token is known, and lies nowhere in the clear', async () => {
  const [sub, other] = [await newAccount(), await newAccount()];
  const [business] = [await inAccount(sub), await inAccount(other)];
  const file = join(world.dataDirectory, 'mirror', 'lines.json');
  const content = await eventually(async () => {
    const written = await readFile(file, 'utf8').catch(whenMissing(''));
    return [sub, other].every(({ accountSid }) => written.includes(accountSid)) ? written : null;
  }, 'a mirror on disk');
  for (const account of [sub, other]) {
    expect(content).not.toContain(tokenOf(account));
    for (const sealed of content.match(/[\w-]{20,}/g) ?? []) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(tokenOf(account));
  }
  await world.wire.cut();
  // The same files and the same database that is away; its connections of its own it would ask for before anything else.
  const cold = { ...world.foundation, database: { ...world.database, reserve: async () => ({ ...world.database, close: async () => undefined }) } };
  const app = await createHttpServer(cold);
  const running = await subgraph.start(cold);
  running.routes?.(app);
  const coldly = async (form: Record<string, string>, token: string) => {
    const answer = await app.inject({ method: 'POST', url: '/webhooks/twilio/call', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headersOf('/webhooks/twilio/call', form, token) }, payload: new URLSearchParams(form).toString() });
    return { statusCode: answer.statusCode, body: answer.body, headers: {} };
  };
  const mine = call(business.number, sub.accountSid);
  try {
    for (const post of [(form: Record<string, string>, token: string) => signed('/webhooks/twilio/call', form, token), coldly]) {
      await refused(post(call(business.number, other.accountSid), tokenOf(other)));
      await refused(post(call(business.number, mainSid), mainToken));
      await refused(post(call(business.number, sub.accountSid), mainToken));
      expect((await post(mine, tokenOf(sub))).body).toContain('<Dial');
    }
    expect((await kept()).map((entry) => (JSON.parse(entry) as { callSid: string }).callSid)).toEqual([mine.CallSid, mine.CallSid]);
  } finally {
    await world.wire.mend();
    await running.stop?.();
    await app.close();
  }
  await eventually(async () => (await business.events('telephony.callReceived')).filter(({ callSid }) => callSid === mine.CallSid).length === 1, 'the call that was kept');
});

test('a text goes out through the account of its line, and its callbacks come back signed by it', async () => {
  const sub = await newAccount();
  const [business, phone] = [await inAccount(sub), newPhone()];
  const messageId = await queue(business, phone);
  expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId }]);
  expect(await textsTo(phone)).toMatchObject([{ accountSid: sub.accountSid }]);
  const { rows } = await observer.query(`select 1 from platform.events where tenant_id = $1 and payload::text like $2 union all select 1 from telephony.accounts where sealed_tokens like $2`, [business.tenantId, `%${tokenOf(sub)}%`]);
  expect(rows).toEqual([]);
});

test('an uncertain send is looked up in the account of its line', async () => {
  const sub = await newAccount();
  const [business, phone] = [await inAccount(sub), newPhone()];
  const silent = { webhooks: { dropRate: 1, kinds: ['messageStatus'] } };
  await world.control('PUT', '/faults', { sends: { rate500ButSent: 1 }, ...silent });
  const messageId = await queue(business, phone);
  await world.struck('rate500ButSent');
  await world.control('PUT', '/faults', silent);
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId }]);
  expect(await textsTo(phone)).toHaveLength(1);
});

test('a changed token is used from the next text on', async () => {
  const sub = await newAccount();
  const business = await world.business({ account: sub });
  await world.setAccount(business.tenantId, { ...sub, authTokens: ['a-wrong-one'] });
  await queue(business, newPhone());
  await business.until('telephony.sendingHindered');
  await world.setAccount(business.tenantId, sub);
  await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
  const messageId = await queue(business, newPhone());
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId }]);
});

test('what has become of a silent call is asked of the account of its line: no other knows that it still rings', async () => {
  const business = await inAccount(await newAccount());
  const { sid } = (await world.control('POST', '/calls', { from: newPhone(), to: business.number, timeScale: 1 })) as { sid: string };
  const job = `tenant_id = $1 and topic = 'telephony.checkCall' and payload->>'callSid' = $2`;
  const due = (sql: string) => eventually(async () => (await business.query(sql, [business.tenantId, sid])).length > 0, 'the job that looks');
  await due(`update platform.jobs set run_at = now() where ${job} returning 1`);
  await due(`select 1 from platform.jobs where ${job} and run_at > now() + interval '30 seconds' union all select 1 from platform.events where tenant_id = $1 and type = 'telephony.callMissed' and payload->>'callSid' = $2`);
  expect(await business.events('telephony.callMissed')).toEqual([]);
  await world.control('POST', `/calls/${sid}/hangup`, { by: 'caller' });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'CANCELED' }]);
});

test('an account is one business’s, never the environment’s, and no other business sees it or takes numbers into it', async () => {
  const account = await newAccount();
  const [business, stranger] = [await world.business({ account }), await world.business()];
  await expect(world.setAccount(stranger.tenantId, { ...account, authTokens: ['stolen'] })).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' });
  const refusals = [{ ...account, accountSid: mainSid }, { ...account, accountSid: 'AC1' }, { ...account, authTokens: [] }, { ...account, authTokens: ['a', 'b', 'c'] }, { ...account, authTokens: [''] }];
  for (const wrong of refusals) await expect(world.setAccount(business.tenantId, wrong)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  const line = { number: '+12085559001', label: null, forwardTargets: [], timeoutSeconds: 20, screening: 'OFF' as const };
  await expect(addLine(transactionsOf(world.database, stranger.tenantId, 'test'), { ...line, accountSid: account.accountSid })).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
  const all = 'select account_sid from telephony.accounts';
  expect([await business.query(all), await stranger.query(all)]).toEqual([[{ account_sid: account.accountSid }], []]);
  expect(await stranger.query(`update telephony.accounts set sealed_tokens = 'x' where account_sid = $1 returning 1`, [account.accountSid])).toEqual([]);
  await expect(stranger.query(`update telephony.lines set account_sid = $2 where tenant_id = $1`, [stranger.tenantId, account.accountSid])).rejects.toMatchObject({ code: '23503' });
});
