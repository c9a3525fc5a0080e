import { randomUUID } from 'node:crypto';
import { messageQueued } from '../../../schema/events/calls';
import { noticeRequested } from '../../../schema/events/alerts';
import { eventually } from '../../../tests/harness/eventually';
import { openWorld, type Business, type World } from './world';

let world: World;
let phones = 0;
const newSid = () => `SM${randomUUID().replaceAll('-', '')}`;
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
  const silent = { webhooks: { dropRate: 1, kinds: ['messageStatus'] } };
  await world.control('PUT', '/faults', { sends: { [fault]: 1 }, timeoutMs: 500, ...silent });
  const messageId = await queue(business, phone);
  await world.struck(fault);
  await world.control('PUT', '/faults', silent);
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId }]);
  await business.settled();
  expect(await textsTo(phone)).toHaveLength(1);
});

test('a signed status callback proves an uncertain send', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', '/faults', { sends: { rate500: 1 } });
  const messageId = await queue(business, phone);
  await world.struck('rate500');
  await world.control('DELETE', '/faults');
  // The carrier's list does not know this text: the callback alone tells of it.
  const callback = { MessageSid: newSid(), MessageStatus: 'sent', From: business.number, To: phone };
  expect((await world.post(`/webhooks/twilio/sms/status?message=${messageId}`, callback)).statusCode).toBe(204);
  expect(await business.events('telephony.messageAccepted')).toMatchObject([{ messageId, twilioSid: callback.MessageSid }]);
  await business.settled();
  expect(await textsTo(phone)).toEqual([]);
});

test('a text to somebody who opted out, or one that was superseded, is dropped', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.post('/webhooks/twilio/sms', { MessageSid: newSid(), From: phone, To: business.number, Body: 'STOP' });
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

test('a text that Twilio dropped since it came too late has failed with 30036', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', `/phones/${encodeURIComponent(phone)}`, { delivery: 'failed', errorCode: 30036 });
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 30036, reason: 'TOO_LATE', beforeAcceptance: false }]);
});

test('a missing registration stops all texts of the business, with the code', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', `/phones/${encodeURIComponent(phone)}`, { delivery: 'undelivered', errorCode: 30034 });
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 30034, reason: 'NOT_REGISTERED' }]);
  const other = newPhone();
  await queue(business, other);
  expect(await business.until('telephony.messageFailed', 2)).toMatchObject([{}, { code: 30034, reason: 'NOT_REGISTERED', beforeAcceptance: true }]);
  expect(await textsTo(other)).toEqual([]);
});

test('a full queue at Twilio slows the whole line down', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', `/phones/${encodeURIComponent(phone)}`, { refuseCode: 21611 });
  await queue(business, phone);
  const paused = `select 1 as one from telephony.lines where tenant_id = $1 and next_send_at > now() + interval '1 second'`;
  await eventually(async () => (await business.query(paused, [business.tenantId])).length > 0, 'a line that waits');
  await world.control('DELETE', `/phones/${encodeURIComponent(phone)}`);
  expect(await business.until('telephony.messageAccepted')).toHaveLength(1);
});

test('a line sends at its pace: warnings of danger first, then texts after missed calls', async () => {
  const business = await world.business({ segmentsPerSecond: 2 });
  // The line is held until all five wait.
  await business.query(`update telephony.lines set next_send_at = now() + interval '1 hour' where tenant_id = $1`, [business.tenantId]);
  for (let index = 0; index < 3; index += 1) await queue(business, newPhone(), { purpose: 'REPLY', validitySeconds: null });
  const danger = await queue(business, newPhone(), { purpose: 'SAFETY', validitySeconds: null });
  const urgent = await queue(business, newPhone());
  const waiting = `select payload->>'messageId' as id from platform.jobs where tenant_id = $1 and topic = 'telephony.sendText' and lease is null and run_at > now() + interval '30 minutes' order by run_at`;
  await eventually(async () => (await business.query(waiting, [business.tenantId])).length === 5, 'five waiting texts');
  const order = (await business.query<{ id: string }>(waiting, [business.tenantId])).map(({ id }) => id);
  expect(order.indexOf(danger)).toBeLessThan(order.indexOf(urgent));
  await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
  // The line is free when the replies come to it, and the urgent ones are not there yet.
  await business.query(`update platform.jobs set run_at = now() + case payload->>'messageId' when $2 then interval '500 milliseconds' when $3 then interval '1 second' else interval '0' end where tenant_id = $1`, [business.tenantId, danger, urgent]);
  await business.until('telephony.messageAccepted', 5);
  const sent = await business.query<{ id: string; sending_at: Date }>('select id, sending_at from telephony.messages where tenant_id = $1 order by sending_at', [business.tenantId]);
  expect(sent.slice(0, 2).map(({ id }) => id)).toEqual([danger, urgent]);
  for (const [index, { sending_at }] of sent.slice(1).entries()) expect(sending_at.getTime() - (sent[index]?.sending_at.getTime() ?? 0)).toBeGreaterThanOrEqual(500);
});

test('a text after a missed call that nobody sends does not hold up the others', async () => {
  const business = await world.business();
  await business.query(
    `insert into telephony.messages (tenant_id, id, line_id, recipient, body, segments, purpose, queued_at, due_at) values ($1, $2, $3, $4, 'stuck', 1, 'MISSED_CALL', now(), now() - interval '31 seconds')`,
    [business.tenantId, randomUUID(), business.lineId, newPhone()],
  );
  const messageId = await queue(business, newPhone(), { purpose: 'REPLY', validitySeconds: null });
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId }]);
});

test('a notice goes out from the business’s first line, once for its id', async () => {
  const business = await world.business();
  const notice = { noticeId: randomUUID(), alertId: randomUUID(), to: newPhone(), body: 'Somebody needs you' };
  await business.say(noticeRequested(notice));
  await business.say(noticeRequested(notice));
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId: notice.noticeId, conversationId: null }]);
  await business.settled();
  expect(await textsTo(notice.to)).toHaveLength(1);
});
