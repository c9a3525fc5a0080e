import { randomUUID } from 'node:crypto';
import { messageQueued } from '../../../schema/events/calls';
import { noticeRequested } from '../../../schema/events/alerts';
import { openWorld, type Business, type World } from './world';

let world: World;
let phones = 0;
const newPhone = () => `+1415555${String(1000 + (phones += 1))}`;

beforeAll(async () => void (world = await openWorld({ wired: true })));
afterAll(() => world.close());
afterEach(() => world.control('DELETE', '/faults'));

type Queued = Parameters<typeof messageQueued>[0];
async function queue(business: Business, to: string, changes: Partial<Queued> = {}): Promise<string> {
  const message: Queued = { messageId: randomUUID(), conversationId: randomUUID(), lineId: business.lineId, to, body: `Hello ${to}`, purpose: 'MISSED_CALL', ownership: 1, validitySeconds: 300, ...changes };
  await business.say(messageQueued(message));
  return message.messageId;
}
const textsTo = async (phone: string) => (await world.control('GET', `/outbox?to=${encodeURIComponent(phone)}`)) as { sid: string; body: string }[];

test('a queued text is sent once, and its delivery is told', async () => {
  const business = await world.business();
  const phone = newPhone();
  const messageId = await queue(business, phone);
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId, purpose: 'MISSED_CALL' }]);
  expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId }]);
  expect(await textsTo(phone)).toHaveLength(1);
});

test.each(['rate500ButSent', 'rateSentWithoutAnswer', 'rate500', 'rateTimeout', 'rate429'])('one text under the fault %s', async (fault) => {
  const business = await world.business();
  const phone = newPhone();
  const sends = { rate429: 0, rate500: 0, rate500ButSent: 0, rateTimeout: 0, rateSentWithoutAnswer: 0, [fault]: 1 };
  await world.control('PUT', '/faults', { sends, timeoutMs: 500, webhooks: { dropRate: 1, kinds: ['messageStatus'] } });
  const messageId = await queue(business, phone);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await world.control('PUT', '/faults', { webhooks: { dropRate: 1, kinds: ['messageStatus'] } });
  expect(await business.until('telephony.messageAccepted', 1, 40_000)).toMatchObject([{ messageId }]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await textsTo(phone)).toHaveLength(1);
});

test('a signed status callback proves an uncertain send', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', '/faults', { sends: { rate429: 0, rate500: 0, rate500ButSent: 1, rateTimeout: 0, rateSentWithoutAnswer: 0 } });
  await queue(business, phone);
  await business.until('telephony.messageDelivered', 1, 5_000);
  expect(await textsTo(phone)).toHaveLength(1);
});

test('a text to somebody who opted out, or one that was superseded, is dropped', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.post('/webhooks/twilio/sms', { MessageSid: `SM${randomUUID().replaceAll('-', '')}`, From: phone, To: business.number, Body: 'STOP' });
  await queue(business, phone);
  await queue(business, newPhone(), { ownership: 0, purpose: 'REPLY' });
  const dropped = await business.until('telephony.messageDropped', 2);
  expect(dropped.map((event) => event['reason']).sort()).toEqual(['OPTED_OUT', 'SUPERSEDED']);
  expect(await textsTo(phone)).toEqual([]);
});

test('a missed-call text that comes too late is not sent', async () => {
  const business = await world.business();
  const phone = newPhone();
  await queue(business, phone, { validitySeconds: 0 });
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ reason: 'TOO_LATE', beforeAcceptance: true }]);
  expect(await textsTo(phone)).toEqual([]);
});

test('a landline is marked, failed with its code, and not texted again', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', `/phones/${encodeURIComponent(phone)}`, { delivery: 'undelivered', errorCode: 30006 });
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 30006, reason: 'LANDLINE', beforeAcceptance: false }]);
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed', 2)).toMatchObject([{}, { code: 30006, reason: 'UNREACHABLE', beforeAcceptance: true }]);
  expect(await textsTo(phone)).toHaveLength(1);
});

test('Twilio’s 21610 is an opt-out of ours', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', `/phones/${encodeURIComponent(phone)}`, { refuseCode: 21610 });
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 21610, reason: 'OPTED_OUT' }]);
  expect(await business.events('telephony.optOutChanged')).toMatchObject([{ phone, optedOut: true, source: 'CARRIER' }]);
});

test('a line sends at its pace, texts after missed calls first', async () => {
  const business = await world.business({ segmentsPerSecond: 2 });
  const replies = await Promise.all([1, 2, 3].map(() => queue(business, newPhone(), { purpose: 'REPLY', validitySeconds: null })));
  await business.until('telephony.messageAccepted', 1);
  const urgent = await queue(business, newPhone());
  await business.until('telephony.messageAccepted', 4);
  const order = (await business.query<{ id: string; sending_at: Date }>('select id, sending_at from telephony.messages where tenant_id = $1 order by sending_at', [business.tenantId])).map((row) => row);
  expect(replies).toContain(order[0]?.id);
  expect(order.findIndex((row) => row.id === urgent)).toBeLessThanOrEqual(2);
  for (const [index, row] of order.slice(1).entries()) expect(row.sending_at.getTime() - (order[index]?.sending_at.getTime() ?? 0)).toBeGreaterThanOrEqual(490);
});

test('a notice goes out from the business’s first line, once for its id', async () => {
  const business = await world.business();
  const notice = { noticeId: randomUUID(), alertId: randomUUID(), to: newPhone(), body: 'Somebody needs you' };
  await business.say(noticeRequested(notice));
  await business.say(noticeRequested(notice));
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId: notice.noticeId, conversationId: null }]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await textsTo(notice.to)).toHaveLength(1);
});
