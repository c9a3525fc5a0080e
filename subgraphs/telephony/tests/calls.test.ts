import { eventually } from '../../../tests/harness/eventually';
import { screenings, type Screening } from '../domain/forwarding';
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

test.each(screenings)('a caller who hangs up unnoticed is missed, screening %s', async (screening) => {
  const business = await world.business({ screening });
  await world.control('POST', '/calls', { from: '+12085550124', to: business.number, callee: 'caller-hangs-up-silent' });
  expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'CANCELED' }]);
});

describe('with machine detection', () => {
  const place = async (screening: Screening, targets?: string[]) => {
    const business = await world.business({ screening, ...(targets ? { targets } : {}) });
    const { sid } = (await world.control('POST', '/calls', { from: '+12085550129', to: business.number, timeScale: 1 })) as { sid: string };
    const bridged = () => eventually(async () => ((await world.control('GET', `/calls/${sid}`)) as { dial: { phase: string } | null }).dial?.phase === 'bridged', 'two who are connected');
    return { business, sid, act: (what: string, body?: unknown) => world.control('POST', `/calls/${sid}/${what}`, body), bridged };
  };

  test('a person is answered while the two talk; a voicemail is missed while it records', async () => {
    const [person, voicemail] = [await place('ANSWERING_MACHINE_DETECTION'), await place('ANSWERING_MACHINE_DETECTION')];
    await person.act('answer');
    expect(await person.business.until('telephony.callAnswered')).toHaveLength(1);
    await voicemail.act('voicemail');
    expect(await voicemail.business.until('telephony.callMissed')).toMatchObject([{ reason: 'VOICEMAIL', from: '+12085550129' }]);
    for (const { act } of [person, voicemail]) await act('hangup', { by: 'caller' });
    expect(await person.business.until('telephony.callCompleted')).toHaveLength(1);
    await world.control('GET', '/idle');
    expect([await person.business.events('telephony.callMissed'), await voicemail.business.events('telephony.callMissed')]).toMatchObject([[], [{}]]);
  });

  test('who cannot be told from a machine is missed; with several numbers at once, by the leg that answered', async () => {
    const { business, act } = await place('ANSWERING_MACHINE_DETECTION', ['+12085550198', '+12085550199']);
    await act('answer', { to: '+12085550199', detectedAs: 'unknown' });
    expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'VOICEMAIL' }]);
    await act('hangup');
  });

  test('a report that the carrier loses makes a missed call of whatever picked up', async () => {
    await world.control('PUT', '/faults', { webhooks: { dropRate: 1, kinds: ['amd'] } });
    const { business, act, bridged } = await place('ANSWERING_MACHINE_DETECTION');
    await act('answer');
    await bridged();
    await act('hangup');
    expect(await business.until('telephony.callMissed')).toMatchObject([{ reason: 'VOICEMAIL' }]);
    await world.control('DELETE', '/faults');
  });

  test('without any screening nothing is asked for, and whatever picks up has answered', async () => {
    const { business, act, bridged } = await place('OFF');
    await act('voicemail');
    await bridged();
    await act('hangup');
    expect(await business.until('telephony.callCompleted')).toHaveLength(1);
  });
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
