import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import { Client as PgClient } from 'pg';
import { WebSocket } from 'ws';
import { migrationSets } from '../../migrations';
import { readEnvironment } from '../../platform/config/environment';
import { migrate } from '../../platform/database/migrate';
import { createLogger } from '../../platform/logging/logger';
import { createTestDatabase, type TestDatabase } from '../../platform/postgres/testServer';
import { type Application, startApplication } from '../../tools/application';
import { type SeededBusiness, seedBusiness } from '../../tools/seed';

export const twilioAuthToken = 'a-token-of-the-security-tests-01';
export const publicUrl = 'http://localhost:4999';

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface BusinessRows {
  business: SeededBusiness;
  /** Ids of rows of every kind, by kind. */
  ids: Record<string, string>;
}

export interface World {
  url: string;
  application: Application;
  testDatabase: TestDatabase;
  /** As the superuser, so past row-level security. */
  sql<Row>(text: string, parameters?: unknown[]): Promise<Row[]>;
  post(query: string, options?: { token?: string; variables?: Record<string, unknown>; headers?: Record<string, string> }): Promise<{ status: number; headers: Headers; body: Answer }>;
  login(email: string, password: string): Promise<{ accessToken: string; refreshToken: string }>;
  connect(token: string | null): Client;
  business(number: string, roles?: readonly string[]): Promise<SeededBusiness>;
  /** A business with one call, conversation, message, lead, appointment and alert, or more conversations. */
  furnished(number: string, conversations?: number, roles?: readonly string[]): Promise<BusinessRows>;
  close(): Promise<void>;
}

export const roleNames = ['owner', 'admin', 'manager', 'dispatcher', 'technician', 'viewer'] as const;

/** A database with every migration applied, as a clone of one template. */
export function migratedDatabase(): Promise<TestDatabase> {
  return createTestDatabase('security', async (url) => void (await migrate(url, migrationSets)));
}

/** The whole application in this process on a free port, over a real database of its own. */
export async function startWorld(variables: Record<string, string> = {}): Promise<World> {
  const testDatabase = await migratedDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nmc-security-'));
  const environment = readEnvironment({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    PUBLIC_URL: publicUrl,
    JWT_SECRET: 'a secret of the security tests, long enough',
    RATE_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_TENANT_PER_MINUTE: '100000',
    TWILIO_ACCOUNT_SID: `AC${'2'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: twilioAuthToken,
    TWILIO_BASE_URL: 'http://127.0.0.1:9',
    DB_MAX_CONNECTIONS: '10',
    ...variables,
  });
  const log = createLogger({ level: (process.env['TEST_LOG'] as 'silent' | undefined) ?? 'silent', format: 'json' });
  const application = await startApplication({ environment, databaseUrl: testDatabase.url, migrationUrl: testDatabase.url, dataDirectory, log, demo: false });
  const url = (application.urls.find((entry) => entry.name === 'GraphQL') as { url: string }).url.replace(/\/graphql$/, '').replace('localhost', '127.0.0.1');
  const admin = new PgClient({ connectionString: testDatabase.url });
  await admin.connect();
  const sql = async <Row>(text: string, parameters: unknown[] = []) => (await admin.query(text, parameters)).rows as Row[];
  const business = (number: string, roles: readonly string[] = ['owner']) =>
    seedBusiness(application.foundation, {
      name: `Business ${number}`,
      number,
      bcryptCost: 4,
      users: roles.map((role) => ({ email: `${role}-${randomUUID()}@example.test`, password: 'never-miss-a-call', firstName: 'Ann', lastName: role, role: role as 'owner' })),
    });
  const world: World = {
    url,
    application,
    testDatabase,
    sql,
    async post(query, { token, variables: values, headers } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        body: JSON.stringify({ query, variables: values }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
    async login(email, password) {
      const { body } = await world.post('mutation($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }', { variables: { input: { email, password } } });
      if (!body.data) throw new Error(JSON.stringify(body));
      return body.data['login'] as { accessToken: string; refreshToken: string };
    },
    connect: (token) => createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true, ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}) }),
    business,
    async furnished(number, conversations = 1, roles) {
      const made = await business(number, roles);
      return { business: made, ids: await furnish(sql, made, conversations) };
    },
    async close() {
      await application.close();
      await admin.end();
      await testDatabase.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

/** Rows of every kind for a business, put in by hand. */
export async function furnish(sql: World['sql'], business: SeededBusiness, conversations: number): Promise<Record<string, string>> {
  const tenant = business.tenantId;
  const ids: Record<string, string> = { tenant, line: business.lineId as string, user: business.users[0]?.id as string };
  const worker = randomUUID();
  await sql(`insert into calls.workers (tenant_id, id, name) values ($1, $2, 'Crew')`, [tenant, worker]);
  for (let index = 0; index < conversations; index += 1) {
    const made = { customer: randomUUID(), conversation: randomUUID(), call: randomUUID(), message: randomUUID(), lead: randomUUID(), appointment: randomUUID(), alert: randomUUID() };
    Object.assign(ids, made);
    const phone = `+1208666${String(1000 + index)}`;
    await sql(`insert into calls.customers (tenant_id, id, phone, name) values ($1, $2, $3, 'Somebody')`, [tenant, made.customer, phone]);
    await sql(`insert into calls.customer_numbers (tenant_id, phone, customer_id) values ($1, $2, $3)`, [tenant, phone, made.customer]);
    await sql(`insert into calls.conversations (tenant_id, id, customer_id, phone, line_id) values ($1, $2, $3, $4, $5)`, [tenant, made.conversation, made.customer, phone, business.lineId]);
    await sql(
      `insert into calls.calls (tenant_id, id, line_id, "from", "to", customer_id, conversation_id, status, missed_reason, started_at, missed_at) values ($1, $2, $3, $4, $5, $6, $7, 'MISSED', 'NO_ANSWER', now(), now())`,
      [tenant, made.call, business.lineId, phone, business.number, made.customer, made.conversation],
    );
    for (const body of ['first', 'second'])
      await sql(`insert into calls.messages (tenant_id, id, conversation_id, direction, sender, body, status) values ($1, $2, $3, 'INBOUND', 'CUSTOMER', $4, 'RECEIVED')`, [tenant, body === 'first' ? made.message : randomUUID(), made.conversation, body]);
    await sql(`insert into calls.leads (tenant_id, id, conversation_id, customer_id, trade) values ($1, $2, $3, $4, 'PLUMBING')`, [tenant, made.lead, made.conversation, made.customer]);
    await sql(
      `insert into calls.appointments (tenant_id, id, customer_id, conversation_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address)
       values ($1, $2, $3, $4, $5, $2, 'PLUMBING', 'drain', 'CONFIRMED', $6::timestamptz, $6::timestamptz + interval '1 hour', tstzrange($6::timestamptz, $6::timestamptz + interval '75 minutes'), '{"street":"1 Main St","city":"Boise","state":"ID","zip":"83702"}')`,
      [tenant, made.appointment, made.customer, made.conversation, worker, new Date(Date.now() + (24 + 2 * index) * 3_600_000)],
    );
    await sql(
      `insert into alerts.alerts (tenant_id, id, subject, kind, title, severity, status, conversation_id, call_id, opened_at) values ($1, $2, $3, 'CUSTOMER_WAITING', 'Waiting', 'HIGH', 'OPEN', $4, $5, now())`,
      [tenant, made.alert, made.conversation, made.conversation, made.call],
    );
  }
  return ids;
}
