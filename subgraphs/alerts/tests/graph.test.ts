import { randomUUID } from 'node:crypto';
import { appointmentChanged, conversationChanged, humanArrived, humanNeeded } from '../../../schema/events/calls';
import { type Said, startSubgraphWorld, type SubgraphWorld, user } from '../../../tests/harness/subgraph';
import { subgraph } from '../subgraph';

// Far ahead, so that a repeat waits until the test brings it.
let now = new Date('2126-03-10T15:00:00.000Z');
let world: SubgraphWorld;
beforeAll(async () => (world = await startSubgraphWorld(subgraph, () => now)));
afterAll(() => world.stop());

const at = '2126-03-10T15:00:00.000Z';
type Kind = 'LIFE_SAFETY' | 'CUSTOMER_WAITING' | 'TASK';
const need = (kind: Kind, conversationId: string | null, more: Partial<{ hazard: string; reason: string; at: string }> = {}) =>
  humanNeeded({ conversationId, callId: null, kind, reason: 'ASKED_FOR_PERSON', hazard: null, customerPhone: '+12085550101', at, ...more });
const arrived = (conversationId: string, resolved: boolean, userId = randomUUID()) => humanArrived({ conversationId, userId, resolved, at: '2126-03-10T15:01:00.000Z' });

interface AlertAnswer {
  id: string;
  kind: Kind;
  status: string;
  title: string;
}
async function alertsOf(tenantId: string): Promise<AlertAnswer[]> {
  const { data, errors } = await world.ask(user(tenantId), `{ alerts { nodes { id kind status title severity } } }`);
  expect(errors).toBeUndefined();
  return (data?.['alerts'] as { nodes: AlertAnswer[] }).nodes;
}
async function noticesOf(tenantId: string): Promise<{ to: string; body: string; noticeId: string }[]> {
  const rows = await world.database.transaction(tenantId, (tx) =>
    tx.query<{ payload: { to: string; body: string; noticeId: string } }>(`select payload from platform.events where tenant_id = $1 and type = 'alerts.noticeRequested' order by x, id`, [tenantId]),
  );
  return rows.map((row) => row.payload);
}
async function say(tenantId: string, ...events: Said[]) {
  for (const event of events) {
    await world.say(tenantId, event);
    await world.settled();
  }
}
async function business(alertPhones: string[]): Promise<string> {
  const tenantId = randomUUID();
  await world.database.transaction(tenantId, (tx) => tx.query(`insert into alerts.businesses values ($1, 1, 'Boise Plumbing', $2::text[])`, [tenantId, alertPhones]));
  return tenantId;
}
/** Brings the repeat's time, as five minutes would, and waits for its run. */
async function repeatComes(tenantId: string) {
  await world.database.transaction(tenantId, async (tx) => {
    await tx.query(`update platform.jobs set run_at = clock_timestamp() where topic = 'alerts.repeatNotice' and tenant_id = $1`, [tenantId]);
    tx.wakes('jobs');
  });
  await world.settled();
}
const acknowledgeMutation = `mutation ($id: ID!, $note: String) { acknowledgeAlert(id: $id, note: $note) { status acknowledgedAt acknowledgedBy { id } } }`;
const resolveMutation = `mutation ($id: ID!, $note: String) { resolveAlert(id: $id, note: $note) { status resolvedAt history { from to at by { id } note } } }`;

test('a need said many times is one alert; another kind is another', async () => {
  const tenantId = await business([]);
  const conversation = randomUUID();
  await say(tenantId, need('CUSTOMER_WAITING', conversation), need('CUSTOMER_WAITING', conversation, { reason: 'ANGRY' }), need('TASK', conversation, { reason: 'Call back: 30005' }));
  expect((await alertsOf(tenantId)).map((alert) => [alert.kind, alert.status, alert.title]).sort()).toEqual([
    ['CUSTOMER_WAITING', 'OPEN', 'Asked for person'],
    ['TASK', 'OPEN', 'Call back: 30005'],
  ]);
});

test('danger texts each of the owner’s phones at once and every five minutes until somebody acknowledges', async () => {
  const tenantId = await business(['+12085550111', '+12085550112']);
  await say(tenantId, need('LIFE_SAFETY', randomUUID(), { hazard: 'GAS_SMELL' }));
  expect((await noticesOf(tenantId)).map((notice) => notice.to)).toEqual(['+12085550111', '+12085550112']);
  expect((await noticesOf(tenantId))[0]?.body).toContain('gas smell');
  await repeatComes(tenantId);
  const notices = await noticesOf(tenantId);
  expect(notices).toHaveLength(4);
  expect(new Set(notices.map((notice) => notice.noticeId)).size).toBe(4);

  const [alert] = await alertsOf(tenantId);
  expect(alert).toMatchObject({ severity: 'CRITICAL', title: 'Danger to a customer: gas smell' });
  await world.ask(user(tenantId), acknowledgeMutation, { id: alert?.id });
  await repeatComes(tenantId);
  expect(await noticesOf(tenantId)).toHaveLength(4);
});

test('nobody acknowledging, the texts come every five minutes for an hour, then every hour, and do not end by themselves', async () => {
  const tenantId = await business(['+12085550111']);
  await say(tenantId, need('LIFE_SAFETY', randomUUID()));
  const minutesToNext = async () => {
    const [job] = await world.database.transaction(tenantId, (tx) => tx.query<{ run_at: Date }>(`select run_at from platform.jobs where topic = 'alerts.repeatNotice'`));
    return ((job?.run_at.getTime() ?? 0) - now.getTime()) / 60_000;
  };
  const waits: number[] = [];
  for (let round = 0; round < 14; round += 1) {
    waits.push(await minutesToNext());
    await repeatComes(tenantId);
  }
  expect(waits).toEqual([...Array<number>(11).fill(5), 60, 60, 60]);
  expect(await noticesOf(tenantId)).toHaveLength(15);
});

test('a takeover ends waiting and acknowledges danger; the end of the conversation ends the rest', async () => {
  const tenantId = await business([]);
  const conversation = randomUUID();
  await say(tenantId, need('CUSTOMER_WAITING', conversation), need('LIFE_SAFETY', conversation), need('TASK', conversation), arrived(conversation, false));
  const statuses = async () => Object.fromEntries((await alertsOf(tenantId)).map((alert) => [alert.kind, alert.status]));
  expect(await statuses()).toEqual({ CUSTOMER_WAITING: 'RESOLVED', LIFE_SAFETY: 'ACKNOWLEDGED', TASK: 'OPEN' });
  await say(tenantId, arrived(conversation, true));
  expect(await statuses()).toEqual({ CUSTOMER_WAITING: 'RESOLVED', LIFE_SAFETY: 'RESOLVED', TASK: 'RESOLVED' });
});

test('the end of a conversation does not end a danger that nobody has acknowledged', async () => {
  const tenantId = await business([]);
  const conversation = randomUUID();
  await say(tenantId, need('LIFE_SAFETY', conversation), arrived(conversation, true));
  expect((await alertsOf(tenantId)).map((alert) => alert.status)).toEqual(['OPEN']);
});

test('a danger reported anew after it was acknowledged opens its alert again, and the texts begin again; while open it stays one alert', async () => {
  now = new Date(at);
  const tenantId = await business(['+12085550111']);
  const conversation = randomUUID();
  const danger = (hazard: string, when: string) => need('LIFE_SAFETY', conversation, { hazard, at: when });
  await say(tenantId, danger('GAS_SMELL', at), danger('GAS_SMELL', '2126-03-10T15:00:30.000Z'));
  const after = await world.foundation.events.now(tenantId);
  const [{ id }] = (await alertsOf(tenantId)) as [AlertAnswer];
  now = new Date('2126-03-10T15:01:00.000Z');
  const owner = user(tenantId);
  await world.ask(owner, acknowledgeMutation, { id });
  // Said before somebody looked, heard after.
  await say(tenantId, danger('GAS_SMELL', '2126-03-10T15:00:59.000Z'));
  expect([(await alertsOf(tenantId)).map(({ status }) => status), (await noticesOf(tenantId)).length]).toEqual([['ACKNOWLEDGED'], 1]);

  await say(tenantId, danger('SPARKS', '2126-03-10T15:02:00.000Z'), danger('SPARKS', '2126-03-10T15:02:30.000Z'));
  const { data } = await world.ask(owner, `query ($id: ID!) { alert(id: $id) { status title openedAt acknowledgedAt acknowledgedBy { id } history { from to at by { id } } } alerts { totalCount } }`, { id });
  expect(data).toEqual({
    alerts: { totalCount: 1 },
    alert: {
      status: 'OPEN',
      title: 'Danger to a customer: sparks',
      openedAt: '2126-03-10T15:02:00.000Z',
      acknowledgedAt: null,
      acknowledgedBy: null,
      history: [
        { from: null, to: 'OPEN', at, by: null },
        { from: 'OPEN', to: 'ACKNOWLEDGED', at: '2126-03-10T15:01:00.000Z', by: { id: owner.userId } },
        { from: 'ACKNOWLEDGED', to: 'OPEN', at: '2126-03-10T15:02:00.000Z', by: null },
      ],
    },
  });
  expect((await noticesOf(tenantId)).map(({ body }) => /sparks|gas smell/.exec(body)?.[0])).toEqual(['gas smell', 'sparks']);
  await repeatComes(tenantId);
  expect(await noticesOf(tenantId)).toHaveLength(3);
  const events = await world.follow(owner, `subscription ($after: ID) { alertChanged(after: $after) { alert { id } } }`, { after });
  for (let told = 0; told < 2; told += 1) expect((await events.next()).value.data).toEqual({ alertChanged: { alert: { id } } });
  await events.return(undefined);
});

test('what is no danger stays acknowledged when it is reported anew', async () => {
  const tenantId = await business(['+12085550111']);
  const conversation = randomUUID();
  await say(tenantId, need('TASK', conversation));
  await world.ask(user(tenantId), acknowledgeMutation, { id: (await alertsOf(tenantId))[0]?.id });
  await say(tenantId, need('TASK', conversation, { at: '2126-03-11T15:00:00.000Z' }));
  expect((await alertsOf(tenantId)).map(({ status }) => status)).toEqual(['ACKNOWLEDGED']);
});

test('a need that arrives after the human who came for it opens nothing', async () => {
  const tenantId = await business([]);
  const conversation = randomUUID();
  await say(tenantId, arrived(conversation, false), need('CUSTOMER_WAITING', conversation));
  expect(await alertsOf(tenantId)).toEqual([]);
  await say(tenantId, need('CUSTOMER_WAITING', conversation, { at: '2126-03-10T15:02:00.000Z' }));
  expect(await alertsOf(tenantId)).toHaveLength(1);
});

test('acknowledging twice is acknowledging once; a resolved alert cannot be acknowledged; history says who and when', async () => {
  const tenantId = await business([]);
  const owner = user(tenantId);
  await say(tenantId, need('TASK', randomUUID()));
  const id = (await alertsOf(tenantId))[0]?.id;
  now = new Date('2126-03-10T15:05:00.000Z');
  const first = await world.ask(owner, acknowledgeMutation, { id });
  now = new Date('2126-03-10T15:06:00.000Z');
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

test('a resolved need may come again as a new alert', async () => {
  const tenantId = await business([]);
  const conversation = randomUUID();
  await say(tenantId, need('TASK', conversation));
  await world.ask(user(tenantId), resolveMutation, { id: (await alertsOf(tenantId))[0]?.id });
  await say(tenantId, need('TASK', conversation));
  expect((await alertsOf(tenantId)).map((alert) => alert.status).sort()).toEqual(['OPEN', 'RESOLVED']);
});

test('the list is filtered and paged, newest first, and counted only when asked', async () => {
  const tenantId = await business([]);
  const conversations = [randomUUID(), randomUUID(), randomUUID()];
  for (const [place, conversation] of conversations.entries()) await say(tenantId, need('TASK', conversation, { at: `2126-03-10T15:0${place}:00.000Z` }));
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
  expect((await list({ first: 2, after: first.pageInfo.endCursor })).nodes).toEqual([{ conversation: { id: conversations[0] } }]);
  expect(await list({ filter: { conversationId: conversations[1], status: ['OPEN'], kind: ['TASK'], severity: ['MEDIUM'] } })).toMatchObject({ totalCount: 1 });
  expect(await list({ filter: { kind: ['LIFE_SAFETY'] } })).toMatchObject({ totalCount: 0 });
  expect(await list({ filter: { status: [] } })).toMatchObject({ totalCount: 0 });
  expect((await list({ filter: { conversationId: randomUUID() } })).code).toBe('RESOURCE_NOT_FOUND');
  const quiet = randomUUID();
  await say(tenantId, conversationChanged({ conversationId: quiet, change: 'CONVERSATION_UPDATED', status: 'OPEN', opened: true, at }));
  expect(await list({ filter: { conversationId: quiet } })).toMatchObject({ totalCount: 0 });
});

test('an alert of another business is as good as none, for every operation', async () => {
  const tenantId = await business([]);
  await say(tenantId, need('TASK', randomUUID()));
  const id = (await alertsOf(tenantId))[0]?.id;
  const stranger = user(randomUUID());
  for (const unknown of [id, randomUUID(), 'nonsense']) {
    expect(await world.ask(stranger, `query ($id: ID!) { alert(id: $id) { id } }`, { id: unknown })).toEqual({ data: { alert: null } });
    expect((await world.ask(stranger, acknowledgeMutation, { id: unknown })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
    expect((await world.ask(stranger, resolveMutation, { id: unknown })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
  }
  const entities = await world.ask(stranger, `query ($id: ID!) { _entities(representations: [{ __typename: "Alert", id: $id }]) { ... on Alert { title } } }`, { id });
  expect(entities.data).toEqual({ _entities: [null] });
  expect((await alertsOf(stranger.tenantId)).length).toBe(0);
});

test('a viewer may read alerts, not change them; a note is at most 2000 characters', async () => {
  const tenantId = await business([]);
  await say(tenantId, need('TASK', randomUUID()));
  const id = (await alertsOf(tenantId))[0]?.id;
  expect((await world.ask(user(tenantId, 'viewer'), acknowledgeMutation, { id })).errors?.[0]?.extensions['code']).toBe('AUTH_INSUFFICIENT_PERMISSIONS');
  expect((await world.ask(user(tenantId), acknowledgeMutation, { id, note: 'x'.repeat(2001) })).errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'note' } });
});

test('alertChanged tells what was missed after a cursor, then goes on live', async () => {
  const tenantId = await business([]);
  const after = await world.foundation.events.now(tenantId);
  await say(tenantId, need('TASK', randomUUID()));
  const events = await world.follow(user(tenantId), `subscription ($after: ID) { alertChanged(after: $after) { id type occurredAt alert { id status } } }`, { after });
  const told = async () => (await events.next()).value.data['alertChanged'] as { id: string; type: string; alert: { id: string; status: string } };
  const first = await told();
  expect(first).toMatchObject({ type: 'ALERT_CHANGED', alert: { status: 'OPEN' } });
  await world.ask(user(tenantId), acknowledgeMutation, { id: first.alert.id });
  expect(await told()).toMatchObject({ alert: { id: first.alert.id, status: 'ACKNOWLEDGED' } });
  await events.return(undefined);
});

describe('a technician', () => {
  const listQuery = `{ alerts { totalCount nodes { id } } }`;
  const booked = (conversationId: string, workerUserId: string | null, status = 'CONFIRMED', appointmentId: string = randomUUID(), when = at) => appointmentChanged({ appointmentId, conversationId, workerUserId, status, at: when });

  /** Alerts of: a conversation with the technician's visit, one with a colleague's, one without, and of no conversation. */
  async function withVisits() {
    const tenantId = await business([]);
    const technician = user(tenantId, 'technician');
    const [own, colleagues, none] = [randomUUID(), randomUUID(), randomUUID()];
    await say(tenantId, booked(own, technician.userId), booked(colleagues, randomUUID()), need('TASK', none), need('TASK', colleagues), need('TASK', null), need('TASK', own));
    const ids = await alertIds(tenantId);
    const idOf = (conversationId: string) => ids.find((row) => row.conversation_id === conversationId)?.id as string;
    return { tenantId, technician, own, ownId: idOf(own), foreign: ids.filter((row) => row.conversation_id !== own).map((row) => row.id), colleagues };
  }
  const alertIds = (tenantId: string) =>
    world.database.transaction(tenantId, (tx) => tx.query<{ id: string; conversation_id: string | null }>('select id, conversation_id from alerts.alerts', []));

  test('sees, acknowledges and resolves the alerts of an own appointment’s conversation', async () => {
    const { technician, ownId, own } = await withVisits();
    expect(await world.ask(technician, listQuery)).toEqual({ data: { alerts: { totalCount: 1, nodes: [{ id: ownId }] } } });
    expect((await world.ask(technician, `query ($id: ID!) { alerts(filter: { conversationId: $id }) { totalCount } }`, { id: own })).data).toEqual({ alerts: { totalCount: 1 } });
    expect((await world.ask(technician, acknowledgeMutation, { id: ownId })).data?.['acknowledgeAlert']).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: { id: technician.userId } });
    expect((await world.ask(technician, resolveMutation, { id: ownId })).data?.['resolveAlert']).toMatchObject({ status: 'RESOLVED' });
  });

  test('finds any other alert as little as one that does not exist', async () => {
    const { tenantId, technician, foreign, colleagues } = await withVisits();
    expect(foreign).toHaveLength(3);
    for (const id of foreign) {
      expect(await world.ask(technician, `query ($id: ID!) { alert(id: $id) { id } }`, { id })).toEqual({ data: { alert: null } });
      expect((await world.ask(technician, `query ($id: ID!) { _entities(representations: [{ __typename: "Alert", id: $id }]) { ... on Alert { title } } }`, { id })).data).toEqual({ _entities: [null] });
      for (const mutation of [acknowledgeMutation, resolveMutation]) expect((await world.ask(technician, mutation, { id })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
    }
    expect((await world.ask(technician, `query ($id: ID!) { alerts(filter: { conversationId: $id }) { totalCount } }`, { id: colleagues })).errors?.[0]?.extensions['code']).toBe('RESOURCE_NOT_FOUND');
    expect(new Set((await alertsOf(tenantId)).map((alert) => alert.status))).toEqual(new Set(['OPEN']));
  });

  test('hears of own alerts alone', async () => {
    const { tenantId, technician, own, ownId, foreign } = await withVisits();
    const after = await world.foundation.events.now(tenantId);
    for (const id of [...foreign, ownId]) await world.ask(user(tenantId), acknowledgeMutation, { id });
    const events = await world.follow(technician, `subscription ($after: ID) { alertChanged(after: $after) { alert { id conversation { id } } } }`, { after });
    expect((await events.next()).value.data).toEqual({ alertChanged: { alert: { id: ownId, conversation: { id: own } } } });
    await events.return(undefined);
  });

  test.each(['HELD', 'LET_GO'])('a slot that is %s is nobody’s, whoever’s time it is', async (status) => {
    const tenantId = await business([]);
    const technician = user(tenantId, 'technician');
    const conversation = randomUUID();
    await say(tenantId, need('TASK', conversation), booked(conversation, technician.userId, status));
    expect(await world.ask(technician, listQuery)).toEqual({ data: { alerts: { totalCount: 0, nodes: [] } } });
    expect(await world.asOwner('select 1 as one from alerts.appointments where tenant_id = $1', [tenantId])).toEqual([]);
  });

  test('a held slot is nobody’s appointment, and a visit given to a colleague is the colleague’s, in whatever order it is heard', async () => {
    const tenantId = await business([]);
    const [technician, colleague] = [user(tenantId, 'technician'), user(tenantId, 'technician')];
    const conversation = randomUUID();
    const visit = randomUUID();
    const later = '2126-03-10T15:09:00.000Z';
    await say(tenantId, need('TASK', conversation), booked(conversation, technician.userId, 'HELD'));
    const seen = async (who: typeof technician) => (await world.ask<{ alerts: { totalCount: number } }>(who, listQuery)).data?.alerts.totalCount;
    expect(await seen(technician)).toBe(0);
    await say(tenantId, booked(conversation, colleague.userId, 'RESCHEDULED', visit, later), booked(conversation, technician.userId, 'CONFIRMED', visit));
    expect([await seen(technician), await seen(colleague)]).toEqual([0, 1]);
  });
});
