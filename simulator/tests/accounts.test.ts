import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { accountSid, authToken, business, control, customer, idle, twilioClient, wiredPair, type CallView } from './app';
import { startSimulator } from '../server';

const { app, simulator } = wiredPair();

const main = () => twilioClient(simulator);
const as = (account: { sid: string; authToken: string }) => twilioClient(simulator, { sid: account.sid, token: account.authToken });
let numbers = 0;

/** A subaccount with a number of its own, wired to the app. */
async function subaccount() {
  const account = await main().api.v2010.accounts.create({ friendlyName: 'Ana’s Plumbing' });
  const number = `+1208555${String(3000 + (numbers += 1))}`;
  await control(simulator, 'PUT', `/numbers/${encodeURIComponent(number)}`, { accountSid: account.sid, voiceUrl: `${app.url}/sub-voice`, statusCallback: `${app.url}/sub-status`, smsUrl: `${app.url}/sub-sms` });
  return { account, number };
}
const codeOf = (asked: Promise<unknown>) => asked.then(() => 'taken', (error: { code: number; status: number }) => [error.status, error.code]);

test('the main account makes a subaccount, in Twilio’s shape, and lists it with itself', async () => {
  const { account } = await subaccount();
  expect(account).toMatchObject({ sid: expect.stringMatching(/^AC[0-9a-f]{32}$/), authToken: expect.stringMatching(/^[0-9a-f]{32}$/), ownerAccountSid: accountSid, friendlyName: 'Ana’s Plumbing', status: 'active', type: 'Full' });
  expect(account.dateCreated).toBeInstanceOf(Date);
  expect((await main().api.v2010.accounts.list()).map(({ sid }) => sid)).toEqual(expect.arrayContaining([accountSid, account.sid]));
  expect((await main().api.v2010.accounts(account.sid).fetch()).authToken).toBe(account.authToken);
  expect((await main().api.v2010.accounts.create()).friendlyName).toMatch(/^SubAccount Created at \d{4}-\d\d-\d\d \d\d:\d\d [ap]m$/);
});

test('a subaccount’s credentials open what is its own, and neither its parent nor a sibling nor new accounts', async () => {
  const [{ account }, sibling] = [await subaccount(), await subaccount()];
  const own = as(account);
  expect((await own.api.v2010.accounts.list()).map(({ sid }) => sid)).toEqual([account.sid]);
  expect(await own.incomingPhoneNumbers.list()).toHaveLength(1);
  const closed = [accountSid, sibling.account.sid].flatMap((sid) => [own.api.v2010.accounts(sid).fetch(), own.api.v2010.accounts(sid).messages.list(), own.api.v2010.accounts(sid).incomingPhoneNumbers.list()]);
  expect(await Promise.all(closed.map(codeOf))).toEqual(closed.map(() => [401, 20003]));
  expect(await codeOf(own.api.v2010.accounts.create())).toEqual([401, 20003]);
  expect(await codeOf(as({ sid: account.sid, authToken }).messages.list())).toEqual([401, 20003]);
  expect(await codeOf(main().api.v2010.accounts(`AC${'9'.repeat(32)}`).messages.list())).toEqual([404, 20404]);
});

test('a text goes out from the account that owns its number, by its own credentials or its parent’s', async () => {
  const { account, number } = await subaccount();
  const text = { to: customer, from: number, body: 'Hello', statusCallback: `${app.url}/sub-sent` };
  const byOwn = await as(account).messages.create(text);
  const byParent = await main().api.v2010.accounts(account.sid).messages.create(text);
  expect([byOwn.accountSid, byParent.accountSid]).toEqual([account.sid, account.sid]);
  expect((await as(account).messages.list({ to: customer })).map(({ sid }) => sid).sort()).toEqual([byOwn.sid, byParent.sid].sort());
  expect((await main().messages.list()).map(({ sid }) => sid)).not.toContain(byOwn.sid);
  expect(await codeOf(main().messages(byOwn.sid).fetch())).toEqual([404, 20404]);
  expect(await codeOf(main().messages.create(text))).toEqual([400, 21660]);
  expect(await codeOf(as(account).messages.create({ ...text, from: business }))).toEqual([400, 21660]);
  expect(await codeOf(as(account).messages.create({ ...text, from: '+12085559999' }))).toEqual([400, 21606]);
  await app.wait('/sub-sent', 4);
  expectSigned('/sub-sent', account);
});

test('calls and texts of its number carry the subaccount, are signed by its token, and show under it alone', async () => {
  const { account, number } = await subaccount();
  app.clear();
  app.on('/sub-voice', `<Response><Dial action="/sub-dialled"><Number url="/sub-screen" statusCallback="/sub-leg" machineDetection="Enable" amdStatusCallback="/sub-amd">+12085550177</Number></Dial></Response>`);
  const call = await control<CallView>(simulator, 'POST', '/calls', { from: customer, to: number, callee: 'person' });
  await control(simulator, 'POST', '/texts', { from: customer, to: number, body: 'Hello' });
  await idle(simulator);
  for (const path of ['/sub-voice', '/sub-screen', '/sub-leg', '/sub-amd', '/sub-dialled', '/sub-status', '/sub-sms']) expectSigned(path, account);
  expect((await as(account).calls(call.sid).fetch()).accountSid).toBe(account.sid);
  expect((await as(account).calls.list({ parentCallSid: call.sid })).map(({ accountSid: sid }) => sid)).toEqual([account.sid]);
  expect(await codeOf(main().calls(call.sid).fetch())).toEqual([404, 20404]);
});

test('a number moves between accounts, and one that is bought belongs to the account that bought it', async () => {
  const { account } = await subaccount();
  const bought = await as(account).incomingPhoneNumbers.create({ phoneNumber: '+12085554001' });
  expect(bought.accountSid).toBe(account.sid);
  expect(await codeOf(as(account).incomingPhoneNumbers(bought.sid).update({ accountSid }))).toEqual([401, 20003]);
  expect((await main().api.v2010.accounts(account.sid).incomingPhoneNumbers(bought.sid).update({ accountSid })).accountSid).toBe(accountSid);
  expect(await codeOf(as(account).incomingPhoneNumbers(bought.sid).fetch())).toEqual([404, 20404]);
  await expect(control(simulator, 'PUT', '/numbers/%2B12085554001', { accountSid: `AC${'9'.repeat(32)}` })).rejects.toThrow('400');
});

test('subaccounts and their numbers outlive a restart', async () => {
  const options = { port: 0, accountSid, authToken, stateFile: join(await mkdtemp(join(tmpdir(), 'nmc-sim-')), 'state.json') };
  const first = await startSimulator(options);
  const account = await twilioClient(first).api.v2010.accounts.create();
  await control(first, 'PUT', '/numbers/%2B12085554002', { accountSid: account.sid });
  await first.close();
  const second = await startSimulator(options);
  expect((await twilioClient(second, { sid: account.sid, token: account.authToken }).incomingPhoneNumbers.list()).map(({ phoneNumber }) => phoneNumber)).toEqual(['+12085554002']);
  await second.close();
});

function expectSigned(path: string, account: { sid: string; authToken: string }): void {
  const requests = app.at(path);
  expect([path, requests.length > 0]).toEqual([path, true]);
  for (const { params, headers } of requests) {
    const valid = (token: string) => twilio.validateRequest(token, String(headers['x-twilio-signature']), `${app.url}${path}`, params);
    expect([path, params.AccountSid, valid(account.authToken), valid(authToken)]).toEqual([path, account.sid, true, false]);
  }
}
