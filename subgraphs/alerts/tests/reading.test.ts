import { randomUUID } from 'node:crypto';
import { conversationChanged } from '../../../schema/events/calls';
import { user } from '../../../tests/harness/subgraph';
import { acknowledgeMutation, type AlertsWorld, at, need, openAlerts, resolveMutation } from './world';

let world: AlertsWorld;
beforeAll(async () => (world = await openAlerts()));
afterAll(() => world.stop());

test('the list is filtered and paged, newest first, and counted only when asked', async () => {
  const tenantId = await world.business([]);
  const conversations = [randomUUID(), randomUUID(), randomUUID()];
  for (const [place, conversation] of conversations.entries()) await world.say(tenantId, need('TASK', conversation, { at: `2126-03-10T15:0${place}:00.000Z` }));
  const list = async (variables: Record<string, unknown>) => {
    const { data, errors } = await world.ask(
      user(tenantId),
      `query ($filter: AlertFilter, $first: Int, $after: String) { alerts(filter: $filter, first: $first, after: $after) { totalCount nodes { conversation { id } } pageInfo { hasNextPage endCursor } } }`,
      variables,
    );
    return { code: errors?.[0]?.extensions['code'], ...(data?.['alerts'] as { totalCount: number; nodes: { conversation: { id: string } }[]; pageInfo: { endCursor: string } }) };
  };
  const first = await list({ first: 2 });
  expect(first).toMatchObject({ totalCount: 3, nodes: [{ conversation: { id: conversations[2] } }, { conversation: { id: conversations[1] } }], pageInfo: { hasNextPage: true } });
  const ofAnotherList = Buffer.from(first.pageInfo.endCursor, 'base64url').toString().replace(/^alerts/, 'calls');
  expect((await list({ after: Buffer.from(ofAnotherList).toString('base64url') })).code).toBe('INVALID_FORMAT');
  expect((await list({ first: 2, after: first.pageInfo.endCursor })).nodes).toEqual([{ conversation: { id: conversations[0] } }]);
  expect(await list({ filter: { conversationId: conversations[1], status: ['OPEN'], kind: ['TASK'], severity: ['MEDIUM'] } })).toMatchObject({ totalCount: 1 });
  expect(await list({ filter: { kind: ['LIFE_SAFETY'] } })).toMatchObject({ totalCount: 0 });
  for (const cleared of ['status', 'kind', 'severity']) expect(await list({ filter: { [cleared]: [] } })).toMatchObject({ totalCount: 3 });
  expect((await list({ filter: { conversationId: randomUUID() } })).code).toBe('RESOURCE_NOT_FOUND');
  const quiet = randomUUID();
  await world.say(tenantId, conversationChanged({ conversationId: quiet, change: 'CONVERSATION_UPDATED', status: 'OPEN', opened: true, at }));
  expect(await list({ filter: { conversationId: quiet } })).toMatchObject({ totalCount: 0 });
});

test('an alert of another business is as good as none, for every operation', async () => {
  const tenantId = await world.business([]);
  await world.say(tenantId, need('TASK', randomUUID()));
  const id = (await world.alertsOf(tenantId))[0]?.id;
  const stranger = user(randomUUID());
  for (const unknown of [id, randomUUID(), 'nonsense']) {
    expect(await world.ask(stranger, `query ($id: ID!) { alert(id: $id) { id } }`, { id: unknown })).toEqual({ data: { alert: null } });
    expect((await world.ask(stranger, acknowledgeMutation, { id: unknown })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
    expect((await world.ask(stranger, resolveMutation, { id: unknown })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
  }
  const entities = await world.ask(stranger, `query ($id: ID!) { _entities(representations: [{ __typename: "Alert", id: $id }]) { ... on Alert { title } } }`, { id });
  expect(entities.data).toEqual({ _entities: [null] });
  expect((await world.alertsOf(stranger.tenantId)).length).toBe(0);
});

test('alertChanged tells what was missed after a cursor, then goes on live', async () => {
  const tenantId = await world.business([]);
  const after = await world.foundation.events.now(tenantId);
  await world.say(tenantId, need('TASK', randomUUID()));
  const events = await world.follow(user(tenantId), `subscription ($after: ID) { alertChanged(after: $after) { id type occurredAt alert { id status } } }`, { after });
  const told = async () => (await events.next()).value.data['alertChanged'] as { id: string; type: string; alert: { id: string; status: string } };
  const first = await told();
  expect(first).toMatchObject({ type: 'ALERT_CHANGED', alert: { status: 'OPEN' } });
  await world.ask(user(tenantId), acknowledgeMutation, { id: first.alert.id });
  expect(await told()).toMatchObject({ alert: { id: first.alert.id, status: 'ACKNOWLEDGED' } });
  await events.return(undefined);
});
