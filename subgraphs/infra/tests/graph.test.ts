import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { alertChanged } from '../../../schema/events/alerts';
import { kpiChanged } from '../../../schema/events/analytics';
import { appointmentChanged, callChanged, conversationChanged, leadChanged, messageAdded } from '../../../schema/events/calls';
import { anonymous } from '../../../platform/principal/principal';
import { startWorld, user } from './world';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world.stop());

const at = '2026-03-10T15:00:00.000Z';
const ids = { callId: randomUUID(), conversationId: randomUUID(), messageId: randomUUID(), leadId: randomUUID(), appointmentId: randomUUID(), alertId: randomUUID() };
const everything = [
  callChanged({ callId: ids.callId, change: 'CALL_MISSED', at }),
  kpiChanged({ at }),
  messageAdded({ messageId: ids.messageId, conversationId: ids.conversationId, sender: 'AI', at, firstReply: false }),
  conversationChanged({ conversationId: ids.conversationId, change: 'HUMAN_TAKEOVER', status: 'OPEN', opened: false, at }),
  leadChanged({ leadId: ids.leadId, conversationId: ids.conversationId, status: 'NEW', created: true, at }),
  appointmentChanged({ appointmentId: ids.appointmentId, conversationId: ids.conversationId, status: 'CONFIRMED', at }),
  alertChanged({ alertId: ids.alertId, status: 'OPEN', kind: 'TASK', at }),
];
const eventsSubscription = `subscription ($types: [EventType!], $after: ID) { events(types: $types, after: $after) { __typename id type
  ... on CallEvent { call { id } } ... on MessageEvent { message { id } } ... on ConversationEvent { conversation { id } } ... on LeadEvent { lead { id } }
  ... on AppointmentEvent { appointment { id } } ... on AlertEvent { alert { id } } } }`;

type Told = Record<string, unknown> & { id: string; type: string };
async function take(events: Awaited<ReturnType<typeof world.follow>>, count: number): Promise<Told[]> {
  const told: Told[] = [];
  while (told.length < count) told.push((await events.next()).value.data['events'] as Told);
  await events.return(undefined);
  return told;
}

test('events tells everything that happened in the business, each as its own type, but the dashboard', async () => {
  const tenantId = randomUUID();
  const { data } = await world.ask(user(tenantId), '{ eventCursor }');
  await world.say(randomUUID(), ...everything);
  await world.say(tenantId, ...everything);
  const told = await take(await world.follow(user(tenantId), eventsSubscription, { after: data?.['eventCursor'] }), 6);
  expect(told.map(({ id: _, ...event }) => event)).toEqual([
    { __typename: 'CallEvent', type: 'CALL_MISSED', call: { id: ids.callId } },
    { __typename: 'MessageEvent', type: 'AI_RESPONSE', message: { id: ids.messageId } },
    { __typename: 'ConversationEvent', type: 'HUMAN_TAKEOVER', conversation: { id: ids.conversationId } },
    { __typename: 'LeadEvent', type: 'LEAD_UPDATED', lead: { id: ids.leadId } },
    { __typename: 'AppointmentEvent', type: 'APPOINTMENT_UPDATED', appointment: { id: ids.appointmentId } },
    { __typename: 'AlertEvent', type: 'ALERT_CHANGED', alert: { id: ids.alertId } },
  ]);
});

test('a listener that comes back after an event gets what follows it, once', async () => {
  const tenantId = randomUUID();
  const after = await world.foundation.events.now(tenantId);
  await world.say(tenantId, ...everything);
  const [first, second] = await take(await world.follow(user(tenantId), eventsSubscription, { after }), 2);
  const [again] = await take(await world.follow(user(tenantId), eventsSubscription, { after: first?.id }), 1);
  expect(again).toEqual(second);
});

test('events tells only the wanted types, and only what the listener may read', async () => {
  const tenantId = randomUUID();
  const after = await world.foundation.events.now(tenantId);
  await world.say(tenantId, ...everything);
  const wanted = await take(await world.follow(user(tenantId), eventsSubscription, { after, types: ['LEAD_UPDATED', 'DASHBOARD_UPDATE', 'ALERT_CHANGED'] }), 2);
  expect(wanted.map((event) => event.type)).toEqual(['LEAD_UPDATED', 'ALERT_CHANGED']);
  const narrow = { ...user(tenantId), permissions: ['appointments:read'] };
  expect((await take(await world.follow(narrow, eventsSubscription, { after }), 1)).map((event) => event.type)).toEqual(['APPOINTMENT_UPDATED']);
});

test('a cursor that is none is refused, and so is a caller without a token', async () => {
  const refused = (await world.follow(user(randomUUID()), eventsSubscription, { after: 'nonsense' })) as unknown as { errors: { extensions: { code: string } }[] };
  expect(refused.errors[0]?.extensions.code).toBe('INVALID_FORMAT');
  expect((await world.ask(anonymous, '{ eventCursor }')).errors?.[0]?.extensions['code']).toBe('AUTH_TOKEN_INVALID');
});

test('a service that beats is healthy; a silent one makes the whole unhealthy where it is critical, else degraded', async () => {
  const caller = user(randomUUID());
  const health = async () => (await world.ask(caller, '{ systemHealth { status maintenance services { name status critical lastHeartbeat version } checks { name status critical } } }')).data?.['systemHealth'];
  expect(await health()).toMatchObject({ status: 'HEALTHY', maintenance: false, services: [{ name: 'infra', status: 'HEALTHY' }], checks: [{ name: 'database', status: 'HEALTHY', critical: true }] });

  const silent = (name: string, critical: boolean) => world.asOwner(`insert into infra.services values ('${name}', 'gone', '1', 'core', ${critical}, now(), now() - interval '31 seconds')`);
  await silent('reports', false);
  expect(await health()).toMatchObject({ status: 'DEGRADED' });
  await silent('calls', true);
  expect(await health()).toMatchObject({ status: 'UNHEALTHY', services: [{ name: 'calls', status: 'UNHEALTHY' }, { name: 'infra' }, { name: 'reports' }] });

  const { data } = await world.ask(caller, '{ services(filter: { status: [UNHEALTHY], critical: true, category: "core" }) { name } }');
  expect(data?.['services']).toEqual([{ name: 'calls' }]);
});

test('the application cannot write the registry but through its function', async () => {
  await expect(world.database.transaction(null, (tx) => tx.query(`delete from infra.services`))).rejects.toThrow(/permission denied/);
});

test('the health routes answer in the documented envelope', async () => {
  const app = Fastify();
  world.running.routes?.(app);
  const services = (await app.inject('/health/services')).json<unknown>();
  expect(services).toMatchObject({ success: true, metadata: { request_id: expect.any(String), timestamp: expect.any(String) }, data: [{ name: 'calls' }, { name: 'infra' }, { name: 'reports' }] });
  expect((await app.inject('/health/overview')).json()).toMatchObject({ success: true, data: { checks: [{ name: 'database', status: 'healthy' }] } });
  expect((await app.inject('/health/services/infra')).json()).toMatchObject({ data: { name: 'infra', status: 'healthy' } });
  expect((await app.inject('/health/services/nothing')).statusCode).toBe(404);
  await app.close();
});
