import { randomUUID } from 'node:crypto';
import { noticeRequested } from '../../../schema/events/alerts';
import { eventually } from '../../../tests/harness/eventually';
import { newPhone, putOff, queue, textsOf } from './texts';
import { newSid, openWorld, type Business, type World } from './world';

/** Between a text's first try and its next: what changes meanwhile, what need not wait for it, and how long it waits. */
let world: World;
const { textsTo, phoneFails, phoneHeals, timeComes } = textsOf(() => world);

beforeAll(async () => {
  world = await openWorld({ wired: true });
  // Time is set back here, and the carrier's list would lag behind that.
  await world.control('PUT', '/settings', { listLagMs: 0 });
});
afterAll(() => world.close());
afterEach(() => world.control('DELETE', '/faults'));

const reply = { purpose: 'REPLY', validitySeconds: null } as const;
const silent = { webhooks: { dropRate: 1, kinds: ['messageStatus'] } };
/** From now on calls.claim_message refuses it, as after a takeover. */
const superseded = (business: Business, messageId: string) => business.query('update telephony.messages set ownership = 0 where tenant_id = $1 and id = $2', [business.tenantId, messageId]);
const statusOf = async (business: Business, messageId: string) => (await business.query<{ status: string }>('select status from telephony.messages where tenant_id = $1 and id = $2', [business.tenantId, messageId]))[0]?.status;

describe('a text that a person’s takeover or a newer text overtakes', () => {
  test.each([
    ['the carrier had put off', 'rate429', 'QUEUED', 0],
    ['the carrier is asked for, and has not', 'rate500', 'SENDING', 10],
  ] as const)('is dropped where %s', async (_what, fault, status, seconds) => {
    const business = await world.business();
    const phone = newPhone();
    await world.control('PUT', '/faults', { ...silent, sends: { [fault]: 1 }, retryAfter: 60 });
    const messageId = await queue(business, phone, reply);
    await putOff(business, messageId, seconds, status);
    await superseded(business, messageId);
    await world.control('PUT', '/faults', silent);
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageDropped')).toMatchObject([{ messageId, reason: 'SUPERSEDED' }]);
    expect(await textsTo(phone)).toEqual([]);
    // A callback that comes all the same proves that it went, and nobody is to think otherwise.
    if (fault === 'rate429') return;
    const late = newSid('SM');
    await world.post(`/webhooks/twilio/sms/status?message=${messageId}`, { MessageSid: late, MessageStatus: 'sent', From: business.number, To: phone });
    expect(await business.events('telephony.messageAccepted')).toMatchObject([{ messageId, twilioSid: late }]);
  });

  test('counts as sent where the carrier is asked for it, and has', async () => {
    const business = await world.business();
    const phone = newPhone();
    await world.control('PUT', '/faults', { ...silent, sends: { rate500ButSent: 1 } });
    const messageId = await queue(business, phone, reply);
    await putOff(business, messageId, 10, 'SENDING');
    await superseded(business, messageId);
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId }]);
    expect(await business.events('telephony.messageDropped')).toEqual([]);
  });

  test('has failed where the carrier had taken it and failed it: its one later try is not made', async () => {
    const business = await world.business();
    const phone = newPhone();
    await phoneFails(phone, 'callback', 30003);
    const messageId = await queue(business, phone, reply);
    await putOff(business, messageId, 45);
    await superseded(business, messageId);
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId, code: 30003, beforeAcceptance: false, unreachable: null }]);
    expect([await textsTo(phone), await business.events('telephony.messageDropped')]).toMatchObject([[{}], []]);
  });
});

test.each(['SAFETY', 'HUMAN'] as const)('%s goes out at once beside a reply of its conversation that waits for its look-up; another reply waits', async (purpose) => {
  const business = await world.business();
  const [phone, conversationId] = [newPhone(), randomUUID()];
  await world.control('PUT', '/faults', { ...silent, sends: { rateTimeout: 1 }, timeoutMs: 100 });
  const stuck = await queue(business, phone, { ...reply, conversationId });
  await putOff(business, stuck, 10, 'SENDING');
  await world.control('PUT', '/faults', silent);
  const next = await queue(business, phone, { ...reply, conversationId, body: 'and then' });
  const urgent = await queue(business, phone, { ...reply, conversationId, purpose, body: 'leave the house' });
  expect(await business.until('telephony.messageAccepted')).toMatchObject([{ messageId: urgent }]);
  expect([await statusOf(business, stuck), await statusOf(business, next)]).toEqual(['SENDING', 'QUEUED']);
  await timeComes(business, stuck);
  expect((await business.until('telephony.messageAccepted', 3)).map((event) => event['messageId'])).toEqual([urgent, stuck, next]);
});

test('what a person writes waits for what they wrote before', async () => {
  const business = await world.business();
  const [phone, conversationId] = [newPhone(), randomUUID()];
  await world.control('PUT', '/faults', { sends: { rate429: 1 }, retryAfter: 60 });
  const first = await queue(business, phone, { ...reply, conversationId, purpose: 'HUMAN' });
  await putOff(business, first, 50);
  await world.control('DELETE', '/faults');
  const second = await queue(business, phone, { ...reply, conversationId, purpose: 'HUMAN', body: 'and then' });
  await eventually(() => statusOf(business, second), 'the second text');
  await timeComes(business, first);
  expect((await business.until('telephony.messageAccepted', 2)).map((event) => event['messageId'])).toEqual([first, second]);
});

describe('a warning to the business’s own people', () => {
  const warn = async (business: Business, to: string, isRepeat = false) => {
    const noticeId = randomUUID();
    await business.say(noticeRequested({ noticeId, alertId: randomUUID(), to, body: 'Somebody is in danger', isRepeat }));
    return noticeId;
  };
  const lost = (business: Business, to: string, code: number | null) => ({ lineId: business.lineId, number: business.number, reason: 'WARNING_UNDELIVERED', to, code, at: expect.any(String) });
  const marked = (business: Business) => business.query('select phone from telephony.unreachable_numbers where tenant_id = $1', [business.tenantId]);

  test('that is not delivered is told of by its phone, and the next one is sent all the same; delivered, that is told', async () => {
    const business = await world.business();
    const [owner, colleague] = [newPhone(), newPhone()];
    await phoneFails(owner, 'callback', 30003);
    const first = await warn(business, owner);
    await putOff(business, first, 45);
    await timeComes(business, first);
    expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId: first, code: 30003, unreachable: null }]);
    await phoneFails(colleague, 'answer', 30006);
    await warn(business, colleague);
    await business.until('telephony.messageFailed', 2);
    expect(await business.events('telephony.sendingHindered')).toEqual([lost(business, owner, 30003), lost(business, colleague, 30006)]);
    expect(await marked(business)).toEqual([]);
    await phoneHeals(owner);
    const second = await warn(business, owner, true);
    expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId: second }]);
    // The colleague's phone is as silent as before.
    expect(await business.until('telephony.sendingResumed')).toMatchObject([{ reason: 'WARNING_UNDELIVERED', to: owner }]);
  });

  test('is sent to a number that texts to a customer did not reach', async () => {
    const business = await world.business();
    const owner = newPhone();
    await phoneFails(owner, 'callback', 30006);
    await queue(business, owner);
    await business.until('telephony.messageFailed');
    expect(await marked(business)).toEqual([{ phone: owner }]);
    await phoneHeals(owner);
    const notice = await warn(business, owner);
    expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId: notice }]);
  });

  test('that may not be sent, for a STOP of that phone, is told of', async () => {
    const business = await world.business();
    const owner = newPhone();
    await world.post('/webhooks/twilio/sms', { MessageSid: newSid('SM'), From: owner, To: business.number, Body: 'STOP' });
    await warn(business, owner);
    expect(await business.until('telephony.sendingHindered')).toEqual([lost(business, owner, 21610)]);
  });
});

test('a number that cannot be reached is not marked where its text came too late for a second try', async () => {
  const business = await world.business();
  const phone = newPhone();
  await phoneFails(phone, 'callback', 30003);
  await queue(business, phone, { validitySeconds: 50 });
  expect(await business.until('telephony.messageFailed')).toMatchObject([{ code: 30003, unreachable: null }]);
  await phoneHeals(phone);
  const next = await queue(business, phone);
  expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId: next }]);
});

describe('a customer who writes between a text’s two failures', () => {
  const writes = (business: Business, phone: string, messageSid = newSid('SM')) => world.post('/webhooks/twilio/sms', { MessageSid: messageSid, From: phone, To: business.number, Body: 'Are you there?' });

  test('can be reached: the failure before counts for nothing, and the text has another try', async () => {
    const business = await world.business();
    const phone = newPhone();
    await phoneFails(phone, 'callback', 30003);
    const messageId = await queue(business, phone, reply);
    await putOff(business, messageId, 45);
    await writes(business, phone);
    await timeComes(business, messageId);
    await putOff(business, messageId, 45);
    expect([await business.events('telephony.messageFailed'), await business.query('select phone from telephony.unreachable_numbers where tenant_id = $1', [business.tenantId])]).toEqual([[], []]);
    await phoneHeals(phone);
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageDelivered')).toMatchObject([{ messageId }]);
  });

  test('has written once: neither a repeat of it nor what others write counts', async () => {
    const business = await world.business();
    const phone = newPhone();
    const messageSid = newSid('SM');
    await writes(business, phone, messageSid);
    await phoneFails(phone, 'callback', 30003);
    const messageId = await queue(business, phone, reply);
    await putOff(business, messageId, 45);
    await writes(business, phone, messageSid);
    await writes(business, newPhone());
    await timeComes(business, messageId);
    expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId, code: 30003, unreachable: 'INVALID' }]);
  });
});

describe('a text that the carrier puts off', () => {
  const waitOf = async (business: Business, messageId: string) => {
    const [row] = await business.query<{ fromSend: number; fromQueue: number }>(
      `select extract(epoch from due_at - sending_at)::real as "fromSend", extract(epoch from due_at - queued_at)::real as "fromQueue" from telephony.messages where tenant_id = $1 and id = $2`,
      [business.tenantId, messageId],
    );
    return row;
  };

  test('waits as long as it says, however long', async () => {
    const business = await world.business();
    await world.control('PUT', '/faults', { sends: { rate429: 1 }, retryAfter: 120 });
    const messageId = await queue(business, newPhone());
    await putOff(business, messageId, 119);
    expect((await waitOf(business, messageId))?.fromSend).toBeGreaterThanOrEqual(120);
  });

  test('waits no longer than it is worth sending, and then has failed as too late', async () => {
    const business = await world.business();
    await world.control('PUT', '/faults', { sends: { rate429: 1 }, retryAfter: 7_200 });
    const messageId = await queue(business, newPhone(), { validitySeconds: 300 });
    await putOff(business, messageId, 290);
    expect((await waitOf(business, messageId))?.fromQueue).toBe(300);
  });
});

test('a process that died between a send and its answer: the text is not asked for before the carrier’s list can be trusted', async () => {
  const business = await world.business();
  const phone = newPhone();
  await world.control('PUT', '/faults', { sends: { rate429: 1 }, retryAfter: 60 });
  const messageId = await queue(business, phone);
  await putOff(business, messageId, 50);
  await world.control('DELETE', '/faults');
  // As the claim leaves it, and the job comes again for want of its lease.
  await world.database.transaction(business.tenantId, async (tx) => {
    await tx.query(`update telephony.messages set status = 'SENDING', sending_at = clock_timestamp() where tenant_id = $1`, [business.tenantId]);
    await tx.query(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1`, [business.tenantId]);
    tx.wakes('jobs');
  });
  await putOff(business, messageId, 10, 'SENDING');
  expect(await textsTo(phone)).toEqual([]);
});

test('the carrier is told how long a text is worth sending, and to repeat what it says of it', async () => {
  const business = await world.business();
  const [missed, answered] = [newPhone(), newPhone()];
  await queue(business, missed, { validitySeconds: 300 });
  await queue(business, answered, reply);
  await business.until('telephony.messageAccepted', 2);
  const asked = await Promise.all([missed, answered].map((phone) => textsTo(phone)));
  expect(asked).toMatchObject([[{ statusCallback: expect.stringMatching(/\?message=[0-9a-f-]{36}#rc=5&rp=all$/) }], [{ validitySeconds: null }]]);
  const validitySeconds = asked[0]?.[0]?.validitySeconds;
  expect(validitySeconds).toBeGreaterThan(240);
  expect(validitySeconds).toBeLessThanOrEqual(300);
});
