import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import twilio from 'twilio';
import { authToken, openWorld, publicUrl, serviceKey, type Business, type World } from './world';

let world: World;
let sids = 0;
const newSid = (prefix: string) => `${prefix}${String((sids += 1)).padStart(32, '0')}`;
const caller = '+12085550123';
const call = (business: Business, callSid: string, more: Record<string, string> = {}) => ({ CallSid: callSid, From: caller, To: business.number, CallStatus: 'ringing', ...more });

beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

test('a call is answered with a Dial that rings 20 s, screens, and reports back', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  const answer = await world.post('/webhooks/twilio/call', call(business, sid));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('text/xml');
  expect(answer.body).toContain(`<Dial timeout="20" answerOnBridge="true" action="/webhooks/twilio/call/status/${sid}"`);
  expect(answer.body).toContain('url="/webhooks/twilio/call/screen"');
  expect(answer.body).toContain('>+12085550199</Number>');
});

test('a wrong signature is a bare 403 before any effect', async () => {
  const business = await world.business();
  for (const path of ['/webhooks/twilio/call', '/webhooks/twilio/call/status/CA1', '/webhooks/twilio/call/screen', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio', '/internal/webhooks/twilio/status']) {
    for (const headers of [{ 'x-twilio-signature': 'bm90IHJpZ2h0' }, { 'x-twilio-signature': '' }]) {
      const answer = await world.post(path, call(business, newSid('CA')), headers);
      expect([answer.statusCode, answer.body]).toEqual([403, '']);
    }
  }
  expect(await business.events('telephony.callReceived')).toEqual([]);
});

test('a JSON body is held against bodySHA256 of the signed URL', async () => {
  const business = await world.business();
  const body = JSON.stringify(call(business, newSid('CA')));
  const path = `/internal/webhooks/twilio?bodySHA256=${twilio.getExpectedBodyHash(body)}`;
  const headers = { 'content-type': 'application/json', 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, publicUrl + path, {}) };
  const send = (payload: string) => world.app.inject({ method: 'POST', url: path, headers, payload });
  expect((await send(`${body} `)).statusCode).toBe(403);
  const good = await send(body);
  expect(good.statusCode).toBe(200);
  expect(good.body).toContain('<Dial');
});

test('a service key opens the internal paths only', async () => {
  const business = await world.business();
  const headers = { 'x-twilio-signature': '', 'x-service-key': serviceKey };
  expect((await world.post('/internal/webhooks/twilio', call(business, newSid('CA')), headers)).statusCode).toBe(200);
  expect((await world.post('/webhooks/twilio/call', call(business, newSid('CA')), headers)).statusCode).toBe(403);
});

test('a rightly signed body that makes no sense is refused, never a fault', async () => {
  for (const path of ['/webhooks/twilio/call', '/webhooks/twilio/call/status/x', '/webhooks/twilio/call/screen', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio']) {
    const answer = await world.post(path, { Nothing: 'here' });
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining('<Response/>')]);
  }
  expect((await world.post('/webhooks/twilio/call', { CallSid: newSid('CA'), From: caller, To: '+12085559999' })).body).toContain('<Reject');
});

test('a forward to one of our own numbers is refused, and the call is missed', async () => {
  const other = await world.business();
  const business = await world.business({ targets: [other.number] });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const answer = await world.post('/webhooks/twilio/call', call(business, newSid('CA')));
  expect(answer.body).not.toContain('<Dial');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'FAILED' }]);
});

test('any order and number of deliveries of one call’s webhooks ends in one outcome, said once', async () => {
  const business = await world.business();
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(['call', 'dial', 'ended', 'call', 'dial', 'ended'], { minLength: 3 }), async (order) => {
      const sid = newSid('CA');
      for (const what of order) {
        if (what === 'call') await world.post('/webhooks/twilio/call', call(business, sid));
        if (what === 'dial') await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'no-answer' }));
        if (what === 'ended') await world.post('/internal/webhooks/twilio/status', call(business, sid, { CallStatus: 'completed' }));
      }
      const mine = async (type: string) => (await business.events(type)).filter((event) => event['callSid'] === sid);
      expect(await mine('telephony.callReceived')).toHaveLength(1);
      expect(await mine('telephony.callMissed')).toHaveLength(order.includes('dial') || order.includes('ended') ? 1 : 0);
    }),
    { numRuns: 25 },
  );
});

test('voicemail is missed; a person who pressed the key is not', async () => {
  const business = await world.business();
  const voicemail = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, voicemail));
  const screen = { CallSid: newSid('CA'), ParentCallSid: voicemail, From: caller, To: '+12085550199' };
  expect((await world.post('/webhooks/twilio/call/screen', screen)).body).toMatch(/<Gather numDigits="1".*<\/Gather><Hangup\/>/s);
  const goodbye = await world.post(`/webhooks/twilio/call/status/${voicemail}`, call(business, voicemail, { DialCallStatus: 'completed', DialCallDuration: '4', DialBridged: 'true' }));
  expect(goodbye.body).toContain('<Say');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: voicemail, reason: 'VOICEMAIL', dialable: true, ownNumber: false, from: caller }]);

  const person = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, person));
  const pressed = await world.post('/webhooks/twilio/call/screen', { ...screen, CallSid: newSid('CA'), ParentCallSid: person, Digits: '5' });
  expect(pressed.body).toMatch(/<Response\s*\/>/);
  expect(await business.until('telephony.callAnswered')).toHaveLength(1);
  await world.post(`/webhooks/twilio/call/status/${person}`, call(business, person, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));
  expect(await business.events('telephony.callCompleted')).toMatchObject([{ callSid: person, durationSeconds: 30 }]);
});

test('a withheld caller is told of as nobody', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid, { From: '+266696687' }));
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { From: '+266696687', DialCallStatus: 'busy' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ from: null, dialable: false, reason: 'BUSY' }]);
});

test('a text is heard once; STOP and START change the opt-out with it', async () => {
  const business = await world.business();
  const text = (body: string) => ({ MessageSid: newSid('SM'), From: caller, To: business.number, Body: body, NumMedia: '1', MediaUrl0: 'https://example.com/a.jpg', SmsStatus: 'received' });
  const hello = text('Hello “there” 🙂');
  await world.post('/webhooks/twilio/sms', hello);
  await world.post('/webhooks/twilio/sms', hello);
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'Hello “there” 🙂', keyword: null, mediaUrls: ['https://example.com/a.jpg'] }]);
  await world.post('/webhooks/twilio/sms', text('stop'));
  await world.post('/webhooks/twilio/sms', text('STOP'));
  await world.post('/webhooks/twilio/sms', text('yes'));
  expect(await business.events('telephony.optOutChanged')).toMatchObject([{ optedOut: true, source: 'KEYWORD' }, { optedOut: false }]);
  expect((await business.events('telephony.messageReceived')).map((event) => event['keyword'])).toEqual([null, 'STOP', 'STOP', 'START']);
});

test('while the database is away calls are forwarded and kept on disk, and applied in order afterwards', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  // Known to the mirror before the outage.
  await world.post('/webhooks/twilio/call', call(business, newSid('CA')));
  const transaction = world.database.transaction;
  world.database.transaction = () => Promise.reject(new Error('connect ECONNREFUSED'));
  try {
    expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).toContain('>+12085550199</Number>');
    expect((await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'no-answer' }))).statusCode).toBe(200);
    expect((await world.post('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'in the dark' })).statusCode).toBe(200);
    const files = (await readdir(join(world.dataDirectory, 'spool'))).filter((name) => name.endsWith('.jsonl'));
    const kept = (await Promise.all(files.map((file) => readFile(join(world.dataDirectory, 'spool', file), 'utf8')))).join('');
    expect(kept.trim().split('\n')).toHaveLength(3);
  } finally {
    world.database.transaction = transaction;
  }
  expect(await business.until('telephony.messageReceived')).toMatchObject([{ body: 'in the dark' }]);
  expect((await business.events('telephony.callMissed')).filter((event) => event['callSid'] === sid)).toHaveLength(1);
});
