import { connect, type AddressInfo } from 'node:net';
import { text as socketText } from 'node:stream/consumers';
import twilio from 'twilio';
import { authToken, call, caller, newSid, openWorld, publicUrl, serviceKey, type World } from './world';

let world: World;

beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

test('a wrong signature is a bare 403 before any effect', async () => {
  const business = await world.business();
  for (const path of ['/webhooks/twilio/call', '/webhooks/twilio/call/status/CA1', '/webhooks/twilio/call/screen', '/webhooks/twilio/call/machine/CA1', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio', '/internal/webhooks/twilio/status']) {
    for (const headers of [{ 'x-twilio-signature': 'bm90IHJpZ2h0' }, { 'x-twilio-signature': '' }]) {
      const answer = await world.post(path, call(business, newSid('CA')), headers);
      expect([answer.statusCode, answer.body]).toEqual([403, '']);
    }
  }
  expect(await business.events('telephony.callReceived')).toEqual([]);
});

test.each(['http://x.example/webhooks/twilio/call?a=b', '/webhooks/twilio/call?called=%E0%A4%A', '/webhooks/twilio/call?bodySHA256=x'])('nor is a forged request to %s told anything but 403', async (target) => {
  const { port } = world.app.server.address() as AddressInfo;
  for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
    const socket = connect(port, '127.0.0.1');
    socket.end(`POST ${target} HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: 2\r\nX-Twilio-Signature: bm90IHJpZ2h0\r\n\r\n{}`);
    const [status, ...rest] = (await socketText(socket)).split('\r\n');
    expect([status, rest.at(-1)]).toEqual(['HTTP/1.1 403 Forbidden', '']);
  }
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

test('a service that names a business has no say about the lines of another: 404, and nothing has changed', async () => {
  const [business, other] = [await world.business(), await world.business()];
  const text = { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'Hi' };
  const post = (tenantId: string) => world.post('/internal/webhooks/twilio', text, { 'x-twilio-signature': '', 'x-service-key': serviceKey, 'x-tenant-id': tenantId });
  const refused = await post(other.tenantId);
  expect([refused.statusCode, refused.body]).toEqual([404, expect.stringContaining('RESOURCE_NOT_FOUND')]);
  expect([await business.events('telephony.messageReceived'), await other.events('telephony.messageReceived')]).toEqual([[], []]);
  expect((await post('no business')).statusCode).toBe(422);
  expect((await post(business.tenantId.toUpperCase())).statusCode).toBe(200);
  expect(await business.events('telephony.messageReceived')).toHaveLength(1);
});

test.each(['22395', 'BOISEBANK', '+266696687', 'anonymous'])('a text of %s, whom nobody can answer, is taken and goes nowhere', async (from) => {
  const business = await world.business();
  const answer = await world.post('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: from, To: business.number, Body: 'Your code is 123456' });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.stringMatching(/<Response\s*\/>/)]);
  const said = await business.query(`select type from platform.events where tenant_id = $1 and type <> 'telephony.lineChanged'`, [business.tenantId]);
  expect([said, await business.query('select key from telephony.webhook_receipts where tenant_id = $1', [business.tenantId])]).toEqual([[], [expect.anything()]]);
});

test('a text with characters that the database cannot keep is taken without them, not lost', async () => {
  const business = await world.business();
  const sid = newSid('SM');
  expect((await world.post('/webhooks/twilio/sms', { MessageSid: sid, From: caller, To: business.number, Body: 'no\u0000 water' })).statusCode).toBe(200);
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'no water' }]);
});

test('a rightly signed body that makes no sense is refused, never a fault', async () => {
  for (const path of ['/webhooks/twilio/call', '/webhooks/twilio/call/status/x', '/webhooks/twilio/call/screen', '/webhooks/twilio/call/machine/x', '/webhooks/twilio/sms', '/webhooks/twilio/sms/status', '/internal/webhooks/twilio']) {
    const answer = await world.post(path, { Nothing: 'here' });
    expect([path, answer.statusCode, answer.body]).toEqual([path, 422, expect.stringContaining('"validation_errors":[{')]);
  }
  expect((await world.post('/webhooks/twilio/call', { CallSid: newSid('CA'), From: caller, To: '+12085559999' })).body).toContain('<Reject');
});

test.each([
  ['x', {}, []],
  ['-1', {}, []],
  ['999999', {}, Array.from({ length: 10 }, (_, index) => `https://example.com/${index}`)],
  ['3', { MediaUrl0: 'javascript:alert(1)', MediaUrl1: 'https://' }, ['https://example.com/2']],
  ['2', { MediaUrl0: 'http://example.com/plain', MediaUrl1: 'data:text/html,hi' }, ['http://example.com/plain']],
])('of NumMedia %s, media at web addresses are kept, ten at most, and the text whatever they are', async (count, more, urls) => {
  const business = await world.business();
  const media = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`MediaUrl${index}`, `https://example.com/${index}`]));
  expect((await world.post('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: caller, To: business.number, Body: 'look', NumMedia: count, ...media, ...more })).statusCode).toBe(200);
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'look', media: urls.map((url) => expect.objectContaining({ url })) }]);
});

test('a text is heard once; STOP and START change the opt-out with it', async () => {
  const business = await world.business();
  const media = [['a', 'image/jpeg'], ['b', 'application/octet-stream'], ['c', 'application/octet-stream']].map(([name, contentType]) => ({ url: `https://example.com/${name}`, contentType }));
  const text = (body: string) => ({ MessageSid: newSid('SM'), From: caller, To: business.number, Body: body, NumMedia: '3', MediaUrl0: 'https://example.com/a', MediaContentType0: 'image/jpeg', MediaUrl1: 'https://example.com/b', MediaUrl2: 'https://example.com/c', MediaContentType2: '<b>', SmsStatus: 'received' });
  const hello = text('Hello “there” 🙂');
  await world.post('/webhooks/twilio/sms', hello);
  await world.post('/webhooks/twilio/sms', hello);
  expect(await business.events('telephony.messageReceived')).toMatchObject([{ body: 'Hello “there” 🙂', keyword: null, media }]);
  await world.post('/webhooks/twilio/sms', text('stop'));
  await world.post('/webhooks/twilio/sms', text('STOP'));
  await world.post('/webhooks/twilio/sms', text('yes'));
  expect(await business.events('telephony.optOutChanged')).toMatchObject([{ optedOut: true, source: 'KEYWORD' }, { optedOut: false }]);
  expect((await business.events('telephony.messageReceived')).map((event) => event['keyword'])).toEqual([null, 'STOP', 'STOP', 'START']);
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
