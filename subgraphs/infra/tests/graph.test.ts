import { randomUUID } from 'node:crypto';
import { alertChanged } from '../../../schema/events/alerts';
import { kpiChanged } from '../../../schema/events/analytics';
import { type HealthCheck } from '../../../platform/health/healthCheck';
import { startHeartbeat } from '../../../platform/health/heartbeat';
import { appointmentChanged, callChanged, conversationChanged, leadChanged, messageAdded } from '../../../schema/events/calls';
import { createHttpServer } from '../../../platform/http/httpServer';
import { actingFor, anonymous, type Principal } from '../../../platform/principal/principal';
import { eventually } from '../../../tests/harness/eventually';
import { startSubgraphWorld, type SubgraphWorld, user } from '../../../tests/harness/subgraph';
import { forgetEvents } from '../store/eventLog';
import { subgraph } from '../subgraph';

let world: SubgraphWorld;
beforeAll(async () => (world = await startSubgraphWorld(subgraph)));
afterAll(() => world.stop());

const at = '2026-03-10T15:00:00.000Z';
const ids = { callId: randomUUID(), conversationId: randomUUID(), messageId: randomUUID(), leadId: randomUUID(), appointmentId: randomUUID(), alertId: randomUUID() };
const everything = [
  callChanged({ callId: ids.callId, change: 'CALL_MISSED', at }),
  kpiChanged({ at }),
  messageAdded({ messageId: ids.messageId, conversationId: ids.conversationId, sender: 'AI', at, isReply: false }),
  conversationChanged({ conversationId: ids.conversationId, change: 'HUMAN_TAKEOVER', status: 'OPEN', opened: false, at }),
  leadChanged({ leadId: ids.leadId, conversationId: ids.conversationId, status: 'NEW', created: true, at }),
  appointmentChanged({ appointmentId: ids.appointmentId, conversationId: ids.conversationId, status: 'CONFIRMED', isVisit: true, at }),
  alertChanged({ alertId: ids.alertId, conversationId: ids.conversationId, status: 'OPEN', kind: 'TASK', at }),
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

test('a technician hears of own appointments’ conversations alone, and of what is everybody’s', async () => {
  const tenantId = randomUUID();
  const technician = user(tenantId, 'technician');
  const foreign = { callId: randomUUID(), conversationId: randomUUID(), messageId: randomUUID(), leadId: randomUUID(), appointmentId: randomUUID(), alertId: randomUUID() };
  const about = ({ callId, conversationId, messageId, leadId, appointmentId, alertId }: typeof ids, workerUserId: string) => [
    appointmentChanged({ appointmentId, conversationId, workerUserId, status: 'CONFIRMED', isVisit: true, at }),
    callChanged({ callId, conversationId, change: 'CALL_MISSED', at }),
    messageAdded({ messageId, conversationId, sender: 'AI', at, isReply: false }),
    leadChanged({ leadId, conversationId, status: 'NEW', created: true, at }),
    alertChanged({ alertId, conversationId, status: 'OPEN', kind: 'TASK', at }),
  ];
  const after = await world.foundation.events.now(tenantId);
  await world.say(tenantId, ...about(foreign, randomUUID()), callChanged({ callId: randomUUID(), change: 'INCOMING_CALL', at }), ...about(ids, technician.userId));
  await world.settled();
  const told = await take(await world.follow(technician, eventsSubscription, { after }), 5);
  expect(told.map(({ id: _, __typename, type: __, ...thing }) => thing)).toEqual([
    { appointment: { id: ids.appointmentId } }, { call: { id: ids.callId } }, { message: { id: ids.messageId } }, { lead: { id: ids.leadId } }, { alert: { id: ids.alertId } },
  ]);
});

test.each(['HELD', 'LET_GO'])('a slot that is %s is nobody’s: a technician hears neither of it nor of its conversation', async (status) => {
  const tenantId = randomUUID();
  const technician = user(tenantId, 'technician');
  const after = await world.foundation.events.now(tenantId);
  const slot = (workerUserId: string, now: string, conversationId = ids.conversationId) => appointmentChanged({ appointmentId: randomUUID(), conversationId, workerUserId, status: now, isVisit: now === 'CONFIRMED', at });
  await world.say(tenantId, slot(technician.userId, status));
  await world.settled();
  const last = slot(technician.userId, 'CONFIRMED', randomUUID());
  await world.say(tenantId, messageAdded({ messageId: ids.messageId, conversationId: ids.conversationId, sender: 'AI', at, isReply: false }), last);
  const [told] = await take(await world.follow(technician, eventsSubscription, { after }), 1);
  expect(told).toMatchObject({ type: 'APPOINTMENT_UPDATED', appointment: { id: last.payload.appointmentId } });
});

const healthQuery = '{ systemHealth { status maintenance services { name status category critical lastHeartbeat version } checks { name status critical message } } }';
interface Health {
  status: string;
  services: { name: string; status: string; version: string }[];
  checks: { name: string; status: string; message: string | null }[];
}
const operator: Principal = { kind: 'operator', userId: randomUUID(), sessionId: randomUUID(), tenantId: null };
async function healthOf(principal: Principal = operator) {
  const { data } = await world.ask<{ systemHealth: Health }>(principal, healthQuery);
  const { status, services = [], checks } = data?.systemHealth ?? {};
  return { status, services, checks, unwell: services.filter((service) => service.status !== 'HEALTHY').map((service) => `${service.name} ${service.status}`) };
}
const down = (name: string, critical: boolean): HealthCheck => ({ name, critical, run: () => Promise.reject(new Error(`${name} does not answer`)) });
const well = (name: string): HealthCheck => ({ name, critical: true, run: () => Promise.resolve() });
const everyService = ['alerts', 'analytics', 'calls', 'gateway', 'identity', 'infra', 'telephony', 'tenancy'];
const beats: { stop(): Promise<void> }[] = [];
// Of a test that failed too: what still beats would keep the run from ending.
afterEach(async () => void (await Promise.all(beats.splice(0).map((heartbeat) => heartbeat.stop()))));
/** A process that runs these services and beats until it is stopped. */
async function beating(checks: Record<string, HealthCheck[]> = {}, names = everyService) {
  await world.asOwner('delete from infra.services');
  const heartbeat = await startHeartbeat(world.database, names.map((name) => ({ name, checks: checks[name] ?? [] })), { version: '1.2.3', log: world.foundation.log });
  beats.push(heartbeat);
  await eventually(async () => (await world.asOwner(`select 1 as one from infra.services where checks <> '[]'`)).length === Object.keys(checks).length);
  return heartbeat;
}

describe('the registry', () => {
  test('names every service of a process that beats, and what it stands on', async () => {
    const heartbeat = await beating({ calls: [well('openai')] });
    const health = await healthOf();
    expect(health).toMatchObject({ status: 'HEALTHY', checks: [{ name: 'database', status: 'HEALTHY', critical: true, message: null }, { name: 'jobs', status: 'HEALTHY', critical: false, message: null }, { name: 'openai', status: 'HEALTHY', critical: true, message: null }] });
    expect(health.services.map((service) => service.name)).toEqual(everyService);
    expect(health.services[2]).toEqual({ name: 'calls', status: 'HEALTHY', category: 'core', critical: true, version: '1.2.3', lastHeartbeat: expect.any(String) });
    await heartbeat.stop();
  });

  test('names a service that never reported, as unhealthy', async () => {
    const heartbeat = await beating({}, everyService.filter((name) => name !== 'analytics'));
    const health = await healthOf();
    expect([health.status, health.unwell]).toEqual(['DEGRADED', ['analytics UNHEALTHY']]);
    expect(health.services[1]).toMatchObject({ name: 'analytics', lastHeartbeat: null });
    await heartbeat.stop();
  });

  test('a critical dependency down makes the service and the whole UNHEALTHY, another DEGRADED, with the reason', async () => {
    const degraded = await beating({ telephony: [down('twilio', false)] });
    expect(await healthOf()).toMatchObject({ status: 'DEGRADED', unwell: ['telephony DEGRADED'], checks: [{}, {}, { name: 'twilio', status: 'DEGRADED', message: 'twilio does not answer' }] });
    await degraded.stop();
    const unhealthy = await beating({ telephony: [down('carrier', true), well('twilio')] });
    expect(await healthOf()).toMatchObject({ status: 'UNHEALTHY', unwell: ['telephony UNHEALTHY'], checks: [{}, {}, { name: 'carrier', status: 'UNHEALTHY' }, { name: 'twilio', status: 'HEALTHY' }] });
    await unhealthy.stop();
  });

  test('what was found wrong is for the operator, with or without a business, and over REST for the service key; everybody else hears how it is', async () => {
    const heartbeat = await beating({ telephony: [down('twilio', false)] });
    const told = (message: string | null) => [{ name: 'database', message: null }, { name: 'jobs', message: null }, { name: 'twilio', status: 'DEGRADED', message }];
    for (const role of ['owner', 'viewer'] as const) expect((await healthOf(user(randomUUID(), role))).checks).toMatchObject(told(null));
    for (const principal of [operator, actingFor(operator, randomUUID())]) expect((await healthOf(principal)).checks).toMatchObject(told('twilio does not answer'));
    const app = await createHttpServer(world.foundation);
    world.running.routes?.(app);
    for (const url of ['/health/overview', '/health/infrastructure']) {
      const found = async (headers: Record<string, string>) => (await app.inject({ url, headers })).json<{ data: Health }>().data.checks[2];
      expect(await found({})).toMatchObject({ name: 'twilio', status: 'degraded', message: null });
      expect(await found({ 'x-service-key': world.foundation.environment.internalServiceKeys[0] as string })).toMatchObject({ status: 'degraded', message: 'twilio does not answer' });
    }
    await app.close();
    await heartbeat.stop();
  });

  test('30 s of silence make a service unhealthy, and the whole where the service is critical, else degraded', async () => {
    const heartbeat = await beating({ calls: [down('openai', false)] });
    const silent = (name: string, seconds: number) => world.asOwner(`update infra.services set last_heartbeat = clock_timestamp() - make_interval(secs => $2) where name = $1`, [name, seconds]);
    await silent('alerts', 29);
    expect((await healthOf()).unwell).toEqual(['calls DEGRADED']);
    await silent('alerts', 31);
    expect(await healthOf()).toMatchObject({ status: 'DEGRADED', unwell: ['alerts UNHEALTHY', 'calls DEGRADED'] });
    await silent('calls', 31);
    // What a silent process last said of its dependencies is not known to be so any more.
    expect(await healthOf()).toMatchObject({ status: 'UNHEALTHY', unwell: ['alerts UNHEALTHY', 'calls UNHEALTHY'], checks: [{ name: 'database' }, { name: 'jobs' }] });
    const { data } = await world.ask(user(randomUUID()), '{ services(filter: { status: [UNHEALTHY], critical: true, category: "core" }) { name } cleared: services(filter: { status: [], critical: true, category: "core" }) { name } all: services(filter: { critical: true, category: "core" }) { name } }');
    expect(data?.['services']).toEqual([{ name: 'calls' }]);
    expect(data?.['cleared']).toEqual(data?.['all']);
    await heartbeat.stop();
  });

  test('of two processes with one service, the one that is heard serves; a process that ends in order leaves its services to the others', async () => {
    const heartbeat = await beating();
    await world.asOwner(`insert into infra.services (name, process, version, last_heartbeat) values ('calls', 'killed', '1.2.2', clock_timestamp() - interval '40 seconds'), ('analytics', 'other', '1', clock_timestamp())`);
    const health = await healthOf();
    expect([health.unwell, health.services[2]?.version]).toEqual([[], '1.2.3']);
    await heartbeat.stop();
    expect(await world.asOwner(`select process from infra.services where name = 'analytics'`)).toEqual([{ process: 'other' }]);
  });
});

test('a job that failed for good shows: the whole is degraded, and says how many wait, until none is left', async () => {
  const heartbeat = await beating();
  await world.asOwner(`insert into platform.jobs (tenant_id, topic, payload, dead_at) select gen_random_uuid(), 'calls.continueConversation', '{}', clock_timestamp() from generate_series(1, 2)`);
  expect(await healthOf(operator)).toMatchObject({ status: 'DEGRADED', checks: [{}, { name: 'jobs', status: 'DEGRADED', message: '2 dead: see "Dead jobs" in docs/running.md' }] });
  await world.asOwner(`delete from platform.jobs where dead_at is not null`);
  expect(await healthOf(operator)).toMatchObject({ status: 'HEALTHY', checks: [{}, { name: 'jobs', status: 'HEALTHY' }] });
  await heartbeat.stop();
});

test('the application cannot write the registry but through its function', async () => {
  await expect(world.database.transaction(null, (tx) => tx.query(`delete from infra.services`))).rejects.toThrow(/permission denied/);
});

test('the health routes answer in the documented envelope', async () => {
  const heartbeat = await beating();
  const app = await createHttpServer(world.foundation);
  world.running.routes?.(app);
  const services = (await app.inject('/health/services')).json<{ data: { name: string }[] }>();
  const whole = { total_count: everyService.length, page: 1, limit: everyService.length };
  expect(services).toMatchObject({ success: true, metadata: { request_id: expect.any(String), timestamp: expect.any(String), processing_time_ms: expect.any(Number), ...whole } });
  expect(services.data.map(({ name }) => name)).toEqual(everyService);
  expect((await app.inject('/health/overview')).json()).toMatchObject({ success: true, data: { status: 'healthy', checks: [{ name: 'database', status: 'healthy' }, { name: 'jobs', status: 'healthy' }] } });
  expect((await app.inject('/health/services/infra')).json()).toMatchObject({ data: { name: 'infra', status: 'healthy' } });
  const missing = await app.inject('/health/services/nothing');
  expect([missing.statusCode, missing.json()]).toMatchObject([404, { success: false, error: { code: 'RESOURCE_NOT_FOUND' } }]);
  await app.close();
  await heartbeat.stop();
});

test('events are kept for seven days', async () => {
  const tenantId = randomUUID();
  await world.say(tenantId, kpiChanged({ at }), kpiChanged({ at }));
  await world.asOwner(`update platform.events e set occurred_at = clock_timestamp() - case when id = (select min(id) from platform.events where tenant_id = $1) then interval '169 hours' else interval '167 hours' end where tenant_id = $1`, [tenantId]);
  await forgetEvents.run(world.database);
  expect(await world.asOwner('select 1 as one from platform.events where tenant_id = $1', [tenantId])).toHaveLength(1);
});
