import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { freePort } from '../../../tests/harness/freePort';
import { lookUpAfterMillis } from '../domain/delivery';
import { createTwilioCarrier, openTwilio } from './twilioCarrier';

const authToken = 'a-token-that-nobody-may-read';
const account = { accountSid: `AC${'1'.repeat(32)}`, authTokens: [authToken] };
const text = { from: '+12085550100', to: '+12085550101', body: 'Hello', statusCallback: 'https://calls.example.com', validitySeconds: null };
const carrierAt = (port: number) => createTwilioCarrier({ ...account, connection: openTwilio(`http://127.0.0.1:${port}`) });

/** All that the errors hold of the requests to Twilio that fail there, as a log would write them. */
async function said(port: number): Promise<string[]> {
  const carrier = carrierAt(port);
  const failed = [() => carrier.findTexts({ from: text.from, to: text.to, since: new Date() }), () => carrier.findCall(`CA${'2'.repeat(32)}`), () => carrier.ping()];
  return Promise.all(failed.map((ask) => ask().then(() => 'no error', (error: unknown) => inspect(error, { depth: 20, showHidden: true }))));
}

test.each(['nobody listens', 'the connection is cut', 'the credentials are refused'])('where %s, no error holds the auth token', async (how) => {
  const server = createServer((request, response) => (how === 'the connection is cut' ? request.socket.destroy() : response.writeHead(401).end('{"code":20003,"message":"Authenticate"}')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const errors = await said(how === 'nobody listens' ? await freePort() : (server.address() as AddressInfo).port);
  server.close();
  server.closeAllConnections();
  for (const error of errors) {
    expect(error).toContain('Error');
    expect(error).not.toContain(authToken);
    expect(error).not.toContain(Buffer.from(`${account.accountSid}:${authToken}`).toString('base64'));
  }
});

test('a text that nobody was there to take was not processed; one whose connection was cut may have been', async () => {
  expect(await carrierAt(await freePort()).sendText(text)).toMatchObject({ kind: 'notProcessed' });
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const result = await carrierAt((server.address() as AddressInfo).port).sendText(text);
  server.close();
  server.closeAllConnections();
  expect(result).toMatchObject({ kind: 'uncertain' });
});

test('that all tokens are refused is told once, and again only after one was taken', async () => {
  const statuses = [401, 401, 401, 401, 200, 401, 401];
  const server = createServer((_request, response) => response.writeHead(statuses.shift() ?? 500).end('{"code":20003,"message":"Authenticate"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const onRefused = jest.fn();
  const carrier = createTwilioCarrier({ ...account, authTokens: ['one', 'two'], connection: openTwilio(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), onRefused });
  const told: number[] = [];
  for (let asked = 0; asked < 4; asked += 1) {
    await carrier.ping().catch(() => undefined);
    told.push(onRefused.mock.calls.length);
  }
  server.close();
  server.closeAllConnections();
  expect([told, statuses]).toEqual([[1, 1, 1, 2], []]);
});

test.each([
  ['a number of seconds', () => '120', 120],
  ['a date', () => new Date(Date.now() + 90_000).toUTCString(), 90],
  ['a date that is past', () => new Date(Date.now() - 90_000).toUTCString(), 1],
  ['nothing', () => undefined, 1],
  ['nonsense', () => 'soon', 1],
])('a 429 whose Retry-After is %s', async (_what, said, seconds) => {
  const server = createServer((_request, response) => {
    const retryAfter = said();
    response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('{"code":20429}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const result = await carrierAt((server.address() as AddressInfo).port).sendText(text);
  server.close();
  server.closeAllConnections();
  // A date names whole seconds.
  expect(result).toMatchObject({ kind: 'notProcessed', retryAfterSeconds: expect.any(Number) });
  expect(Math.abs((result as { retryAfterSeconds: number }).retryAfterSeconds - seconds)).toBeLessThanOrEqual(seconds === 90 ? 3 : 0);
});

test('no answer is waited for any more when an uncertain text is looked up', () => {
  expect(openTwilio().defaultTimeout).toBeLessThan(lookUpAfterMillis);
});
