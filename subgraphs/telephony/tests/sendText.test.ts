import { randomUUID } from 'node:crypto';
import { noticeRequested } from '../../../schema/events/alerts';
import { eventually } from '../../../tests/harness/eventually';
import { newPhone, putOff, queue, textsOf, type Door } from './texts';
import { openWorld, type Business, type World } from './world';

let world: World;
const newSid = () => `SM${randomUUID().replaceAll('-', '')}`;
const { textsTo, phoneFails, phoneHeals, timeComes } = textsOf(() => world);

beforeAll(async () => {
  world = await openWorld({ wired: true });
  // Time is set back here, and the carrier's list would lag behind that.
  await world.control('PUT', '/settings', { listLagMs: 0 });
});
afterAll(() => world.close());
afterEach(() => world.control('DELETE', '/faults'));

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
  if (fault !== 'rate429') {
    // Its fate is unknown: it is looked up before anything else, and no sooner than the carrier's list can be trusted.
    await putOff(business, messageId, 10, 'SENDING');
    await timeComes(business, messageId);
  }
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
  await timeComes(business, messageId);
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

const throughBothDoors = <Row extends unknown[]>(rows: Row[]) => rows.flatMap((row) => (['answer', 'callback'] satisfies Door[]).map((door) => [...row, door] as const));

async function effectsOn(business: Business, phone: string) {
  const [row] = await business.query<{ optedOut: boolean; unreachable: number | null; blocked: number | null }>(
    `select exists (select from telephony.opt_outs where tenant_id = $1 and phone = $2) as "optedOut", (select code from telephony.unreachable_numbers where tenant_id = $1 and phone = $2) as unreachable,
       (select blocked_code from telephony.lines where tenant_id = $1 and blocked_until > now()) as blocked`,
    [business.tenantId, phone],
  );
  return row;
}
const attemptsOf = async (business: Business, messageId: string) => (await business.query<{ attempts: number }>('select attempts from telephony.messages where tenant_id = $1 and id = $2', [business.tenantId, messageId]))[0]?.attempts;


test.each(
  throughBothDoors<[code: number, reason: string, effects: { optedOut?: true; unreachable?: number; blocked?: number }, hindered: boolean]>([
    [21211, 'INVALID_NUMBER', { unreachable: 21211 }, false],
    [21408, 'REGION_NOT_ENABLED', {}, true],
    [21610, 'OPTED_OUT', { optedOut: true }, false],
    [21614, 'INVALID_NUMBER', { unreachable: 21614 }, false],
    [21635, 'LANDLINE', { unreachable: 21635 }, false],
    [30004, 'BLOCKED', {}, false],
    [30005, 'UNKNOWN_NUMBER', { unreachable: 30005 }, false],
    [30006, 'LANDLINE', { unreachable: 30006 }, false],
    [30007, 'FILTERED', {}, true],
    [30032, 'NOT_REGISTERED', { blocked: 30032 }, true],
    [30034, 'NOT_REGISTERED', { blocked: 30034 }, true],
    [30036, 'TOO_LATE', {}, false],
  ]),
)('%i fails a text at once as %s, with the effects %j; the business’s own setup hindered: %s (by %s)', async (code, reason, effects, hindered, door) => {
  const business = await world.business();
  const phone = newPhone();
  await phoneFails(phone, door, code);
  const messageId = await queue(business, phone);
  expect(await business.until('telephony.messageFailed')).toMatchObject([
    {
      messageId,
      code,
      reason,
      beforeAcceptance: door === 'answer',
      unreachable: effects.unreachable === undefined ? null : reason === 'LANDLINE' ? 'LANDLINE' : 'INVALID',
      blockedUntil: effects.blocked === undefined ? null : expect.any(String),
    },
  ]);
  expect(await effectsOn(business, phone)).toEqual({ optedOut: false, unreachable: null, blocked: null, ...effects });
  expect(await business.events('telephony.sendingHindered')).toMatchObject(hindered ? [{ lineId: business.lineId, number: business.number, reason, code }] : []);
  expect(await business.events('telephony.optOutChanged')).toMatchObject(effects.optedOut ? [{ phone, optedOut: true, source: 'CARRIER' }] : []);
  await business.settled();
  expect(await attemptsOf(business, messageId)).toBe(1);
});

test.each(
  throughBothDoors<[code: number, reason: string, seconds: number, unreachable: number | null]>([
    [30003, 'UNREACHABLE', 45, 30003],
    [30008, 'CARRIER_ERROR', 20, null],
  ]),
)('%i is tried once more, and then has failed as %s (%i s later at least; the number is marked %s; by %s)', async (code, reason, seconds, unreachable, door) => {
  const business = await world.business();
  const [dead, back] = [newPhone(), newPhone()];
  await phoneFails(dead, door, code);
  await phoneFails(back, door, code);
  const [fails, arrives] = [await queue(business, dead), await queue(business, back)];
  await putOff(business, fails, seconds);
  await putOff(business, arrives, seconds);
  expect(await business.events('telephony.messageFailed')).toEqual([]);
  await timeComes(business, fails);
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId: fails, code, reason, beforeAcceptance: door === 'answer' }]);
  expect(await effectsOn(business, dead)).toMatchObject({ unreachable });
  await phoneHeals(back);
  await timeComes(business, arrives);
  expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId: arrives }]);
  await business.settled();
  expect([await attemptsOf(business, fails), await attemptsOf(business, arrives)]).toEqual([2, 2]);
  expect((await business.events('telephony.messageAccepted')).filter((event) => event['messageId'] === arrives)).toHaveLength(1);
  expect(await effectsOn(business, back)).toMatchObject({ unreachable: null });
});

test.each(throughBothDoors<[code: number, seconds: number]>([[21611, 5], [30001, 20]]))(
  'a full queue (%i) is told at once, the whole line waits (%i s at least), and the text goes on as long as it is worth sending (by %s)',
  async (code, seconds, door) => {
    const business = await world.business();
    const phone = newPhone();
    await phoneFails(phone, door, code);
    const messageId = await queue(business, phone);
    expect(await business.until('telephony.sendingHindered')).toMatchObject([{ lineId: business.lineId, number: business.number, reason: 'QUEUE_FULL', code }]);
    expect(await business.events('telephony.messageFailed')).toEqual([]);
    const waiting = `select 1 as one from telephony.lines where tenant_id = $1 and next_send_at > now() + make_interval(secs => $2)`;
    expect(await business.query(waiting, [business.tenantId, seconds])).toHaveLength(1);
    await putOff(business, messageId, seconds);
    await timeComes(business, messageId);
    expect(await business.until('telephony.sendingHindered', 2)).toHaveLength(2);
    await phoneHeals(phone);
    await putOff(business, messageId, seconds);
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId }]);
    expect(await business.events('telephony.messageFailed')).toEqual([]);
  },
);

test('a queue that stays full until the text is not worth sending fails it', async () => {
  const business = await world.business();
  const phone = newPhone();
  await phoneFails(phone, 'answer', 21611);
  await queue(business, phone, { validitySeconds: 8 });
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 21611, reason: 'QUEUE_FULL', beforeAcceptance: true }]);
  expect(await business.events('telephony.sendingHindered')).toHaveLength(1);
});

test('a landline is not texted again', async () => {
  const business = await world.business();
  const phone = newPhone();
  await phoneFails(phone, 'callback', 30006);
  await queue(business, phone);
  await business.until('telephony.messageFailed');
  await queue(business, phone);
  expect(await business.until('telephony.messageFailed', 2)).toMatchObject([{}, { code: 30006, reason: 'UNREACHABLE', beforeAcceptance: true, unreachable: 'LANDLINE' }]);
  expect(await textsTo(phone)).toHaveLength(1);
});

test('a missing registration stops all texts of the business, with the code', async () => {
  const business = await world.business();
  const phone = newPhone();
  await phoneFails(phone, 'callback', 30034);
  await queue(business, phone);
  const [first] = await business.until('telephony.messageFailed');
  expect(Date.parse(first?.['blockedUntil'] as string)).toBeGreaterThan(Date.now());
  const other = newPhone();
  await queue(business, other);
  expect(await business.until('telephony.messageFailed', 2)).toMatchObject([{}, { code: 30034, reason: 'NOT_REGISTERED', beforeAcceptance: true, blockedUntil: first?.['blockedUntil'] }]);
  expect(await textsTo(other)).toEqual([]);
});

test('that the carrier took somebody for opted out does not undo the START that came after the text was handed over', async () => {
  const business = await world.business();
  const [phone, messageId, sid] = [newPhone(), randomUUID(), newSid()];
  await business.query(
    `insert into telephony.messages (tenant_id, id, line_id, recipient, body, segments, purpose, queued_at, sending_at, status, twilio_sid)
     values ($1, $2, $3, $4, 'Hi', 1, 'REPLY', now() - interval '1 minute', now() - interval '1 minute', 'ACCEPTED', $5)`,
    [business.tenantId, messageId, business.lineId, phone, sid],
  );
  await world.post('/webhooks/twilio/sms', { MessageSid: newSid(), From: phone, To: business.number, Body: 'START' });
  await world.post(`/webhooks/twilio/sms/status?message=${messageId}`, { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '21610', From: business.number, To: phone });
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId, code: 21610, reason: 'OPTED_OUT' }]);
  expect(await business.events('telephony.optOutChanged')).toEqual([]);
});

test('a line sends at its pace: a warning of danger to the customer first, then the owner’s, then texts after missed calls, then the rest, and what the owner was told before last', async () => {
  const business = await world.business({ segmentsPerSecond: 2 });
  // The line is held until all seven wait, the least urgent first.
  await business.query(`update telephony.lines set next_send_at = now() + interval '1 hour' where tenant_id = $1`, [business.tenantId]);
  const waiting = `select payload->>'messageId' as id from platform.jobs where tenant_id = $1 and topic = 'telephony.sendText' and lease is null and run_at > now() + interval '30 minutes' order by run_at`;
  const allWait = (count: number) => eventually(async () => (await business.query(waiting, [business.tenantId])).length === count, `${count} waiting texts`);
  const repeat = randomUUID();
  await business.say(noticeRequested({ noticeId: repeat, alertId: randomUUID(), to: newPhone(), body: 'Somebody is still in danger', isRepeat: true }));
  await allWait(1);
  for (let index = 0; index < 3; index += 1) await queue(business, newPhone(), { purpose: 'REPLY', validitySeconds: null });
  await allWait(4);
  const missed = await queue(business, newPhone());
  await allWait(5);
  const owner = randomUUID();
  await business.say(noticeRequested({ noticeId: owner, alertId: randomUUID(), to: newPhone(), body: 'Somebody is in danger' }));
  await allWait(6);
  const danger = await queue(business, newPhone(), { purpose: 'SAFETY', validitySeconds: null });
  await allWait(7);
  // Each says when it looks again, without which others would not wait for it.
  expect(await business.query(`select 1 from telephony.messages where tenant_id = $1 and looks_at > now() + interval '30 minutes'`, [business.tenantId])).toHaveLength(7);
  // The line is free when they come to it, and each more urgent one is there only after the next: it is its place that lets it pass.
  await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
  const comes = `update platform.jobs set run_at = now() + case payload->>'messageId' when $2 then interval '1500 milliseconds' when $3 then interval '1 second' when $4 then interval '500 milliseconds' else interval '0' end where tenant_id = $1`;
  await business.query(comes, [business.tenantId, danger, owner, missed]);
  await business.until('telephony.messageAccepted', 7);
  const sent = await business.query<{ id: string; sending_at: Date }>('select id, sending_at from telephony.messages where tenant_id = $1 order by sending_at', [business.tenantId]);
  expect(sent.slice(0, 3).map(({ id }) => id)).toEqual([danger, owner, missed]);
  expect(sent.at(-1)?.id).toBe(repeat);
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

test('a notice of a business without a number in service is told of as what hinders it, not lost in silence', async () => {
  const business = await world.business();
  await business.query(`update telephony.lines set status = 'SUSPENDED' where tenant_id = $1`, [business.tenantId]);
  await business.say(noticeRequested({ noticeId: randomUUID(), alertId: randomUUID(), to: newPhone(), body: 'Somebody is in danger' }));
  expect(await business.until('telephony.sendingHindered')).toEqual([{ lineId: null, number: null, reason: 'NO_LINE', code: null, at: expect.any(String) }]);
});
