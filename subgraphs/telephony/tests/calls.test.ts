import { eventually } from '../../../tests/harness/eventually';
import { openWorld, type World } from './world';

let world: World;
beforeAll(async () => void (world = await openWorld({ wired: true })));
afterAll(() => world.close());

/** Whole calls through the simulated phone company. */
test.each([
  ['no-answer', 'NO_ANSWER'],
  ['busy', 'BUSY'],
  ['failed', 'FAILED'],
  ['voicemail', 'VOICEMAIL'],
])('a callee of kind %s makes one missed call: %s', async (callee, reason) => {
  const business = await world.business();
  await world.control('POST', '/calls', { from: '+12085550123', to: business.number, callee });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ reason, from: '+12085550123', to: business.number }]);
  await world.control('GET', '/idle');
  expect(await business.events('telephony.callMissed')).toHaveLength(1);
  expect(await business.events('telephony.callReceived')).toHaveLength(1);
});

test('a person who picks up and presses the key makes an answered call, then a completed one', async () => {
  const business = await world.business();
  await world.control('POST', '/calls', { from: '+12085550123', to: business.number, callee: 'person' });
  expect(await business.until('telephony.callCompleted')).toHaveLength(1);
  expect(await business.events('telephony.callAnswered')).toHaveLength(1);
  expect(await business.events('telephony.callMissed')).toEqual([]);
});

test.each([true, false])('a caller who hangs up unnoticed is missed, screening %p', async (screening) => {
  const business = await world.business({ screening });
  await world.control('POST', '/calls', { from: '+12085550124', to: business.number, callee: 'caller-hangs-up-silent' });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'CANCELED' }]);
});

test('with several numbers at once a voicemail on one does not make the call missed that a person takes on the other', async () => {
  const [van, office] = ['+12085550198', '+12085550199'];
  const business = await world.business({ targets: [van, office] });
  const { sid } = (await world.control('POST', '/calls', { from: '+12085550125', to: business.number, timeScale: 1 })) as { sid: string };
  const legs = async () => ((await world.control('GET', `/calls/${sid}`)) as { dials: { phase: string }[] }).dials.map(({ phase }) => phase);
  const reach = (phases: string[]) => eventually(async () => (await legs()).join() === phases.join(), phases.join());
  await reach(['ringing', 'ringing']);
  await world.control('POST', `/calls/${sid}/voicemail`, { to: van });
  await reach(['screening', 'ringing']);
  await world.control('POST', `/calls/${sid}/voicemail`);
  await reach(['ended', 'ringing']);
  await world.control('POST', `/calls/${sid}/answer`, { to: office });
  await reach(['ended', 'screening']);
  await world.control('POST', `/calls/${sid}/press`, { digits: '1' });
  await reach(['ended', 'bridged']);
  await world.control('POST', `/calls/${sid}/hangup`, { by: 'caller' });
  expect(await business.until('telephony.callCompleted')).toHaveLength(1);
  expect(await business.events('telephony.callMissed')).toEqual([]);
});

test('a call whose voice URL fails is taken over by the fallback URL, and its miss recorded once', async () => {
  const business = await world.business();
  await world.control('PUT', `/numbers/${encodeURIComponent(business.number)}`, { voiceUrl: `${world.foundation.environment.publicUrl}/nowhere` });
  await world.control('POST', '/calls', { from: '+12085550126', to: business.number, callee: 'no-answer' });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'NO_ANSWER' }]);
});

test('a text whose URL fails arrives by the fallback URL', async () => {
  const business = await world.business();
  await world.control('PUT', `/numbers/${encodeURIComponent(business.number)}`, { smsUrl: `${world.foundation.environment.publicUrl}/nowhere` });
  await world.control('POST', '/texts', { from: '+12085550127', to: business.number, body: 'Anybody there?' });
  expect(await business.until('telephony.messageReceived')).toMatchObject([{ body: 'Anybody there?' }]);
});

test('webhooks in JSON, signed by the hash of their body, mean what forms mean', async () => {
  await world.control('PUT', '/settings', { webhookBody: 'json' });
  const business = await world.business();
  await world.control('POST', '/calls', { from: '+12085550128', to: business.number, callee: 'voicemail' });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'VOICEMAIL' }]);
  await world.control('POST', '/texts', { from: '+12085550128', to: business.number, body: 'Grüße 🙂' });
  expect(await business.until('telephony.messageReceived')).toMatchObject([{ body: 'Grüße 🙂' }]);
});
