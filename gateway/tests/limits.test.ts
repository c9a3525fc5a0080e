import { once } from 'node:events';
import fastify from 'fastify';
import twilio from 'twilio';
import { WebSocket } from 'ws';
import { publicUrl, startWorld, twilioAuthToken, type World } from '../../tests/security/world';
import { countedAs, readClientAddress } from '../clientAddress';

const path = '/webhooks/twilio/call';
const form = { CallSid: `CA${'1'.repeat(32)}`, From: '+12085550100', To: '+12085550999' };
const limit = 5;

/** An address that nobody has used yet, as our proxy tells of it. */
let used = 0;
const newAddress = () => `192.0.2.${(used += 1)}`;

let world: World;
beforeAll(async () => (world = await startWorld({ RATE_LIMIT_PER_MINUTE: String(limit), TRUSTED_PROXIES: '127.0.0.1' })));
afterAll(() => world.close());

const from = (address: string) => ({ 'x-forwarded-for': address });
const webhook = (address: string, signature: string) => fetch(world.url + path, { method: 'POST', headers: { ...from(address), 'x-twilio-signature': signature }, body: new URLSearchParams(form) });
const repeat = async <Answer>(times: number, ask: () => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let time = 0; time < times; time += 1) answers.push(await ask());
  return answers;
};
/** How the door closes a socket that comes so. */
async function closedWith(address: string, payload: Record<string, unknown>): Promise<number> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: from(address) });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return (await closed)[0] as number;
}
const anonymousStatus = async (address: string) => (await world.post('{ __typename }', { headers: from(address) })).status;

test('forged webhooks count against the address, each a bare 403 until it is to wait; signed ones never do', async () => {
  const [forger, carrier] = [newAddress(), newAddress()];
  const forged = await repeat(limit + 3, () => webhook(forger, 'forged'));
  expect(forged.map(({ status }) => status)).toEqual([...Array<number>(limit).fill(403), 429, 429, 429]);
  expect(await Promise.all(forged.map((response) => response.text()))).toEqual(forged.map(() => ''));
  expect(Number(forged.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await anonymousStatus(forger)).toBe(429);

  const signature = twilio.getExpectedTwilioSignature(twilioAuthToken, publicUrl + path, form);
  const signed = await repeat(2 * limit, () => webhook(carrier, signature));
  expect(signed.map(({ status }) => status)).toEqual(signed.map(() => 200));
  expect(await anonymousStatus(carrier)).toBe(200);
  // Not even where somebody forges beside them, as behind a proxy that we were not told of.
  expect((await webhook(forger, signature)).status).toBe(200);
});

test.each([
  ['no token', {}],
  ['a forged token', { authorization: 'Bearer a.b.c' }],
])('each socket that is refused for %s counts against the address that a trusted proxy tells of, as over HTTP', async (_what, payload) => {
  const [guesser, other] = [newAddress(), newAddress()];
  expect(await repeat(limit + 1, () => closedWith(guesser, payload))).toEqual([...Array<number>(limit).fill(4401), 4290]);
  expect(await anonymousStatus(guesser)).toBe(429);
  expect([await anonymousStatus(other), await closedWith(other, payload)]).toEqual([200, 4401]);
});

test('whoever has a network of IPv6 is counted as one, whatever address of it they take', async () => {
  const statuses = await repeat(limit + 1, () => anonymousStatus(`2001:db8:7:8::${(used += 1)}`));
  expect(statuses).toEqual([...Array<number>(limit).fill(200), 429]);
  expect(await anonymousStatus('2001:db8:7:9::1')).toBe(200);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:01::9', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, counted) => {
  expect(countedAs(address)).toBe(counted);
});

describe('the address of a client', () => {
  const remote = '10.0.0.7';
  test.each([
    ['nobody is trusted', [], '192.0.2.1'],
    ['one proxy', [remote], '192.0.2.1'],
    ['one proxy, of whom nothing came on', [remote], undefined],
    ['one proxy, and a client that forges another before it', [remote], '198.51.100.1, 192.0.2.1'],
    ['a proxy of a range behind another', ['10.0.0.0/8'], '192.0.2.1, 10.9.9.9'],
    ['proxies alone', ['10.0.0.0/8'], '10.1.1.1, 10.9.9.9'],
    ['somebody who is no proxy', ['10.0.0.8'], '192.0.2.1'],
    ['words', [remote], 'unknown, words'],
    ['an address of IPv6', [remote, 'fd00::/8'], '2001:db8::1,fd00::5'],
  ])('is at a socket what it is at a route: %s', async (_what, trusted, forwarded) => {
    const app = fastify({ trustProxy: trusted.length > 0 ? [...trusted] : false });
    app.get('/', (request) => request.ip);
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const seen = (await app.inject({ url: '/', headers, remoteAddress: remote })).body;
    expect(readClientAddress(trusted)({ socket: { remoteAddress: remote } as never, headers })).toBe(seen);
  });

  test('an IPv4 proxy that a socket of both families names is the proxy', () => {
    expect(readClientAddress([remote])({ socket: { remoteAddress: `::ffff:${remote}` } as never, headers: from('192.0.2.1') })).toBe('192.0.2.1');
  });
});
