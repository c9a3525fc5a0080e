import { z } from 'zod';
import { algorithmOf } from '../principal/tokens';
import { duration, isAddressOrRange, isOrigin, list, matching, oneOf, phoneNumber, privateKey, rootUrl, secret, size, text, url, wholeNumber } from './parsers';

/** Everything the process is told from outside, read once at the start. Documented in docs/running.md. */
export type Environment = ReturnType<typeof readEnvironment>;

/** The start ends with these lines: one for each fault. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

/** Works on a bare machine and is public: production refuses it. */
export const defaultInternalServiceKey = 'nmc-internal-services-auth-key-phase1';

const web = () => url('http', 'https');
const database = () => url('postgres', 'postgresql');
const day = 86_400;

const variables = z.object({
  NODE_ENV: oneOf('development', 'production', 'test').default('development'),
  HOST: matching(/^[\w.-]+$|^[\da-f:.]+$/i, 'an address or host name of this machine').default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  // All of our paths begin at its root: one of its own would be lost where they are joined to it.
  PUBLIC_URL: rootUrl('http', 'https').optional(),
  BODY_LIMIT: size(1024, 1024 ** 3).default(512 * 1024),
  WS_MESSAGE_LIMIT: size(1024, 1024 ** 3).default(256 * 1024),
  DATABASE_URL: database().optional(),
  DATABASE_DIRECT_URL: database().optional(),
  DATABASE_MIGRATION_URL: database().optional(),
  DB_MAX_CONNECTIONS: wholeNumber(1, 1000).optional(),
  TRUSTED_PROXIES: list('addresses or ranges, comma-separated, such as 10.0.0.0/8', isAddressOrRange).default([]),
  REDIS_URL: url('redis', 'rediss').optional(),
  RABBITMQ_URL: url('amqp', 'amqps').optional(),
  JWT_SECRET: secret().optional(),
  JWT_PRIVATE_KEY: privateKey((key) => algorithmOf(key) !== undefined).optional(),
  JWT_EXPIRES_IN: duration(30 * day).default(900),
  REFRESH_EXPIRES_IN: duration(365 * day).default(7 * day),
  INTERNAL_SERVICE_KEY: list('keys of at least 16 characters, comma-separated', (key) => key.length >= 16).default([defaultInternalServiceKey]),
  ENCRYPTION_KEY: secret().optional(),
  CORS_ORIGINS: list('origins, comma-separated, such as https://app.example.com', isOrigin).optional(),
  RATE_LIMIT_PER_MINUTE: wholeNumber(1, 10_000_000).default(60),
  RATE_LIMIT_TENANT_PER_MINUTE: wholeNumber(1, 10_000_000).default(1000),
  MAX_CONNECTIONS_PER_TENANT: wholeNumber(1, 10_000_000).default(10_000),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  LOG_FORMAT: oneOf('pretty', 'json').optional(),
  TWILIO_ACCOUNT_SID: matching(/^AC[0-9a-zA-Z]{32}$/, 'AC and 32 characters').optional(),
  TWILIO_AUTH_TOKEN: list('one token, or two while rotating, comma-separated', () => true, 2).optional(),
  TWILIO_PHONE_NUMBER: phoneNumber().optional(),
  USER_PHONE_NUMBER: phoneNumber().optional(),
  SIMULATOR_PORT: wholeNumber(0, 65_535).default(4010),
  TWILIO_BASE_URL: web().optional(),
  OPENAI_BASE_URL: web().optional(),
  GOOGLE_MAPS_BASE_URL: web().optional(),
  GOOGLE_OAUTH_BASE_URL: web().optional(),
  GOOGLE_CALENDAR_BASE_URL: web().optional(),
  MICROSOFT_LOGIN_BASE_URL: web().optional(),
  MICROSOFT_GRAPH_BASE_URL: web().optional(),
  OPENAI_API_KEY: text().optional(),
  OPENAI_MODEL: text().optional(),
  GOOGLE_MAPS_API_KEY: text().optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: matching(/^[^@\r\n]*[^@\s]@[^@\s]+$/, 'an address, such as NeverMissCall <hello@example.com>').optional(),
  GOOGLE_CLIENT_ID: text().optional(),
  GOOGLE_CLIENT_SECRET: text().optional(),
  MICROSOFT_CLIENT_ID: text().optional(),
  MICROSOFT_CLIENT_SECRET: text().optional(),
  FILES_URL: url('file', 's3').default('file:.data/files'),
  OTEL_EXPORTER_OTLP_ENDPOINT: web().optional(),
  RUN: list('all, or gateway and names of subgraphs, comma-separated', (name) => /^[a-z][a-z0-9-]*$/.test(name)).default(['all']),
});

/** Every variable there is, beside SUBGRAPH_<NAME>_URL. */
export const variableNames = Object.keys(variables.shape);

type Variables = z.infer<typeof variables>;
type Name = keyof Variables;

const secretNames: ReadonlySet<string> = new Set<Name>([
  'JWT_SECRET', 'JWT_PRIVATE_KEY', 'INTERNAL_SERVICE_KEY', 'ENCRYPTION_KEY', 'TWILIO_AUTH_TOKEN', 'OPENAI_API_KEY',
  'GOOGLE_MAPS_API_KEY', 'GOOGLE_CLIENT_SECRET', 'MICROSOFT_CLIENT_SECRET',
]);

/** A user and a password may stand in these: what does not read as a URL could be a password alone. */
const credentialNames: ReadonlySet<string> = new Set<Name>(['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_MIGRATION_URL', 'REDIS_URL', 'RABBITMQ_URL', 'SMTP_URL', 'FILES_URL']);

/** Where the gateway looks for a subgraph it does not run, unless SUBGRAPH_<NAME>_URL says otherwise. */
const subgraphPorts = { identity: 3301, tenancy: 3302, calls: 3304, telephony: 3501, analytics: 3102, alerts: 3101, infra: 3106 };

export interface EnvironmentOptions {
  /** The subgraphs there are: RUN may name no other. Default: any name passes. */
  subgraphs?: readonly string[];
}

/**
 * @param source a blank variable counts as unset
 * @throws EnvironmentError naming every variable that cannot be used, what it holds and what it takes
 */
export function readEnvironment(source: Record<string, string | undefined> = process.env, { subgraphs }: EnvironmentOptions = {}) {
  const held = Object.fromEntries(Object.entries(source).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())));
  const parsed = variables.safeParse(held);
  const urls = readSubgraphUrls(held, subgraphs);
  const faults = [...(parsed.error?.issues ?? []).map(({ path, message }) => fault(held, String(path[0]), message)), ...urls.faults];
  faults.push(...combinationFaults(held, parsed.data ?? lenient(held), subgraphs));
  if (faults.length > 0 || !parsed.data) throw new EnvironmentError(faults);
  return assemble(parsed.data, urls.found);
}

function assemble(read: Variables, subgraphUrls: Record<string, string>) {
  const localUrl = `http://localhost:${read.PORT}`;
  const databaseDirectUrl = read.DATABASE_DIRECT_URL ?? read.DATABASE_URL;
  return {
    nodeEnv: read.NODE_ENV,
    host: read.HOST,
    port: read.PORT,
    /** The outside address, which Twilio signs and calls back. */
    publicUrl: read.PUBLIC_URL ?? localUrl,
    bodyLimitBytes: read.BODY_LIMIT,
    wsMessageLimitBytes: read.WS_MESSAGE_LIMIT,
    /** Unset: the embedded PostgreSQL. */
    databaseUrl: read.DATABASE_URL,
    /** For LISTEN, migrations and session locks: never through a pooler. */
    databaseDirectUrl,
    /** As the owner of the tables. */
    databaseMigrationUrl: read.DATABASE_MIGRATION_URL ?? databaseDirectUrl,
    dbMaxConnections: read.DB_MAX_CONNECTIONS ?? (read.RUN.includes('all') ? 20 : 8),
    trustedProxies: read.TRUSTED_PROXIES,
    redisUrl: read.REDIS_URL,
    rabbitmqUrl: read.RABBITMQ_URL,
    jwtSecret: read.JWT_SECRET,
    /** Signs tokens where it is set, in place of the secret. */
    jwtPrivateKey: read.JWT_PRIVATE_KEY,
    jwtExpiresInSeconds: read.JWT_EXPIRES_IN,
    refreshExpiresInSeconds: read.REFRESH_EXPIRES_IN,
    internalServiceKeys: read.INTERNAL_SERVICE_KEY,
    encryptionKey: read.ENCRYPTION_KEY,
    corsOrigins: read.CORS_ORIGINS ?? [localUrl],
    /** For an address without a token. */
    rateLimitPerMinute: read.RATE_LIMIT_PER_MINUTE,
    rateLimitTenantPerMinute: read.RATE_LIMIT_TENANT_PER_MINUTE,
    maxConnectionsPerTenant: read.MAX_CONNECTIONS_PER_TENANT,
    logLevel: read.LOG_LEVEL,
    logFormat: read.LOG_FORMAT ?? (process.stdout.isTTY ? ('pretty' as const) : ('json' as const)),
    /** Unset: the phone simulator stands in. */
    twilioAccountSid: read.TWILIO_ACCOUNT_SID,
    /** Two while rotating: either is accepted, the first one signs. */
    twilioAuthTokens: read.TWILIO_AUTH_TOKEN ?? [],
    /** Of the demo business only. */
    twilioPhoneNumber: read.TWILIO_PHONE_NUMBER,
    userPhoneNumber: read.USER_PHONE_NUMBER,
    /** 0: no simulator. */
    simulatorPort: read.SIMULATOR_PORT,
    /** The base URLs are unset where the real ones are meant. */
    twilioBaseUrl: read.TWILIO_BASE_URL,
    openaiBaseUrl: read.OPENAI_BASE_URL,
    googleMapsBaseUrl: read.GOOGLE_MAPS_BASE_URL,
    googleOauthBaseUrl: read.GOOGLE_OAUTH_BASE_URL,
    googleCalendarBaseUrl: read.GOOGLE_CALENDAR_BASE_URL,
    microsoftLoginBaseUrl: read.MICROSOFT_LOGIN_BASE_URL,
    microsoftGraphBaseUrl: read.MICROSOFT_GRAPH_BASE_URL,
    openaiApiKey: read.OPENAI_API_KEY,
    openaiModel: read.OPENAI_MODEL,
    googleMapsApiKey: read.GOOGLE_MAPS_API_KEY,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM,
    googleClientId: read.GOOGLE_CLIENT_ID,
    googleClientSecret: read.GOOGLE_CLIENT_SECRET,
    microsoftClientId: read.MICROSOFT_CLIENT_ID,
    microsoftClientSecret: read.MICROSOFT_CLIENT_SECRET,
    filesUrl: read.FILES_URL,
    otelExporterOtlpEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    /** `all`, or what this process runs: `gateway` and names of subgraphs. */
    run: read.RUN,
    subgraphUrls,
  };
}

/** What each variable allows and their combination does not. */
function combinationFaults(held: Record<string, string>, read: Partial<Variables>, subgraphs: readonly string[] | undefined): string[] {
  const run = read.RUN ?? ['all'];
  const faults: string[] = [];
  const refuse = (name: Name, takes: string) => faults.push(fault(held, name, takes));

  const unknown = run.filter((name) => subgraphs && !['all', 'gateway', ...subgraphs].includes(name));
  if (subgraphs && unknown.length > 0) refuse('RUN', `all, or names out of gateway, ${subgraphs.join(', ')}`);
  if (run.includes('all') && run.length > 1) refuse('RUN', 'all alone, or names without it');

  const pairs = [['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'], ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'], ['MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET']] as const;
  for (const [first, second] of pairs) {
    if (held[first] && !held[second]) refuse(second, `a value when ${first} has one`);
    if (held[second] && !held[first]) refuse(first, `a value when ${second} has one`);
  }

  const production = held['NODE_ENV'] === 'production';
  const telephony = run.includes('all') || run.includes('telephony');
  const twilioMissing = telephony && !held['TWILIO_ACCOUNT_SID'] && !held['TWILIO_AUTH_TOKEN'];
  if (production && twilioMissing) {
    refuse('TWILIO_ACCOUNT_SID', "the account's SID in production: the phone simulator does not stand in there");
    refuse('TWILIO_AUTH_TOKEN', "the account's token in production");
  } else if (twilioMissing && read.SIMULATOR_PORT === 0 && held['NODE_ENV'] !== 'test') {
    refuse('SIMULATOR_PORT', 'a port while TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are unset: without both there is no phone company');
  }
  const isServed = run.includes('all') || run.includes('gateway');
  const simulated = telephony && !production && !held['TWILIO_ACCOUNT_SID'];
  if (isServed && simulated && read.PORT !== 0 && read.PORT === read.SIMULATOR_PORT) refuse('SIMULATOR_PORT', 'another port than PORT, while the phone simulator runs');
  if (production) faults.push(...productionFaults(held, read));
  return faults;
}

function productionFaults(held: Record<string, string>, read: Partial<Variables>): string[] {
  const faults: string[] = [];
  const strong = 'a secret of at least 32 characters in production, not a default';
  if (!held['JWT_PRIVATE_KEY'] && isWeak(held['JWT_SECRET'])) faults.push(fault(held, 'JWT_SECRET', `${strong} (or set JWT_PRIVATE_KEY)`));
  if (isWeak(held['ENCRYPTION_KEY'])) faults.push(fault(held, 'ENCRYPTION_KEY', strong));
  if (!held['INTERNAL_SERVICE_KEY'] || read.INTERNAL_SERVICE_KEY?.includes(defaultInternalServiceKey)) {
    faults.push(fault(held, 'INTERNAL_SERVICE_KEY', 'keys of your own in production: the default one is public'));
  }
  return faults;
}

/** Printed in the reference's published example, so known to everyone. */
const publishedJwtSecret = 'e8a3b5c7d9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6';

/** A secret that is unset or known; one that is too short is refused wherever it stands. */
function isWeak(secret: string | undefined): boolean {
  return !secret || secret.trim() === publishedJwtSecret || /change.?(me|this|in.?production)|your.?(super.?)?secret|default.?secret/i.test(secret);
}

/** Of a faulty environment, what the combination rules still can look at. */
function lenient(held: Record<string, string>): Partial<Variables> {
  const { RUN, PORT, SIMULATOR_PORT, INTERNAL_SERVICE_KEY } = variables.shape;
  return {
    RUN: RUN.safeParse(held['RUN']).data,
    PORT: PORT.safeParse(held['PORT']).data,
    SIMULATOR_PORT: SIMULATOR_PORT.safeParse(held['SIMULATOR_PORT']).data,
    INTERNAL_SERVICE_KEY: INTERNAL_SERVICE_KEY.safeParse(held['INTERNAL_SERVICE_KEY']).data,
  };
}

function readSubgraphUrls(held: Record<string, string>, subgraphs: readonly string[] | undefined): { found: Record<string, string>; faults: string[] } {
  const found = Object.fromEntries(Object.entries(subgraphPorts).map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
  const faults: string[] = [];
  for (const [variable, value] of Object.entries(held)) {
    const name = /^SUBGRAPH_([A-Z0-9_]+)_URL$/.exec(variable)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (name === undefined) continue;
    if (subgraphs && !subgraphs.includes(name)) faults.push(fault(held, variable, `the name of a subgraph: ${subgraphs.join(', ')}`));
    const parsed = web().safeParse(value);
    if (parsed.success) found[name] = parsed.data;
    else faults.push(fault(held, variable, parsed.error.issues[0]?.message ?? 'a URL'));
  }
  return { found, faults };
}

function fault(held: Record<string, string>, name: string, takes: string): string {
  const value = held[name];
  return value === undefined ? `${name} is unset: it takes ${takes}` : `${name} is ${shown(name, value)}: it takes ${takes}`;
}

/** Enough to recognise what was set, on one line, without what must stay secret. */
function shown(name: string, value: string): string {
  const open = name === 'CORS_ORIGINS' ? value.split(',').map((origin) => openPartOf(name, origin) ?? '***').join(',') : openPartOf(name, value);
  if (open === undefined) return `"***" (${value.length} characters, hidden)`;
  const line = open.replace(/\s+/g, ' ');
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}

/** What of it anybody may read: where that is not certain, nothing. */
function openPartOf(name: string, value: string): string | undefined {
  const text = value.trim();
  if (secretNames.has(name)) return undefined;
  // Its token in its place, as when both were interchanged.
  if (name === 'TWILIO_ACCOUNT_SID') return /^[A-Z]{2}/.test(text) ? text : undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) return scheme + (openPartOfAddress(text.slice(scheme.length)) ?? '***');
  if (credentialNames.has(name)) return undefined;
  return name === 'MAIL_FROM' || !/[@=]/.test(text) ? text : undefined;
}

/** `user:password@host:port/path?query` → `***@host:port/path?***`; undefined where it is not plainly that. */
function openPartOfAddress(rest: string): string | undefined {
  const match = /^([^?#]*@)?((?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[\w./-]*)?)([?#][^@]*)?$/i.exec(rest);
  if (!match) return undefined;
  const [, user, place, query] = match;
  return `${user === undefined ? '' : '***@'}${place}${query === undefined ? '' : `${query.slice(0, 1)}***`}`;
}
