import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import pino from 'pino';
import twilio from 'twilio';
import { CreateEventLogAndJobs1700000000001 } from '../../../migrations/platform/1-createEventLogAndJobs';
import { migrations } from '../../../migrations/telephony';
import { openDatabase, type Database } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { appendEvent } from '../../../platform/events/eventLog';
import { type Route, startRelay } from '../../../platform/events/relay';
import { startWorker, type JobHandler } from '../../../platform/jobs/jobs';
import { createHttpServer } from '../../../platform/http/httpServer';
import { createTestDatabase } from '../../../platform/postgres/testServer';
import type { Environment } from '../../../platform/config/environment';
import type { Foundation, HandledEvent, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import type { NewEvent } from '../../../schema/events/event';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { subgraph } from '../subgraph';
import { addLine } from '../usecases/addLine';
import { startDatabaseWire, type DatabaseWire } from './databaseWire';
import { eventually } from '../../../tests/harness/eventually';
import { freePort } from '../../../tests/harness/freePort';

export const accountSid = `AC${'1'.repeat(32)}`;
export const authToken = 'a-token-of-the-test';
export const serviceKey = 'a-service-key-of-the-test';
export const publicUrl = 'http://localhost:4999';

export interface World {
  foundation: Foundation;
  database: Database;
  app: FastifyInstance;
  running: RunningSubgraph;
  simulator: Simulator;
  dataDirectory: string;
  wire: DatabaseWire;
  /** The database past the wire, as its superuser. */
  databaseUrl: string;
  /** A new business with one line; its number differs from all others. */
  business(options?: { screening?: boolean; targets?: string[]; segmentsPerSecond?: number }): Promise<Business>;
  /** Posts a form as Twilio would, rightly signed unless `signature` says otherwise. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<{ statusCode: number; body: string; headers: Record<string, unknown> }>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Waits until the fault has struck since faults were last set. */
  struck(kind: string): Promise<void>;
  close(): Promise<void>;
}

export interface Business {
  tenantId: string;
  lineId: string;
  number: string;
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
  /** Payloads of the events of that type, oldest first. */
  events(type: string): Promise<Record<string, unknown>[]>;
  /** Waits until there are so many events of the type. */
  until(type: string, count?: number): Promise<Record<string, unknown>[]>;
  /** Waits until every event of the business has been handled and none of its jobs is left. */
  settled(): Promise<void>;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

let counter = 0;

async function prepare(url: string): Promise<void> {
  await migrate(url, [
    { schema: 'platform', migrations: [CreateEventLogAndJobs1700000000001] },
    { schema: 'telephony', migrations },
  ]);
  const client = new Client({ connectionString: url });
  await client.connect();
  // Stands in for the calls subgraph's function: refuses the messages whose ownership is 0.
  await client.query('create schema calls');
  await client.query('create function calls.claim_message(message uuid, owned_under int) returns boolean language sql as $$ select owned_under > 0 $$');
  await client.query('grant usage on schema calls to public');
  await client.end();
}

/** Telephony on a real database and a real (simulated) phone company, its webhooks reachable at `publicUrl`. */
export async function openWorld(options: { wired?: boolean; watched?: (database: Database) => Database } = {}): Promise<World> {
  const testDatabase = await createTestDatabase(`telephony 2 ${migrations.map(String).join()} ${CreateEventLogAndJobs1700000000001.toString()}`, prepare);
  const wire = await startDatabaseWire(testDatabase.url);
  const opened = await openDatabase({ url: wire.url, maxConnections: 12, applicationName: 'telephony test' });
  const database = options.watched?.(opened) ?? opened;
  const log = pino({ level: 'silent' });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nmc-telephony-'));
  const simulator = await startSimulator({ port: 0, accountSid, authToken, listLagMs: 500, settings: { timeScale: 0.01 } });
  const environment = { publicUrl, twilioAccountSid: accountSid, twilioAuthTokens: [authToken, 'an-older-token'], twilioBaseUrl: simulator.url, internalServiceKeys: [serviceKey], bodyLimitBytes: 1_048_576, trustedProxies: [], corsOrigins: [] } as unknown as Environment;
  const listened = options.wired ? await freePort() : 0;
  if (options.wired) environment.publicUrl = `http://127.0.0.1:${listened}`;
  const foundation = { environment, database, log, clock: () => new Date(), dataDirectory, startedAt: new Date() } as unknown as Foundation;
  const served = await createHttpServer(foundation);
  const running = await subgraph.start(foundation);
  running.routes?.(served);
  await served.listen({ port: listened, host: '127.0.0.1' });

  const handlers = new Map<string, JobHandler>(Object.entries(running.jobs ?? {}) as [string, JobHandler][]);
  const routes: Route[] = [];
  for (const [type, handle] of Object.entries(running.on ?? {})) {
    routes.push({ consumer: 'telephony', type, topic: `telephony:${type}` });
    handlers.set(`telephony:${type}`, async (job, run) => {
      const event = job.payload as HandledEvent<never>;
      await handle(event, { principal: { kind: 'system', tenantId: job.tenantId }, requestId: event.id, run });
    });
  }
  const relay = startRelay(database, routes, log);
  const worker = startWorker(database, [{ name: 'telephony', handlers, concurrency: 8 }], log);

  return {
    foundation,
    database,
    app: served,
    running,
    simulator,
    dataDirectory,
    wire,
    databaseUrl: testDatabase.url,
    async business({ screening = true, targets = ['+12085550199'], segmentsPerSecond = 10 } = {}) {
      const tenantId = randomUUID();
      counter += 1;
      const number = `+1208555${String(1000 + counter)}`;
      const { lineId } = await addLine(database, tenantId, { number, label: null, forwardTargets: targets, timeoutSeconds: 20, screening, segmentsPerSecond });
      const url = environment.publicUrl;
      await control(simulator, 'PUT', `/numbers/${encodeURIComponent(number)}`, {
        voiceUrl: `${url}/webhooks/twilio/call`,
        voiceFallbackUrl: `${url}/internal/webhooks/twilio`,
        statusCallback: `${url}/internal/webhooks/twilio/status`,
        smsUrl: `${url}/webhooks/twilio/sms`,
        smsFallbackUrl: `${url}/internal/webhooks/twilio`,
      });
      return businessOf(database, routes.map((route) => route.type), tenantId, lineId, number);
    },
    async post(path, form, headers = {}) {
      const url = environment.publicUrl + path;
      const response = await served.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form), ...headers },
        payload: new URLSearchParams(form).toString(),
      });
      return { statusCode: response.statusCode, body: response.body, headers: response.headers };
    },
    control: (method, path, body) => control(simulator, method, path, body),
    async struck(kind) {
      const { reached } = (await control(simulator, 'GET', `/faults/struck?kind=${kind}&count=1&timeoutMs=45000`)) as { reached: boolean };
      if (!reached) throw new Error(`${kind} never struck`);
    },
    async close() {
      await worker.stop();
      await relay.stop();
      await running.stop?.();
      await served.close();
      await simulator.close();
      await database.close();
      await wire.close();
      await testDatabase.drop();
    },
  };
}

function businessOf(database: Database, handled: string[], tenantId: string, lineId: string, number: string): Business {
  const query = <Row>(sql: string, parameters: unknown[] = []) => database.transaction(tenantId, (tx) => tx.query<Row>(sql, parameters));
  const events = async (type: string) => (await query<{ payload: Record<string, unknown> }>('select payload from platform.events where tenant_id = $1 and type = $2 order by x, id', [tenantId, type])).map((row) => row.payload);
  return {
    tenantId,
    lineId,
    number,
    query,
    events,
    say: (event) => database.transaction(tenantId, (tx) => appendEvent(tx, event)),
    async until(type, count = 1) {
      const found = async () => {
        const all = await events(type);
        return all.length >= count ? all : null;
      };
      return eventually(found, `${count} ${type}`);
    },
    async settled() {
      const left = `select count(*)::int as left from (
          select 1 from platform.jobs where tenant_id = $1 and dead_at is null
          union all
          select 1 from platform.events e where tenant_id = $1 and type = any($2) and not exists (select 1 from platform.relay_cursors c where (c.x, c.id) >= (e.x, e.id))) open`;
      await eventually(async () => (await query<{ left: number }>(left, [tenantId, handled]))[0]?.left === 0, 'the end of all work');
    },
  };
}

async function control(simulator: Simulator, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.url}/control${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
