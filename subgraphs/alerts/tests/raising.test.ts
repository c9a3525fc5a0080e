import { randomUUID } from 'node:crypto';
import { lineChanged, optOutChanged, sendingHindered, sendingResumed } from '../../../schema/events/telephony';
import { user } from '../../../tests/harness/subgraph';
import { acknowledgeMutation, type AlertsWorld, arrived, at, need, openAlerts, resolveMutation } from './world';

let world: AlertsWorld;
beforeAll(async () => (world = await openAlerts()));
afterAll(() => world.stop());

test('a need said many times is one alert; another kind is another', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation), need('CUSTOMER_WAITING', conversation, { reason: 'ANGRY' }), need('TASK', conversation, { reason: 'Call back: 30005' }), need('TASK', conversation, { reason: 'Call back: 30005' }));
  expect((await world.alertsOf(tenantId)).map((alert) => [alert.kind, alert.status, alert.title]).sort()).toEqual([
    ['CUSTOMER_WAITING', 'OPEN', 'Asked for person'],
    ['TASK', 'OPEN', 'Call back: 30005'],
  ]);
});

test('two tasks of one conversation are two alerts: the second is not lost behind the first', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, need('TASK', conversation, { reason: 'COULD_NOT_DELIVER' }), need('TASK', conversation, { reason: 'OPTED_OUT_WITH_A_VISIT' }));
  expect((await world.alertsOf(tenantId)).map(({ title }) => title).sort()).toEqual(['Could not deliver', 'Opted out with a visit']);
});

test('what hinders a line’s texts is a task at once: one for a line and hindrance, however often the carrier says it, and again after it was resolved', async () => {
  const tenantId = await world.business(['+12085550111']);
  const [first, second] = [randomUUID(), randomUUID()];
  const hindered = (lineId: string, reason: 'QUEUE_FULL' | 'REGION_NOT_ENABLED' | 'FILTERED' | 'NOT_REGISTERED', code: number) => sendingHindered({ lineId, number: lineId === first ? '+12085550121' : '+12085550122', reason, code, at });
  await world.say(tenantId, hindered(first, 'QUEUE_FULL', 30001), hindered(first, 'QUEUE_FULL', 21611), hindered(first, 'QUEUE_FULL', 30001), hindered(second, 'QUEUE_FULL', 30001));
  const open = await world.alertsOf(tenantId);
  expect(open).toMatchObject([{ kind: 'TASK', status: 'OPEN' }, { kind: 'TASK', status: 'OPEN' }]);
  expect(open.map((alert) => alert.title).sort()).toEqual([expect.stringMatching(/queue for \+12085550121 is full \(30001\)/), expect.stringMatching(/queue for \+12085550122 is full \(30001\)/)]);

  await world.ask(user(tenantId), resolveMutation, { id: open.find((alert) => alert.title.includes('0121'))?.id });
  await world.say(tenantId, hindered(first, 'QUEUE_FULL', 30001), hindered(first, 'REGION_NOT_ENABLED', 21408), hindered(first, 'FILTERED', 30007), hindered(first, 'NOT_REGISTERED', 30034));
  const titles = (await world.alertsOf(tenantId)).filter((alert) => alert.status === 'OPEN' && alert.title.includes('0121')).map((alert) => alert.title);
  for (const words of [/full \(30001\)/, /\(21408\).*Geo permissions/, /filter.*\(30007\)/, /not registered.*\(30034\)/]) expect(titles).toContainEqual(expect.stringMatching(words));
  expect(titles).toHaveLength(4);
  // A task is no danger: nobody is texted about it.
  expect(await world.noticesOf(tenantId)).toEqual([]);
});

test('a warning that did not reach a phone is a task of its own for each phone, once a stretch, and ends by itself', async () => {
  const tenantId = await world.business(['+12085550111', '+12085550112']);
  const lost = { lineId: randomUUID(), number: '+12085550121', reason: 'WARNING_UNDELIVERED' } as const;
  const undelivered = (to: string, minute: number, code: number | null = 30003) => sendingHindered({ ...lost, to, code, at: `2126-03-10T15:${minute}:00.000Z` });
  await world.say(tenantId, undelivered('+12085550111', 10), undelivered('+12085550111', 15), undelivered('+12085550112', 15, null));
  const open = await world.alertsOf(tenantId);
  expect(open.map((alert) => alert.title).sort()).toEqual([expect.stringMatching(/^A warning text to \+12085550111 could not be delivered \(30003\)/), expect.stringMatching(/^A warning text to \+12085550112 could not be delivered \(no code\)/)]);
  await world.say(tenantId, sendingResumed({ ...lost, to: '+12085550111', at: '2126-03-10T15:20:00.000Z' }));
  expect((await world.alertsOf(tenantId)).filter((alert) => alert.status === 'OPEN').map((alert) => alert.title)).toEqual([expect.stringContaining('+12085550112')]);
});

test('the task of what hindered a line ends by itself once the line sends again, as its history says, and anew it is a new one', async () => {
  const tenantId = await world.business([]);
  const line = { lineId: randomUUID(), number: '+12085550123' };
  const at = (minute: number) => `2126-03-10T15:${String(minute).padStart(2, '0')}:00.000Z`;
  const hindered = (reason: 'QUEUE_FULL' | 'FILTERED', minute: number) => sendingHindered({ ...line, reason, code: 30001, at: at(minute) });
  const resumed = (minute: number) => sendingResumed({ ...line, reason: 'QUEUE_FULL', at: at(minute) });
  await world.say(tenantId, hindered('QUEUE_FULL', 0), hindered('FILTERED', 0), resumed(5), resumed(5));
  const { data } = await world.ask(user(tenantId), `{ alerts(filter: { status: RESOLVED }) { nodes { title resolvedAt history { from to at by { id } note } } } }`);
  expect(data).toEqual({
    alerts: {
      nodes: [
        {
          title: expect.stringContaining('is full'),
          resolvedAt: at(5),
          history: [
            { from: null, to: 'OPEN', at: at(0), by: null, note: null },
            { from: 'OPEN', to: 'RESOLVED', at: at(5), by: null, note: expect.stringContaining('by itself') },
          ],
        },
      ],
    },
  });
  await world.say(tenantId, hindered('QUEUE_FULL', 6));
  expect((await world.alertsOf(tenantId)).map(({ status }) => status).sort()).toEqual(['OPEN', 'OPEN', 'RESOLVED']);
});

test('a task that is there only because a customer wants no texts ends by itself once they want them again, whatever is heard first; what else is to be done stays', async () => {
  const tenantId = await world.business([]);
  const phone = '+12085550101';
  const at = (minute: number) => `2126-03-10T15:${String(minute).padStart(2, '0')}:00.000Z`;
  const changed = (optedOut: boolean, minute: number) => optOutChanged({ phone, from: phone, optedOut, source: 'KEYWORD', changedAt: at(minute) });
  const writes = (minute: number) => need('TASK', conversation, { reason: 'Call them back.', untilOptIn: true, at: at(minute) });
  const openOnes = async () => (await world.alertsOf(tenantId)).filter(({ status }) => status === 'OPEN').map(({ title }) => title);
  const conversation = randomUUID();
  await world.say(tenantId, writes(0), need('TASK', conversation, { reason: 'Opted out with a visit booked: call them.', at: at(0) }), changed(true, 1));
  expect(await openOnes()).toHaveLength(2);
  await world.say(tenantId, changed(false, 5));
  expect(await openOnes()).toEqual(['Opted out with a visit booked: call them.']);
  const { data } = await world.ask(user(tenantId), `{ alerts(filter: { status: RESOLVED }) { nodes { history { to at by { id } note } } } }`);
  expect(data).toMatchObject({ alerts: { nodes: [{ history: [{ to: 'OPEN' }, { to: 'RESOLVED', at: at(5), by: null, note: expect.stringContaining('wants texts again') }] }] } });
  // Written before, heard after.
  await world.say(tenantId, writes(4));
  expect(await openOnes()).toHaveLength(1);
  await world.say(tenantId, writes(7), changed(false, 6));
  expect(await openOnes()).toHaveLength(2);
});

test('a business without a number to warn its people from has one task of it, which a number in service ends', async () => {
  const tenantId = await world.business([]);
  const none = (time: Date) => sendingHindered({ lineId: null, number: null, reason: 'NO_LINE', code: null, at: time.toISOString() });
  const line = (status: string) => lineChanged({ lineId: randomUUID(), number: '+12085550124', label: null, status });
  const earlier = new Date(Date.now() - 60_000);
  await world.say(tenantId, none(earlier), none(earlier), line('SUSPENDED'));
  expect(await world.alertsOf(tenantId)).toMatchObject([{ kind: 'TASK', status: 'OPEN', title: expect.stringContaining('no number in service') }]);
  await world.say(tenantId, line('ACTIVE'), none(earlier));
  expect(await world.alertsOf(tenantId)).toMatchObject([{ status: 'RESOLVED' }]);
  await world.say(tenantId, none(new Date(Date.now() + 60_000)));
  expect((await world.alertsOf(tenantId)).map(({ status }) => status).sort()).toEqual(['OPEN', 'RESOLVED']);
});

test('that a line sends again ends the task in whatever order the two are heard: what was said earlier neither opens nor ends it', async () => {
  const tenantId = await world.business([]);
  const line = { lineId: randomUUID(), number: '+12085550123', reason: 'QUEUE_FULL' as const };
  const statuses = async () => (await world.alertsOf(tenantId)).map(({ status }) => status);
  await world.say(tenantId, sendingResumed({ ...line, at: '2126-03-10T15:05:00.000Z' }), sendingHindered({ ...line, code: 30001, at: '2126-03-10T15:00:00.000Z' }));
  expect(await statuses()).toEqual([]);
  await world.say(tenantId, sendingHindered({ ...line, code: 30001, at: '2126-03-10T15:10:00.000Z' }), sendingResumed({ ...line, at: '2126-03-10T15:06:00.000Z' }));
  expect(await statuses()).toEqual(['OPEN']);
});

test('a takeover ends waiting and acknowledges danger; the end of the conversation ends the rest', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation), need('LIFE_SAFETY', conversation), need('TASK', conversation), arrived(conversation, false));
  const statuses = async () => Object.fromEntries((await world.alertsOf(tenantId)).map((alert) => [alert.kind, alert.status]));
  expect(await statuses()).toEqual({ CUSTOMER_WAITING: 'RESOLVED', LIFE_SAFETY: 'ACKNOWLEDGED', TASK: 'OPEN' });
  await world.say(tenantId, arrived(conversation, true));
  expect(await statuses()).toEqual({ CUSTOMER_WAITING: 'RESOLVED', LIFE_SAFETY: 'RESOLVED', TASK: 'RESOLVED' });
});

test('the end of a conversation does not end a danger that nobody has acknowledged', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, need('LIFE_SAFETY', conversation), arrived(conversation, true));
  expect((await world.alertsOf(tenantId)).map((alert) => alert.status)).toEqual(['OPEN']);
});

test('a task stays acknowledged when it is reported anew', async () => {
  const tenantId = await world.business(['+12085550111']);
  const conversation = randomUUID();
  await world.say(tenantId, need('TASK', conversation));
  await world.ask(user(tenantId), acknowledgeMutation, { id: (await world.alertsOf(tenantId))[0]?.id });
  await world.say(tenantId, need('TASK', conversation, { at: '2126-03-11T15:00:00.000Z' }));
  expect((await world.alertsOf(tenantId)).map(({ status }) => status)).toEqual(['ACKNOWLEDGED']);
});

test('a customer who still waits opens the alert again that somebody acknowledged; what was said before that does not, and nobody is texted', async () => {
  const tenantId = await world.business(['+12085550111']);
  const conversation = randomUUID();
  const statuses = async () => (await world.alertsOf(tenantId)).map(({ status }) => status);
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation));
  await world.ask(user(tenantId), acknowledgeMutation, { id: (await world.alertsOf(tenantId))[0]?.id });
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation, { at: '2126-03-10T14:59:00.000Z' }));
  expect(await statuses()).toEqual(['ACKNOWLEDGED']);
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation, { at: '2126-03-11T15:00:00.000Z' }));
  expect(await statuses()).toEqual(['OPEN']);
  expect(await world.noticesOf(tenantId)).toEqual([]);
});

test('a need that arrives after the human who came for it opens nothing', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, arrived(conversation, false), need('CUSTOMER_WAITING', conversation));
  expect(await world.alertsOf(tenantId)).toEqual([]);
  await world.say(tenantId, need('CUSTOMER_WAITING', conversation, { at: '2126-03-10T15:02:00.000Z' }));
  expect(await world.alertsOf(tenantId)).toHaveLength(1);
});

test('a resolved need may come again as a new alert', async () => {
  const tenantId = await world.business([]);
  const conversation = randomUUID();
  await world.say(tenantId, need('TASK', conversation));
  await world.ask(user(tenantId), resolveMutation, { id: (await world.alertsOf(tenantId))[0]?.id });
  await world.say(tenantId, need('TASK', conversation));
  expect((await world.alertsOf(tenantId)).map((alert) => alert.status).sort()).toEqual(['OPEN', 'RESOLVED']);
});
