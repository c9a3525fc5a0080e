import { randomUUID } from 'node:crypto';
import { user } from '../../../tests/harness/subgraph';
import { acknowledgeMutation, type AlertsWorld, at, need, openAlerts, resolveMutation } from './world';

let world: AlertsWorld;
beforeAll(async () => (world = await openAlerts()));
afterAll(() => world.stop());

test('acknowledging twice is acknowledging once; a resolved alert cannot be acknowledged; history says who and when', async () => {
  const tenantId = await world.business([]);
  const owner = user(tenantId);
  await world.say(tenantId, need('TASK', randomUUID()));
  const id = (await world.alertsOf(tenantId))[0]?.id;
  world.clock.now = new Date('2126-03-10T15:05:00.000Z');
  const first = await world.ask(owner, acknowledgeMutation, { id });
  world.clock.now = new Date('2126-03-10T15:06:00.000Z');
  const second = await world.ask(user(tenantId), acknowledgeMutation, { id });
  expect(first.data?.['acknowledgeAlert']).toEqual({ status: 'ACKNOWLEDGED', acknowledgedAt: '2126-03-10T15:05:00.000Z', acknowledgedBy: { id: owner.userId } });
  expect(second.data).toEqual(first.data);

  const resolved = await world.ask(owner, resolveMutation, { id, note: 'Called back' });
  expect(resolved.data?.['resolveAlert']).toEqual({
    status: 'RESOLVED',
    resolvedAt: '2126-03-10T15:06:00.000Z',
    history: [
      { from: null, to: 'OPEN', at, by: null, note: null },
      { from: 'OPEN', to: 'ACKNOWLEDGED', at: '2126-03-10T15:05:00.000Z', by: { id: owner.userId }, note: null },
      { from: 'ACKNOWLEDGED', to: 'RESOLVED', at: '2126-03-10T15:06:00.000Z', by: { id: owner.userId }, note: 'Called back' },
    ],
  });
  const again = await world.ask(owner, resolveMutation, { id });
  expect(again.data?.['resolveAlert']).toEqual(resolved.data?.['resolveAlert']);
  expect((await world.ask(owner, acknowledgeMutation, { id })).errors?.[0]?.extensions['code']).toBe('BUSINESS_RULE_VIOLATION');
});

test('no note is lost: one to what is acknowledged or resolved already stands in the history', async () => {
  const tenantId = await world.business([]);
  const [owner, colleague] = [user(tenantId), user(tenantId)];
  await world.say(tenantId, need('TASK', randomUUID()));
  const id = (await world.alertsOf(tenantId))[0]?.id;
  await world.ask(owner, acknowledgeMutation, { id });
  const acknowledged = await world.ask(colleague, acknowledgeMutation, { id, note: 'I am on it too' });
  expect(acknowledged.data?.['acknowledgeAlert']).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: { id: owner.userId } });
  await world.ask(owner, resolveMutation, { id });
  const resolved = await world.ask(colleague, resolveMutation, { id, note: 'They called again to thank us' });
  expect((resolved.data?.['resolveAlert'] as { history: object[] }).history).toMatchObject([
    { to: 'OPEN' },
    { from: 'OPEN', to: 'ACKNOWLEDGED', by: { id: owner.userId }, note: null },
    { from: 'ACKNOWLEDGED', to: 'ACKNOWLEDGED', by: { id: colleague.userId }, note: 'I am on it too' },
    { from: 'ACKNOWLEDGED', to: 'RESOLVED', by: { id: owner.userId }, note: null },
    { from: 'RESOLVED', to: 'RESOLVED', by: { id: colleague.userId }, note: 'They called again to thank us' },
  ]);
});

test('a viewer may read alerts, not change them; a note is at most 2000 characters', async () => {
  const tenantId = await world.business([]);
  await world.say(tenantId, need('TASK', randomUUID()));
  const id = (await world.alertsOf(tenantId))[0]?.id;
  expect((await world.ask(user(tenantId, 'viewer'), acknowledgeMutation, { id })).errors?.[0]?.extensions['code']).toBe('AUTH_INSUFFICIENT_PERMISSIONS');
  expect((await world.ask(user(tenantId), acknowledgeMutation, { id, note: 'x'.repeat(2001) })).errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'note' } });
});
