import fc from 'fast-check';
import twilio from 'twilio';
import { eventually } from '../../../tests/harness/eventually';
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
  expect(answer.body).toContain(`url="/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}"`);
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
  const wrongKey = await world.post('/internal/webhooks/twilio', call(business, newSid('CA')), { ...headers, 'x-service-key': 'another' });
  expect([wrongKey.statusCode, wrongKey.body]).toEqual([401, expect.stringContaining('AUTH_TOKEN_INVALID')]);
});

test('a text with characters that the database cannot keep is taken without them, not lost', async () => {
  const business = await world.business();
  const sid = newSid('SM');
  expect((await world.post('/webhooks/twilio/sms', { MessageSid: sid, From: caller, To: business.number, Body: 'no\u0000 water' })).statusCode).toBe(200);
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'no water' }]);
});

test('a rightly signed body that makes no sense is refused, never a fault', async () => {
  for (const path of ['/webhooks/twilio/call', '/webhooks/twilio/call/status/x', '/webhooks/twilio/call/screen', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio']) {
    const answer = await world.post(path, { Nothing: 'here' });
    expect([path, answer.statusCode, answer.body]).toEqual([path, 422, expect.stringContaining('"validation_errors":[{')]);
  }
  expect((await world.post('/webhooks/twilio/call', { CallSid: newSid('CA'), From: caller, To: '+12085559999' })).body).toContain('<Reject');
});

test('a forward to one of our own numbers is refused, and the call is missed', async () => {
  const other = await world.business();
  const business = await world.business({ targets: [other.number] });
  // A number just taken into service is known to every process a moment later.
  const sid = await eventually(async () => {
    const callSid = newSid('CA');
    return (await world.post('/webhooks/twilio/call', call(business, callSid))).body.includes('<Dial') ? null : callSid;
  }, 'a call that is not forwarded');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'FAILED' }]);
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

test.each(['anonymous', '+266696687', '+7378742833', '12345', 'PLUMBERS', ''])('a caller shown as %p is kept as a call of nobody', async (from) => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid, { From: from }));
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { From: from, DialCallStatus: 'no-answer' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, from: null, dialable: false }]);
});

test('one of our own numbers that calls is told of as such', async () => {
  const [business, other] = [await world.business(), await world.business()];
  await world.post('/webhooks/twilio/call', call(other, newSid('CA')));
  await world.post('/webhooks/twilio/call', call(business, newSid('CA'), { From: other.number }));
  await world.post('/webhooks/twilio/call', call(business, newSid('CA'), { ForwardedFrom: other.number }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'FAILED', from: caller }]);
});

test('Dial’s action is answered with TwiML also when the caller has left', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const answer = await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'canceled', CallStatus: 'completed' }));
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, 'text/xml; charset=utf-8', expect.stringMatching(/<Response>.*<\/Response>$/)]);
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'CANCELED' }]);
});

test('the fallback URL takes the call over where the voice URL failed: it is forwarded, and a miss is recorded', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  const blamed = { ErrorCode: '11200', ErrorUrl: `${publicUrl}/webhooks/twilio/call` };
  expect((await world.post('/internal/webhooks/twilio', call(business, sid, blamed))).body).toContain('<Dial');
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'no-answer' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'NO_ANSWER' }]);
});

test.each([true, false])('where Dial’s action failed the fallback URL records the miss, and rings nobody again; screening %p', async (screening) => {
  const business = await world.business({ screening });
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const blamed = { CallStatus: 'in-progress', ErrorCode: '11205', ErrorUrl: `${publicUrl}/webhooks/twilio/call/status/${sid}` };
  const answer = await world.post('/internal/webhooks/twilio', call(business, sid, blamed));
  expect([answer.statusCode, answer.body]).toEqual([200, expect.not.stringContaining('<Dial')]);
  expect((await business.until('telephony.callMissed')).map((event) => event['callSid'])).toEqual([sid]);
});

test('a call that is over is not forwarded again, whoever asks', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).toContain('<Dial');
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'busy' }));
  expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).not.toContain('<Dial');
});

test('the callbacks of a dialled leg are taken, and change nothing', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const leg = { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', CallStatus: 'no-answer' };
  expect((await world.post('/internal/webhooks/twilio/status', leg)).statusCode).toBe(204);
  expect(await business.events('telephony.callMissed')).toEqual([]);
});

test('status callbacks are answered 204, and the idempotency token is kept', async () => {
  const business = await world.business();
  const status = { MessageSid: newSid('SM'), MessageStatus: 'sent', From: business.number, To: caller };
  const answer = await world.post('/webhooks/twilio/sms/status', status, { 'i-twilio-idempotency-token': 'a-token-of-twilio' });
  expect([answer.statusCode, answer.body]).toEqual([204, '']);
  expect(await business.query('select idempotency_token as token from telephony.webhook_receipts where tenant_id = $1', [business.tenantId])).toEqual([{ token: 'a-token-of-twilio' }]);
});

test('the address is PUBLIC_URL’s, whatever a proxy nobody configured says', async () => {
  const business = await world.business();
  const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example' };
  expect((await world.post('/webhooks/twilio/call', call(business, newSid('CA')), forged)).statusCode).toBe(200);
  const signature = twilio.getExpectedTwilioSignature(authToken, 'https://evil.example/webhooks/twilio/call', call(business, newSid('CA')));
  expect((await world.post('/webhooks/twilio/call', call(business, newSid('CA')), { ...forged, 'x-twilio-signature': signature })).statusCode).toBe(403);
});

test('the older of two tokens is good while they rotate', async () => {
  const business = await world.business();
  const form = call(business, newSid('CA'));
  const signature = twilio.getExpectedTwilioSignature('an-older-token', `${publicUrl}/webhooks/twilio/call`, form);
  expect((await world.post('/webhooks/twilio/call', form, { 'x-twilio-signature': signature })).statusCode).toBe(200);
});
