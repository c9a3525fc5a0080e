import { mkdtemp } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { businessConfigured, type BusinessSettings, emergencyMultipliers } from '../../../schema/events/tenancy';
import { optOutAsked } from '../../../schema/events/calls';
import { openLineMirror } from '../store/lineMirror';
import { eventually } from '../../../tests/harness/eventually';
import { openWorld, type Business, type World } from './world';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

/** What a business that calls two phones tells of itself. */
const settingsOf = ({ tenantId }: Business, changes: Partial<BusinessSettings> = {}): BusinessSettings => ({
  tenantId, version: 2, businessName: 'Ana’s', phone: null, trades: ['PLUMBING' as const], timeZone: 'America/Boise',
  address: { street: '1 Main', city: 'Boise', state: 'ID', zip: '83702', latitude: null, longitude: null }, weeklyHours: {}, holidays: [], emergency247: false,
  serviceRadiusMiles: null, serviceZips: [], forwardTargets: ['+12085550188', '+12085550189'], forwardTimeoutSeconds: 18, screening: 'OFF',
  missedCallText: { enabled: true, text: 'Hi', cooldownMinutes: 30 }, helpText: '', jobTypes: [], alertPhones: [],
  ai: { enabled: true, silenceSeconds: 2, language: 'en', tone: 'warm', humanIdleMinutes: 30, leadTimeMinutes: 60, bufferMinutes: 15, slotCapacity: 1, emergencyMultipliers: emergencyMultipliers.parse(undefined), emergenciesToHuman: false, handBackAfterMinutes: null },
  ...changes,
});

test.each([
  ['OFF', '<Number>+12085550188</Number><Number>+12085550189</Number>'],
  ['PRESS_KEY', '<Number url="/webhooks/twilio/call/screen?'],
  ['ANSWERING_MACHINE_DETECTION', '<Number machineDetection="Enable" amdStatusCallback="http'],
] as const)('a changed configuration changes where calls go, and how they are screened: %s', async (screening, rung) => {
  const business = await world.business();
  await business.say(businessConfigured(settingsOf(business, { screening })));
  await business.until('telephony.lineChanged', 2);
  // The mirror that calls are forwarded from follows a moment later: calls are placed until one is forwarded the new way.
  const call = () => world.post('/webhooks/twilio/call', { CallSid: `CA${randomUUID()}`, From: '+12085550123', To: business.number });
  const answer = await eventually(async () => {
    const { body } = await call();
    return body.includes('<Dial timeout="18"') ? { body } : null;
  }, 'a call forwarded the new way');
  expect(answer.body).toContain(rung);
  expect(answer.body.match(/\+1208555018[89](?=<\/Number>)/g)).toEqual(['+12085550188', '+12085550189']);
});

test('of two configurations the newer one counts, in whatever order they are applied', async () => {
  const business = await world.business();
  await business.say(businessConfigured(settingsOf(business, { version: 3, forwardTargets: ['+12085550181'] })));
  await business.until('telephony.lineChanged', 2);
  await business.say(businessConfigured(settingsOf(business, { version: 2, forwardTargets: ['+12085550182'] })));
  await business.settled();
  expect(await business.query('select forward_targets from telephony.lines where tenant_id = $1', [business.tenantId])).toEqual([{ forward_targets: ['+12085550181'] }]);
  await business.say(businessConfigured(settingsOf(business, { version: 4, forwardTargets: ['+12085550184'] })));
  await business.until('telephony.lineChanged', 3);
});

test('plain words opt out too', async () => {
  const business = await world.business();
  await business.say(optOutAsked({ conversationId: randomUUID(), phone: '+12085550123', at: new Date().toISOString() }));
  expect(await business.until('telephony.optOutChanged')).toMatchObject([{ optedOut: true, source: 'WORDS' }]);
});

test('lines are known after a cold start while the database is away', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'nmc-mirror-')), 'lines.json');
  const line = { tenantId: randomUUID(), lineId: randomUUID(), number: '+12085550100', label: null, targets: ['+12085550199'], timeoutSeconds: 20, screening: 'PRESS_KEY' as const, account: null };
  await openLineMirror(file, async () => ({ horizon: '1', lines: [line] })).refresh();
  const cold = openLineMirror(file, () => Promise.reject(new Error('away')));
  await expect(cold.refresh()).rejects.toThrow('away');
  expect(cold.byNumber(line.number)).toEqual(line);
});
