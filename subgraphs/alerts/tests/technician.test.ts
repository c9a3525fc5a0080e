import { randomUUID } from 'node:crypto';
import { appointmentChanged } from '../../../schema/events/calls';
import { user } from '../../../tests/harness/subgraph';
import { acknowledgeMutation, type AlertsWorld, at, need, openAlerts, resolveMutation } from './world';

let world: AlertsWorld;
beforeAll(async () => (world = await openAlerts()));
afterAll(() => world.stop());

describe('a technician', () => {
  const listQuery = `{ alerts { totalCount nodes { id } } }`;
  const booked = (conversationId: string, workerUserId: string | null, status = 'CONFIRMED', appointmentId: string = randomUUID(), when = at) => appointmentChanged({ appointmentId, conversationId, workerUserId, status, isVisit: status !== 'HELD' && status !== 'LET_GO', at: when });

  /** Alerts of: a conversation with the technician's visit, one with a colleague's, one without, and of no conversation. */
  async function withVisits() {
    const tenantId = await world.business([]);
    const technician = user(tenantId, 'technician');
    const [own, colleagues, none] = [randomUUID(), randomUUID(), randomUUID()];
    await world.say(tenantId, booked(own, technician.userId), booked(colleagues, randomUUID()), need('TASK', none), need('TASK', colleagues), need('TASK', null), need('TASK', own));
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
    expect(new Set((await world.alertsOf(tenantId)).map((alert) => alert.status))).toEqual(new Set(['OPEN']));
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
    const tenantId = await world.business([]);
    const technician = user(tenantId, 'technician');
    const conversation = randomUUID();
    await world.say(tenantId, need('TASK', conversation), booked(conversation, technician.userId, status));
    expect(await world.ask(technician, listQuery)).toEqual({ data: { alerts: { totalCount: 0, nodes: [] } } });
    expect(await world.asOwner('select 1 as one from alerts.appointments where tenant_id = $1', [tenantId])).toEqual([]);
  });

  test('a held slot is nobody’s appointment, and a visit given to a colleague is the colleague’s, in whatever order it is heard', async () => {
    const tenantId = await world.business([]);
    const [technician, colleague] = [user(tenantId, 'technician'), user(tenantId, 'technician')];
    const conversation = randomUUID();
    const visit = randomUUID();
    const later = '2126-03-10T15:09:00.000Z';
    await world.say(tenantId, need('TASK', conversation), booked(conversation, technician.userId, 'HELD'));
    const seen = async (who: typeof technician) => (await world.ask<{ alerts: { totalCount: number } }>(who, listQuery)).data?.alerts.totalCount;
    expect(await seen(technician)).toBe(0);
    await world.say(tenantId, booked(conversation, colleague.userId, 'RESCHEDULED', visit, later), booked(conversation, technician.userId, 'CONFIRMED', visit));
    expect([await seen(technician), await seen(colleague)]).toEqual([0, 1]);
  });
});
