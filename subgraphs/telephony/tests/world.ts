import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import pino, { type Logger } from 'pino';
import twilio from 'twilio';
import { migrationSets } from '../../../migrations';
import { readEnvironment } from '../../../platform/config/environment';
import { openDatabase, type Database } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { appendEvent, createEventReader } from '../../../platform/events/eventLog';
import { startLiveFeed } from '../../../platform/events/liveFeed';
import { createHttpServer } from '../../../platform/http/httpServer';
import { createSealer } from '../../../platform/secrets/sealer';
import { createTestDatabase } from '../../../platform/postgres/testServer';
import { createTokens } from '../../../platform/principal/tokens';
import type { Foundation } from '../../../platform/runtime/subgraphModule';
import { startSubgraph, type StartedSubgraph } from '../../../platform/runtime/subgraphRuntime';
import type { NewEvent } from '../../../schema/events/event';
import { startSimulator, type Simulator } from '../../../simulator/server';
import type { Screening } from '../domain/forwarding';
import { subgraph } from '../subgraph';
import { transactionsOf } from '../createContext';
import { addLine, type LineToAdd } from '../usecases/addLine';
import { setAccount, type AccountToSet } from '../usecases/setAccount';
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
  started: StartedSubgraph;
  simulator: Simulator;
  dataDirectory: string;
  wire: DatabaseWire;
  /** The database past the wire, as its superuser. */
  databaseUrl: string;
  /** A new business with one line; its number differs from all others. */
  business(options?: { screening?: Screening; targets?: string[]; segmentsPerSecond?: number; account?: AccountToSet }): Promise<Business>;
  /** Makes a subaccount at the simulator. */
  subaccount(): Promise<{ accountSid: string; authTokens: [string] }>;
  setAccount(tenantId: string, account: AccountToSet): Promise<void>;
  /** Takes another number into service for the business. */
  addNumber(tenantId: string, account?: AccountToSet): Promise<{ lineId: string; number: string }>;
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
  await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform' || schema === 'telephony'));
  const client = new Client({ connectionString: url });
  await client.connect();
  // Stands in for the calls subgraph's function: refuses the messages whose ownership is 0.
  await client.query('create schema calls');
  await client.query('create function calls.claim_message(message uuid, owned_under int) returns boolean language sql as $$ select owned_under > 0 $$');
  await client.query('grant usage on schema calls to public');
  await client.end();
}

/** Telephony on a real database and a real (simulated) phone company, its webhooks reachable at `publicUrl`. */
export async function openWorld(options: { wired?: boolean; watched?: (database: Database) => Database; twilioAuthToken?: string; log?: Logger } = {}): Promise<World> {
  const testDatabase = await createTestDatabase('telephony beside a stand-in for calls', prepare);
  const wire = await startDatabaseWire(testDatabase.url);
  const opened = await openDatabase({ url: wire.url, maxConnections: 12, applicationName: 'telephony test' });
  const database = options.watched?.(opened) ?? opened;
  const log = options.log ?? pino({ level: 'silent' });
  const simulator = await startSimulator({ port: 0, accountSid, authToken, listLagMs: 500, settings: { timeScale: 0.01 } });
  const port = options.wired ? await freePort() : 0;
  const environment = readEnvironment({
    NODE_ENV: 'test', RUN: 'telephony', PUBLIC_URL: options.wired ? `http://127.0.0.1:${port}` : publicUrl, BODY_LIMIT: '1mb',
    TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: options.twilioAuthToken ?? `${authToken},an-older-token`, TWILIO_BASE_URL: simulator.url,
    ENCRYPTION_KEY: 'an encryption key of the test, long enough', INTERNAL_SERVICE_KEY: serviceKey,
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nmc-telephony-'));
  const events = await createEventReader(database);
  const live = await startLiveFeed(database, events, log);
  const foundation: Foundation = { environment, database, events, live, tokens: createTokens('x'.repeat(32), 900), log, clock: () => new Date(), dataDirectory, startedAt: new Date(), version: 'test' };
  const served = await createHttpServer(foundation);
  const started = await startSubgraph(subgraph, foundation);
  started.running.routes?.(served);
  await served.listen({ port, host: '127.0.0.1' });

  const keepAccount = (tenantId: string, account: AccountToSet) => setAccount({ ...transactionsOf(database, tenantId, 'test'), sealer: createSealer(environment.encryptionKey), environmentSid: accountSid }, account);
  /** A number of ours and the simulator's. */
  const inService = async (tenantId: string, line: Pick<LineToAdd, 'forwardTargets' | 'screening' | 'segmentsPerSecond'>, account?: AccountToSet) => {
    counter += 1;
    const number = `+1208555${String(1000 + counter)}`;
    const carriedBy = account && { accountSid: account.accountSid };
    const { lineId } = await addLine(transactionsOf(database, tenantId, 'test'), { number, label: null, timeoutSeconds: 20, ...line, ...carriedBy });
    const url = environment.publicUrl;
    await control(simulator, 'PUT', `/numbers/${encodeURIComponent(number)}`, {
      ...carriedBy,
      voiceUrl: `${url}/webhooks/twilio/call`,
      voiceFallbackUrl: `${url}/internal/webhooks/twilio`,
      statusCallback: `${url}/internal/webhooks/twilio/status`,
      smsUrl: `${url}/webhooks/twilio/sms`,
      smsFallbackUrl: `${url}/internal/webhooks/twilio`,
    });
    return { lineId, number };
  };

  return {
    foundation,
    database,
    app: served,
    started,
    simulator,
    dataDirectory,
    wire,
    databaseUrl: testDatabase.url,
    async business({ screening = 'PRESS_KEY', targets = ['+12085550199'], segmentsPerSecond = 10, account } = {}) {
      const tenantId = randomUUID();
      if (account) await keepAccount(tenantId, account);
      const { lineId, number } = await inService(tenantId, { forwardTargets: targets, screening, segmentsPerSecond }, account);
      return businessOf(database, Object.keys(started.running.on ?? {}), tenantId, lineId, number);
    },
    async subaccount() {
      const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
      const made = (await (await fetch(`${simulator.url}/2010-04-01/Accounts.json`, { method: 'POST', headers: { authorization } })).json()) as { sid: string; auth_token: string };
      return { accountSid: made.sid, authTokens: [made.auth_token] };
    },
    setAccount: keepAccount,
    addNumber: (tenantId, account) => inService(tenantId, { forwardTargets: ['+12085550199'], screening: 'PRESS_KEY', segmentsPerSecond: 10 }, account),
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
      await started.stop();
      await live.stop();
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

let sids = 0;
/** A sid of Twilio's form that no test has had. */
export const newSid = (prefix: string) => `${prefix}${String((sids += 1)).padStart(32, '0')}`;
/** Who calls. */
export const caller = '+12085550123';
/** Twilio's form for a call that comes in. */
export const call = (business: Business, callSid: string, more: Record<string, string> = {}) => ({ CallSid: callSid, From: caller, To: business.number, CallStatus: 'ringing', ...more });
/** As if so long had passed since the key that the two are talking. */
export async function talkingLongEnough(business: Business): Promise<void> {
  await business.query(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1 and topic = 'telephony.confirmTalk'`, [business.tenantId]);
}
