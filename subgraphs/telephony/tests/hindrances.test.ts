import pino from 'pino';
import { runHealthChecks } from '../../../platform/health/healthCheck';
import { eventually } from '../../../tests/harness/eventually';
import { newPhone, putOff, queue, textsOf } from './texts';
import { openWorld, type Business, type World } from './world';

/** What keeps a number from sending is told while it does, and once when it no longer does. */
let world: World;
const { phoneFails, phoneHeals, timeComes } = textsOf(() => world);
const resumedOf = (business: Business) => business.events('telephony.sendingResumed');
const reply = { purpose: 'REPLY', validitySeconds: null } as const;

describe('a line that was hindered', () => {
  beforeAll(async () => void (world = await openWorld({ wired: true })));
  afterAll(() => world.close());
  afterEach(() => world.control('DELETE', '/faults'));

  /** Waits until a text of that number has arrived, and its callback has been taken in whole. */
  async function arrives(business: Business, to: string): Promise<void> {
    const messageId = await queue(business, to, reply);
    await eventually(async () => (await business.events('telephony.messageDelivered')).some((event) => event['messageId'] === messageId), 'a text that arrives');
  }
  async function hindered(business: Business, to: string, door: 'answer' | 'callback', code: number): Promise<void> {
    const before = (await business.events('telephony.sendingHindered')).length;
    await phoneFails(to, door, code);
    await queue(business, to, reply);
    await business.until('telephony.sendingHindered', before + 1);
    await phoneHeals(to);
    await business.query(`update telephony.lines set next_send_at = '-infinity', blocked_until = null where tenant_id = $1`, [business.tenantId]);
  }
  /** As if what was met had been met so much earlier. */
  async function timePasses(business: Business, interval: string): Promise<void> {
    await world.database.transaction(business.tenantId, async (tx) => {
      await tx.query(`update telephony.hindrances set met_at = met_at - $2::interval where tenant_id = $1`, [business.tenantId, interval]);
      await tx.query(`update platform.jobs set run_at = run_at - $2::interval where tenant_id = $1 and topic = 'telephony.resumeSending'`, [business.tenantId, interval]);
      tx.wakes('jobs');
    });
  }
  const ending = async (business: Business) => (await business.query(`select 1 from platform.jobs where tenant_id = $1 and topic = 'telephony.resumeSending'`, [business.tenantId])).length;

  test.each([
    ['NOT_REGISTERED', 30034, 'callback'],
    ['NOT_REGISTERED', 30032, 'answer'],
    ['REGION_NOT_ENABLED', 21408, 'answer'],
  ] as const)('by %s (%i, by %s) is told to send again with the next text that arrives, and once', async (reason, code, door) => {
    const business = await world.business();
    const phone = newPhone();
    await hindered(business, phone, door, code);
    await hindered(business, phone, door, code);
    expect(await resumedOf(business)).toEqual([]);
    await arrives(business, phone);
    await arrives(business, phone);
    expect(await resumedOf(business)).toEqual([{ lineId: business.lineId, number: business.number, reason, at: expect.any(String) }]);
    await hindered(business, phone, door, code);
    await arrives(business, phone);
    expect(await resumedOf(business)).toHaveLength(2);
  });

  test.each([
    ['QUEUE_FULL', 21611, '4 minutes'],
    ['FILTERED', 30007, '23 hours'],
  ] as const)('by %s (%i) is not told to send again before it has long not been met: a queue or filter that lets some pass does not flap', async (reason, code, notYet) => {
    const business = await world.business();
    const [fails, goes] = [newPhone(), newPhone()];
    const door = code === 30007 ? 'callback' : 'answer';
    await hindered(business, fails, door, code);
    await arrives(business, goes);
    await timePasses(business, notYet);
    // Met again: the time begins anew.
    await hindered(business, fails, door, code);
    await arrives(business, goes);
    await timePasses(business, notYet);
    expect([await resumedOf(business), await ending(business)]).toEqual([[], 1]);
    await timePasses(business, '2 hours');
    expect(await business.until('telephony.sendingResumed')).toMatchObject([{ lineId: business.lineId, reason }]);
    await eventually(async () => (await ending(business)) === 0, 'the end of the work');
    await arrives(business, goes);
    expect(await resumedOf(business)).toHaveLength(1);
  });

  test('to one country is not told to send again by a text to another', async () => {
    const business = await world.business();
    await world.control('PUT', '/settings', { enabledCountries: ['US', 'GB', 'FR'] });
    const [british, french] = ['+442079460123', '+33199001234'];
    await hindered(business, british, 'answer', 21408);
    await hindered(business, french, 'answer', 21408);
    await arrives(business, newPhone());
    await arrives(business, british);
    expect(await resumedOf(business)).toEqual([]);
    await arrives(business, french);
    expect(await resumedOf(business)).toMatchObject([{ reason: 'REGION_NOT_ENABLED' }]);
  });

  test('is not told to send again by the late word of a text that went before', async () => {
    const business = await world.business();
    await world.control('PUT', '/faults', { webhooks: { dropRate: 1, kinds: ['messageStatus'] } });
    const [before, phone] = [newPhone(), newPhone()];
    const messageId = await queue(business, before, reply);
    const [accepted] = await business.until('telephony.messageAccepted');
    await hindered(business, phone, 'answer', 30034);
    const late = { MessageSid: accepted?.['twilioSid'] as string, MessageStatus: 'delivered', From: business.number, To: before };
    expect((await world.post(`/webhooks/twilio/sms/status?message=${messageId}`, late)).statusCode).toBe(204);
    expect([await business.events('telephony.messageDelivered'), await resumedOf(business)]).toMatchObject([[{ messageId }], []]);
  });

  test('by a refused token of the business’s own account is told, and once to send again when the token is right, and what waits goes', async () => {
    const account = await world.subaccount();
    const business = await world.business({ account: { ...account, authTokens: ['a-wrong-one'] } });
    const messageId = await queue(business, newPhone());
    expect(await business.until('telephony.sendingHindered')).toMatchObject([{ lineId: business.lineId, reason: 'NOT_AUTHENTICATED', code: 20003 }]);
    await world.setAccount(business.tenantId, account);
    await putOff(business, messageId, 30);
    await timeComes(business, messageId);
    await business.until('telephony.messageAccepted');
    expect(await resumedOf(business)).toMatchObject([{ lineId: business.lineId, reason: 'NOT_AUTHENTICATED' }]);
  });

  test('by a refused token is told to send again as soon as the account has another, though nothing waits to be sent; a wrong one is told of anew', async () => {
    const account = await world.subaccount();
    const business = await world.business({ account: { ...account, authTokens: ['a-wrong-one'] } });
    const other = await world.business({ account: { ...(await world.subaccount()), authTokens: ['a-wrong-one'] } });
    await putOff(business, await queue(business, newPhone()), 30);
    await putOff(other, await queue(other, newPhone()), 30);
    await business.query(`delete from platform.jobs where tenant_id = $1 and topic = 'telephony.sendText'`, [business.tenantId]);
    await world.setAccount(business.tenantId, { ...account, authTokens: ['another-wrong-one'] });
    expect(await business.until('telephony.sendingResumed')).toEqual([{ lineId: business.lineId, number: business.number, reason: 'NOT_AUTHENTICATED', at: expect.any(String) }]);
    expect(await resumedOf(other)).toEqual([]);
    await business.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
    await putOff(business, await queue(business, newPhone()), 30);
    expect(await business.events('telephony.sendingHindered')).toHaveLength(2);
  });
});

describe('a refused token of the environment’s account', () => {
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
  beforeAll(async () => void (world = await openWorld({ wired: true, twilioAuthToken: 'a-wrong-one', log })));
  afterAll(() => world.close());

  test('is the operator’s matter: one error in the log and a failing check, however many businesses wait, and no word to any of them', async () => {
    const businesses = [await world.business(), await world.business()];
    for (const business of businesses) await putOff(business, await queue(business, newPhone()), 30);
    expect(errors).toEqual([expect.stringContaining('Twilio refuses TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN')]);
    expect(await runHealthChecks(world.started.running.healthChecks ?? [])).toMatchObject({
      status: 'DEGRADED',
      results: [{ name: 'twilio', status: 'DEGRADED', message: expect.stringContaining('NOT_AUTHENTICATED') }],
    });
    for (const business of businesses) expect([await business.events('telephony.sendingHindered'), await business.events('telephony.messageFailed')]).toEqual([[], []]);
  });

  test('does not hide that of a business’s own, which stays that business’s matter', async () => {
    const business = await world.business({ account: { ...(await world.subaccount()), authTokens: ['a-wrong-one-too'] } });
    await queue(business, newPhone());
    expect(await business.until('telephony.sendingHindered')).toMatchObject([{ reason: 'NOT_AUTHENTICATED' }]);
  });
});
