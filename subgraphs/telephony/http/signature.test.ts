import { createHmac } from 'node:crypto';
import twilio from 'twilio';
import { isFromTwilio } from './signature';

const token = 'the-token';
const url = 'https://nevermisscall.example/webhooks/twilio/sms?a=1';
const form = 'application/x-www-form-urlencoded; charset=UTF-8';
const sign = (signed: string) => createHmac('sha1', token).update(signed, 'utf8').digest('base64');
const request = (changes: Partial<Parameters<typeof isFromTwilio>[0]>) => ({ url, signature: null, contentType: form, rawBody: Buffer.from(''), ...changes });

test('a form is signed as its URL and every parameter sorted by name, name then value', () => {
  const rawBody = Buffer.from(new URLSearchParams({ To: '+1208', Body: 'Grüß “Gott” & 1+1', Empty: '' }).toString());
  const signature = sign(`${url}BodyGrüß “Gott” & 1+1EmptyTo+1208`);
  expect(isFromTwilio(request({ rawBody, signature }), [token])).toBe(true);
  expect(isFromTwilio(request({ rawBody: Buffer.from(`${rawBody.toString()}&More=1`), signature }), [token])).toBe(false);
  expect(isFromTwilio(request({ rawBody, signature, url: `${url}&b=2` }), [token])).toBe(false);
});

test('of a repeated parameter the distinct values are signed, sorted, each behind the name', () => {
  const rawBody = Buffer.from('Media=b&Media=a&Media=b&From=x');
  expect(isFromTwilio(request({ rawBody, signature: sign(`${url}FromxMediaaMediab`) }), [token])).toBe(true);
});

test('the standard port counts neither way', () => {
  for (const signed of [url, url.replace('.example', '.example:443')]) {
    for (const known of [url, url.replace('.example', '.example:443')]) expect(isFromTwilio(request({ url: known, signature: sign(signed) }), [token])).toBe(true);
  }
});

test('two tokens are accepted while they rotate, a third is not, and without any nobody is Twilio', () => {
  const signature = sign(url);
  expect(isFromTwilio(request({ signature }), ['a-new-one', token])).toBe(true);
  expect(isFromTwilio(request({ signature }), ['a-new-one'])).toBe(false);
  expect(isFromTwilio(request({ signature: twilio.getExpectedTwilioSignature('', url, {}) }), [])).toBe(false);
  expect(isFromTwilio(request({ signature: null }), [token])).toBe(false);
  expect(isFromTwilio(request({ signature: '' }), [token])).toBe(false);
});

test('a JSON body is Twilio’s only by the hash in the signed URL', () => {
  const rawBody = Buffer.from('{"a":1}');
  const hashed = `${url}&bodySHA256=${twilio.getExpectedBodyHash(rawBody.toString())}`;
  const json = { contentType: 'application/json', rawBody };
  expect(isFromTwilio(request({ ...json, url: hashed, signature: sign(hashed) }), [token])).toBe(true);
  expect(isFromTwilio(request({ ...json, url: hashed, signature: sign(hashed), rawBody: Buffer.from('{"a":2}') }), [token])).toBe(false);
  expect(isFromTwilio(request({ ...json, signature: sign(url) }), [token])).toBe(false);
});
