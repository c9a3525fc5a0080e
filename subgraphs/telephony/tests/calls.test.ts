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
