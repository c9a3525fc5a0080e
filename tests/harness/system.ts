import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../platform/config/environment';
import { openDatabase } from '../../platform/database/database';
import { createLogger } from '../../platform/logging/logger';
import { createTokens } from '../../platform/principal/tokens';
import type { Settings } from '../../simulator/carrier';
import { startApplication } from '../../tools/application';
import { demoIds, demoLogin, demoNumber } from '../../tools/demo';
import { seedBusiness, type SeedOptions } from '../../tools/seed';
import { asAdmin, createDatabaseOn, createSystemDatabase } from './database';
import { askGraph, subscribeGraph, type Subscription } from './graph';
import { accountSid, authToken, startPhoneCompany, type PhoneCompany } from './phoneCompany';
import { startOwnPostgres, type OwnPostgres } from './postgres';
import { startAppProcess, type AppProcess } from './process';
import { freePort } from './freePort';

export interface SystemOptions {
  /** The application in a process of its own, which `process` kills and starts again. */
  ownProcess?: boolean;
  /** A PostgreSQL of its own, which `postgres` kills and brings back. */
  ownPostgres?: boolean;
  /** Of the one business. */
  settings?: SeedOptions['settings'];
  /** How fast the business's number sends; default 20. */
  segmentsPerSecond?: number;
  /** Of the phone company. */
  carrier?: Partial<Settings>;
  variables?: Record<string, string>;
}

/** The whole of NeverMissCall, with a phone company and one business: the demo's. */
export interface System {
  url: string;
  /** The business's number. */
  number: string;
  tenantId: string;
  phones: PhoneCompany;
  /** Only with `ownProcess`. */
  process: AppProcess;
  /** Only with `ownPostgres`. */
  postgres: OwnPostgres;
  logIn(who?: keyof typeof demoLogin): Promise<string>;
  /** As the owner, who is logged in at the first use. */
  gql<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  subscribe<T>(query: string, variables?: Record<string, unknown>): Promise<Subscription<T>>;
  /** As the superuser, for what no operation of the graph arranges. */
  sql<Row extends object>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** A number that no other customer of this system has. */
  newCaller(): string;
  close(): Promise<void>;
}

const jwtSecret = 'a secret of the journeys, of thirty-two characters or more';

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  };
  try {
    return await assemble(options, stops, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whatever it starts it adds to `stops`, also when it fails half way. */
async function assemble(options: SystemOptions, stops: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<System> {
  const ownPostgres = options.ownPostgres ? await startOwnPostgres() : null;
  if (ownPostgres) stops.push(() => ownPostgres.close());
  const database = await (ownPostgres ? createDatabaseOn(ownPostgres.adminUrl) : createSystemDatabase());
  stops.push(() => database.drop());
  const phones = await startPhoneCompany(options.carrier);
  stops.push(() => phones.close());
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'nmc-journey-'));
  stops.push(() => rm(dataDirectory, { recursive: true, force: true }));
  const variables: Record<string, string> = {
    NODE_ENV: 'test', LOG_LEVEL: process.env['TEST_LOG'] ?? 'fatal', LOG_FORMAT: 'json', PORT: String(port), PUBLIC_URL: url,
    RATE_LIMIT_PER_MINUTE: '100000', RATE_LIMIT_TENANT_PER_MINUTE: '100000', JWT_SECRET: jwtSecret, ENCRYPTION_KEY: 'an encryption key of the journeys, long enough',
    TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: phones.url,
    DATABASE_URL: database.databaseUrl, DATABASE_MIGRATION_URL: database.migrationUrl, DATA_DIRECTORY: dataDirectory, ...options.variables,
  };
  await seedDemo(variables, options);
  await phones.connect(demoNumber, url);

  let token: Promise<string> | undefined;
  let callers = 0;
  const sql: System['sql'] = (statement, parameters) => asAdmin(database.adminUrl, statement, parameters);
  await sql('update telephony.lines set segments_per_second = $1', [options.segmentsPerSecond ?? 20]);
  const running = await (options.ownProcess ? inOwnProcess(variables) : inThisProcess(variables));
  stops.push(running.stop);
  const logIn: System['logIn'] = async (who = 'owner') => {
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
    const { login } = await askGraph<{ login: { accessToken: string } }>(url, null, query, { input: demoLogin[who] });
    return login.accessToken;
  };
  const owner = () => (token ??= logIn());
  return {
    url,
    number: demoNumber,
    tenantId: demoIds.tenant,
    phones,
    process: running.process,
    get postgres() {
      return ownPostgres ?? refuse('startSystem({ ownPostgres: true }) gives a PostgreSQL to kill');
    },
    logIn,
    gql: async (query, given) => askGraph(url, await owner(), query, given),
    subscribe: async (query, given) => subscribeGraph(url, await owner(), query, given),
    sql,
    newCaller: () => `+1208${String(6_010_000 + (callers += 1))}`,
    close,
  };
}

type Running = { process: AppProcess; stop: () => Promise<void> };

async function inOwnProcess(variables: Record<string, string>): Promise<Running> {
  const child = await startAppProcess(variables);
  return { process: child, stop: () => child.kill() };
}

async function inThisProcess(variables: Record<string, string>): Promise<Running> {
  const environment = readEnvironment(variables);
  const application = await startApplication({
    environment,
    databaseUrl: variables['DATABASE_URL'] as string,
    migrationUrl: variables['DATABASE_MIGRATION_URL'] as string,
    dataDirectory: variables['DATA_DIRECTORY'] as string,
    log: createLogger({ level: environment.logLevel, format: 'json' }),
    demo: false,
  });
  const noProcess = async () => refuse('startSystem({ ownProcess: true }) gives a process to kill');
  return { process: { kill: noProcess, start: noProcess, log: () => '' }, stop: () => application.close() };
}

function refuse(why: string): never {
  throw new Error(why);
}

/** The demo business as the first start makes it, with passwords hashed at the least cost. */
/** Where it is about ten in the morning now: an emergency's times then cost all the same, so that a journey goes the same way at any hour. */
function zoneInTheMorning(): string {
  const hoursAhead = ((10 - new Date().getUTCHours() + 36) % 24) - 12;
  // The sign of these names is turned round (POSIX).
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
}

async function seedDemo(variables: Record<string, string>, { settings }: SystemOptions): Promise<void> {
  const database = await openDatabase({ url: variables['DATABASE_URL'] as string, maxConnections: 2, applicationName: 'seed of a journey' });
  try {
    const foundation = { environment: readEnvironment(variables), database, tokens: createTokens(jwtSecret, 900), clock: () => new Date() };
    await seedBusiness(foundation, {
      tenantId: demoIds.tenant,
      lineId: demoIds.line,
      bcryptCost: 4,
      timeZone: zoneInTheMorning(),
      ...(settings && { settings }),
      users: [
        { id: demoIds.owner, ...demoLogin.owner, firstName: 'Olivia', lastName: 'Ramirez', role: 'owner' },
        { id: demoIds.dispatcher, ...demoLogin.dispatcher, firstName: 'Dan', lastName: 'Whitaker', role: 'dispatcher' },
      ],
    });
  } finally {
    await database.close();
  }
}

