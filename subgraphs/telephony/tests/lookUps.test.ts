import { randomUUID } from 'node:crypto';
import { eventually } from '../../../tests/harness/eventually';
import { newPhone, queue, textsOf } from './texts';
import { openWorld, type Business, type World } from './world';

/** What is looked up at the carrier when its word is lost: texts that may have been sent, and calls that nothing more is heard of. */
let world: World;
const { textsTo } = textsOf(() => world);

beforeAll(async () => {
  world = await openWorld({ wired: true });
  // Time is set back here, and the carrier's list would lag behind that.
  await world.control('PUT', '/settings', { listLagMs: 0 });
});
afterAll(() => world.close());
afterEach(() => world.control('DELETE', '/faults'));

/** The one job of that topic, waiting; null while there is none, or it runs. */
async function waitingJob(business: Business, topic: string): Promise<{ runAt: Date } | null> {
  const [job] = await business.query<{ runAt: Date }>(`select run_at as "runAt" from platform.jobs where tenant_id = $1 and topic = $2 and lease is null and dead_at is null`, [business.tenantId, topic]);
  return job ?? null;
}
/** Lets the time of the job come, and waits until it has run and is put off again. */
async function runsAndWaits(business: Business, topic: string): Promise<Date> {
  await runs(business, topic);
  const job = await eventually(async () => {
    const waiting = await waitingJob(business, topic);
    return waiting && waiting.runAt.getTime() > Date.now() + 5_000 ? waiting : null;
  }, `${topic} put off`);
  return job.runAt;
}
async function runs(business: Business, topic: string): Promise<void> {
  await eventually(() => waitingJob(business, topic), `a waiting ${topic}`);
  await world.database.transaction(business.tenantId, async (tx) => {
    await tx.query(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1 and topic = $2`, [business.tenantId, topic]);
    tx.wakes('jobs');
  });
}

describe('a text', () => {
  const topic = 'telephony.sendText';

  /** A text whose send was uncertain long enough ago to be looked up. */
  async function uncertain(fault: 'rate500' | 'rate500ButSent', body = 'Hello') {
    const business = await world.business();
    const phone = newPhone();
    const silent = { webhooks: { dropRate: 1, kinds: ['messageStatus'] } };
    await world.control('PUT', '/faults', { ...silent, sends: { [fault]: 1 }, lookUps: { rate500: 1 } });
    const messageId = await queue(business, phone, { body });
    await eventually(async () => (await waitingJob(business, topic)) !== null && (await world.control('GET', `/faults/struck?kind=${fault}&count=1`)), 'an uncertain send');
    await business.query(`update telephony.messages set sending_at = now() - interval '11 seconds' where tenant_id = $1`, [business.tenantId]);
    return { business, phone, messageId, carrierHeals: () => world.control('PUT', '/faults', silent) };
  }

  test('is never sent again while the carrier cannot be asked for it, however often; long after it is worth sending it has failed as UNCERTAIN', async () => {
    const { business, phone, messageId } = await uncertain('rate500ButSent');
    // A job that failed so often would be dead.
    for (let looks = 0; looks < 13; looks += 1) await runsAndWaits(business, topic);
    expect(await business.events('telephony.messageFailed')).toEqual([]);
    await business.query(`update telephony.messages set queued_at = now() - interval '66 minutes' where tenant_id = $1`, [business.tenantId]);
    await runs(business, topic);
    expect(await business.until('telephony.messageFailed')).toMatchObject([{ messageId, code: null, reason: 'UNCERTAIN', beforeAcceptance: true }]);
    await business.settled();
    expect(await textsTo(phone)).toHaveLength(1);
  });

  test('that the carrier did send is found once it can be asked, whatever it wrote instead of costly characters', async () => {
    const { business, phone, carrierHeals } = await uncertain('rate500ButSent', 'We’re on it — “really”…');
    await runsAndWaits(business, topic);
    await carrierHeals();
    await runs(business, topic);
    const [accepted] = await business.until('telephony.messageAccepted');
    await business.settled();
    expect(await textsTo(phone)).toMatchObject([{ sid: accepted?.['twilioSid'], body: 'We\'re on it - "really"...' }]);
  });

  test('that the carrier did not send keeps the pace of its line when it goes again', async () => {
    const { business, phone, carrierHeals } = await uncertain('rate500');
    await carrierHeals();
    await business.query(`update telephony.lines set next_send_at = now() + interval '1 hour' where tenant_id = $1`, [business.tenantId]);
    expect((await runsAndWaits(business, topic)).getTime()).toBeGreaterThan(Date.now() + 1_800_000);
    expect(await textsTo(phone)).toEqual([]);
    await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
    await runs(business, topic);
    await business.until('telephony.messageAccepted');
    const [line] = await business.query<{ ahead: boolean }>(`select next_send_at > m.sending_at as ahead from telephony.lines l join telephony.messages m using (tenant_id) where tenant_id = $1`, [business.tenantId]);
    expect([await textsTo(phone), line]).toMatchObject([[{}], { ahead: true }]);
  });

  test('goes out by the other of two tokens where Twilio refuses one', async () => {
    const { accountSid, authTokens } = await world.subaccount();
    const business = await world.business({ account: { accountSid, authTokens: ['a-token-of-tomorrow', ...authTokens] } });
    const phone = newPhone();
    for (let count = 0; count < 2; count += 1) await queue(business, phone, { purpose: 'REPLY', validitySeconds: null });
    await business.until('telephony.messageAccepted', 2);
    expect(await business.events('telephony.sendingHindered')).toEqual([]);
  });

  test('is no worse for our wrong token: people are told, the line waits, and it goes once the token is right', async () => {
    const { accountSid, authTokens } = await world.subaccount();
    const business = await world.business({ account: { accountSid, authTokens: ['a-wrong-token'] } });
    const phone = newPhone();
    await queue(business, phone);
    expect(await business.until('telephony.sendingHindered')).toMatchObject([{ lineId: business.lineId, reason: 'NOT_AUTHENTICATED', code: 20003 }]);
    await world.setAccount(business.tenantId, { accountSid, authTokens });
    await eventually(async () => ((await waitingJob(business, topic))?.runAt.getTime() ?? 0) > Date.now() + 30_000, 'a text put off');
    await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
    await runs(business, topic);
    await business.until('telephony.messageAccepted');
    expect([await business.events('telephony.messageFailed'), await textsTo(phone)]).toMatchObject([[], [{}]]);
  });
});

describe('a call', () => {
  const topic = 'telephony.checkCall';
  const caller = '+12085550123';
  const startedAgo = (business: Business, interval: string) => business.query(`update telephony.calls set started_at = now() - $2::interval, answered_at = answered_at - $2::interval where tenant_id = $1`, [business.tenantId, interval]);

  /** A call that a person takes, while the two talk; its number has no fallback URL. */
  async function talking() {
    const business = await world.business();
    await world.control('PUT', `/numbers/${encodeURIComponent(business.number)}`, { voiceFallbackUrl: '' });
    const { sid } = (await world.control('POST', '/calls', { from: caller, to: business.number, timeScale: 1 })) as { sid: string };
    const phase = (wanted: string) => eventually(async () => ((await world.control('GET', `/calls/${sid}`)) as { dial: { phase: string } | null }).dial?.phase === wanted, wanted);
    await phase('ringing');
    await world.control('POST', `/calls/${sid}/answer`);
    await phase('screening');
    await world.control('POST', `/calls/${sid}/press`, { digits: '1' });
    await runs(business, 'telephony.confirmTalk');
    await business.until('telephony.callAnswered');
    return { business, hangUp: () => world.control('POST', `/calls/${sid}/hangup`, { by: 'caller' }) };
  }

  test('that a person took is completed when the carrier says so, though every webhook of its end is lost', async () => {
    const { business, hangUp } = await talking();
    await runsAndWaits(business, topic);
    expect(await business.events('telephony.callCompleted')).toEqual([]);
    await world.control('PUT', '/faults', { webhooks: { dropRate: 1, kinds: ['dialAction', 'callStatus'] } });
    await hangUp();
    await world.control('GET', '/idle');
    expect(await business.events('telephony.callCompleted')).toEqual([]);
    await runs(business, topic);
    expect(await business.until('telephony.callCompleted')).toHaveLength(1);
    expect(await business.events('telephony.callMissed')).toEqual([]);
  });

  test('that a person took is over after a day at the latest, whatever the carrier says', async () => {
    const { business, hangUp } = await talking();
    await startedAgo(business, '25 hours');
    await runs(business, topic);
    const [completed] = await business.until('telephony.callCompleted');
    expect(completed).toMatchObject({ durationSeconds: 0, endedAt: completed?.['answeredAt'] });
    await hangUp();
  });

  test('that rings is asked after while the carrier cannot be asked, however often; an hour later it was missed when it began', async () => {
    const business = await world.business();
    await world.control('PUT', '/faults', { lookUps: { rate500: 1 } });
    await world.post('/webhooks/twilio/call', { CallSid: `CA${randomUUID().replaceAll('-', '')}`, From: caller, To: business.number, CallStatus: 'ringing' });
    for (let looks = 0; looks < 13; looks += 1) await runsAndWaits(business, topic);
    expect(await business.events('telephony.callMissed')).toEqual([]);
    await startedAgo(business, '1 hour');
    await runs(business, topic);
    const [missed] = await business.until('telephony.callMissed');
    expect(missed).toMatchObject({ missedAt: missed?.['startedAt'] });
  });

  test('that something picked up is missed at last, though the work that decides it so is dead', async () => {
    const business = await world.business();
    const sid = `CA${randomUUID().replaceAll('-', '')}`;
    const form = { CallSid: sid, From: caller, To: business.number };
    await world.post('/webhooks/twilio/call', { ...form, CallStatus: 'ringing' });
    await world.post(`/webhooks/twilio/call/status/${sid}`, { ...form, DialCallStatus: 'completed', DialCallDuration: '20' });
    await business.query(`delete from platform.jobs where tenant_id = $1 and topic = 'telephony.settleUnproven'`, [business.tenantId]);
    // What is only late has its time.
    await runsAndWaits(business, topic);
    expect(await business.events('telephony.callMissed')).toEqual([]);
    await business.query(`update telephony.calls set ended_at = ended_at - interval '2 minutes' where tenant_id = $1`, [business.tenantId]);
    await runs(business, topic);
    expect(await business.until('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'VOICEMAIL' }]);
  });

  test('that nobody screens and that the carrier says goes on is none that was missed, however long the two talk', async () => {
    const business = await world.business({ screening: 'OFF' });
    const { sid } = (await world.control('POST', '/calls', { from: caller, to: business.number, timeScale: 1 })) as { sid: string };
    const phase = (wanted: string) => eventually(async () => ((await world.control('GET', `/calls/${sid}`)) as { dial: { phase: string } | null }).dial?.phase === wanted, wanted);
    await phase('ringing');
    await world.control('POST', `/calls/${sid}/answer`);
    await phase('bridged');
    await startedAgo(business, '3 hours');
    await runsAndWaits(business, topic);
    expect(await business.events('telephony.callMissed')).toEqual([]);
    await world.control('POST', `/calls/${sid}/hangup`, { by: 'caller' });
    expect(await business.until('telephony.callCompleted')).toHaveLength(1);
  });
});
