import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { defaultInternalServiceKey, EnvironmentError, readEnvironment, variableNames } from './environment';

const sid = `AC${'0'.repeat(32)}`;
const production = {
  NODE_ENV: 'production',
  JWT_SECRET: 'k'.repeat(40),
  ENCRYPTION_KEY: 'e'.repeat(44),
  INTERNAL_SERVICE_KEY: 'an-internal-key-of-ours',
  TWILIO_ACCOUNT_SID: sid,
  TWILIO_AUTH_TOKEN: 'one,two',
};

test('an empty environment is enough for a start on a bare machine', () => {
  expect(readEnvironment({})).toMatchObject({
    nodeEnv: 'development', host: '127.0.0.1', port: 4000, publicUrl: 'http://localhost:4000', databaseUrl: undefined, databaseMigrationUrl: undefined,
    dbMaxConnections: 20, bodyLimitBytes: 524_288, wsMessageLimitBytes: 262_144, jwtExpiresInSeconds: 900, refreshExpiresInSeconds: 604_800,
    internalServiceKeys: [defaultInternalServiceKey], corsOrigins: ['http://localhost:4000'], rateLimitPerMinute: 60, rateLimitTenantPerMinute: 1000,
    maxConnectionsPerTenant: 10_000, logLevel: 'info', twilioAuthTokens: [], simulatorPort: 4010, filesUrl: 'file:.data/files', run: ['all'], trustedProxies: [],
  });
});

test('a blank variable counts as unset', () => {
  expect(readEnvironment({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 4000, databaseUrl: undefined });
});

test('the direct and the migration address follow DATABASE_URL until they are set', () => {
  expect(readEnvironment({ DATABASE_URL: 'postgres://a/b' })).toMatchObject({ databaseDirectUrl: 'postgres://a/b', databaseMigrationUrl: 'postgres://a/b' });
  expect(readEnvironment({ DATABASE_URL: 'postgres://a/b', DATABASE_DIRECT_URL: 'postgres://c/b' })).toMatchObject({ databaseMigrationUrl: 'postgres://c/b' });
});

test('PUBLIC_URL and CORS_ORIGINS follow PORT until they are set', () => {
  expect(readEnvironment({ PORT: '4321' })).toMatchObject({ publicUrl: 'http://localhost:4321', corsOrigins: ['http://localhost:4321'] });
  expect(readEnvironment({ PUBLIC_URL: 'https://nmc.example/' }).publicUrl).toBe('https://nmc.example');
});

test('one of several processes takes fewer connections', () => {
  expect(readEnvironment({ RUN: 'gateway, calls' })).toMatchObject({ run: ['gateway', 'calls'], dbMaxConnections: 8 });
});

test('the gateway finds a subgraph at its documented port, or where it is told', () => {
  const { subgraphUrls } = readEnvironment({ SUBGRAPH_CALLS_URL: 'http://calls:80/', SUBGRAPH_PRODUCT_LIST_URL: 'http://p' });
  expect(subgraphUrls).toMatchObject({ identity: 'http://127.0.0.1:3301', telephony: 'http://127.0.0.1:3501', calls: 'http://calls:80', 'product-list': 'http://p' });
});

test.each([
  ['512 KiB', 524_288], ['512KiB', 524_288], ['1mib', 1_048_576], ['2048', 2048], ['1 MB', 1_000_000],
])('a size may be written %s', (written, bytes) => {
  expect(readEnvironment({ BODY_LIMIT: written }).bodyLimitBytes).toBe(bytes);
});

test.each([
  ['15m', 900], ['7d', 604_800], ['900s', 900], ['900', 900], ['12h', 43_200],
])('a time may be written %s', (written, seconds) => {
  expect(readEnvironment({ JWT_EXPIRES_IN: written }).jwtExpiresInSeconds).toBe(seconds);
});

const wrong: (readonly [name: string, value: string, takes: string])[] = [
  ['NODE_ENV', 'staging', 'one of development, production, test'],
  ['HOST', 'http://127.0.0.1', 'an address or host name'],
  ['PORT', 'http', 'a whole number from 0 to 65535'],
  ['PORT', '65536', 'a whole number from 0 to 65535'],
  ['PUBLIC_URL', 'nmc.example', 'a URL that begins with http:// or https:// and a host'],
  ['PUBLIC_URL', 'https://nmc.example/nmc', 'a URL that begins with http:// or https:// and a host, without a path, query or fragment'],
  ['PUBLIC_URL', 'https://nmc.example/nmc/', 'a URL that begins with http:// or https:// and a host, without a path'],
  ['BODY_LIMIT', '12 parsecs', 'a size such as 512 KiB'],
  ['WS_MESSAGE_LIMIT', '1', 'a size such as 512 KiB'],
  ['DATABASE_URL', 'mysql://x', 'a URL that begins with postgres:// or postgresql:// and a host'],
  ['DATABASE_DIRECT_URL', 'mysql://x', 'a URL that begins with postgres:// or postgresql:// and a host'],
  ['DATABASE_MIGRATION_URL', 'mysql://x', 'a URL that begins with postgres:// or postgresql:// and a host'],
  ['DB_MAX_CONNECTIONS', '0', 'a whole number from 1 to 1000'],
  ['TRUSTED_PROXIES', '10.0.0.0/99', 'addresses or ranges'],
  ['REDIS_URL', 'http://redis', 'a URL that begins with redis:// or rediss:// and a host'],
  ['RABBITMQ_URL', 'http://rabbit', 'a URL that begins with amqp:// or amqps:// and a host'],
  ['JWT_EXPIRES_IN', 'soon', 'a time such as 900s'],
  ['REFRESH_EXPIRES_IN', '0d', 'a time such as 900s'],
  ['CORS_ORIGINS', 'https://a.example/path', 'origins, comma-separated'],
  ['RATE_LIMIT_PER_MINUTE', '-1', 'a whole number from 1'],
  ['RATE_LIMIT_TENANT_PER_MINUTE', '1.5', 'a whole number from 1'],
  ['MAX_CONNECTIONS_PER_TENANT', 'many', 'a whole number from 1'],
  ['LOG_LEVEL', 'loud', 'one of fatal, error, warn'],
  ['LOG_FORMAT', 'xml', 'one of pretty, json'],
  ['TWILIO_ACCOUNT_SID', 'SK123', 'AC and 32 characters'],
  ['TWILIO_PHONE_NUMBER', '555-0100', 'a phone number in E.164'],
  ['USER_PHONE_NUMBER', '5550100', 'a phone number in E.164'],
  ['SIMULATOR_PORT', 'off', 'a whole number from 0 to 65535'],
  ['TWILIO_BASE_URL', 'localhost:4010', 'a URL that begins with http'],
  ...['OPENAI', 'GOOGLE_MAPS', 'GOOGLE_OAUTH', 'GOOGLE_CALENDAR', 'MICROSOFT_LOGIN', 'MICROSOFT_GRAPH'].map((name) => [`${name}_BASE_URL`, 'ftp://x', 'a URL that begins with http'] as const),
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317', 'a URL that begins with http'],
  ['SMTP_URL', 'mail://mail.example', 'a URL that begins with smtp:// or smtps:// and a host'],
  ['MAIL_FROM', 'nobody', 'an address'],
  ['FILES_URL', 'ftp://files', 'a URL that begins with file: or s3://'],
  ['CORS_ORIGINS', 'https://a.example/path,b.example', 'origins, comma-separated'],
  ['RUN', 'calls,,gateway', 'all, or gateway and names of subgraphs'],
  ['RUN', 'all,gateway', 'all alone'],
  ['SUBGRAPH_CALLS_URL', 'calls', 'a URL that begins with http'],
];
test.each(wrong)('%s=%s is refused by name, with what it holds and what it takes', (name, value, takes) => {
  // Without its token an account would be a second fault.
  const faults = faultsOf({ ...(name === 'TWILIO_ACCOUNT_SID' && { TWILIO_AUTH_TOKEN: 'token' }), [name]: value });
  expect(faults).toEqual([expect.stringContaining(`${name} is ${JSON.stringify(value)}: it takes ${takes}`)]);
});

const secret = 'a secret of ours that nobody may read';
test.each([
  ['JWT_PRIVATE_KEY', secret, 'a private key in PEM'],
  ['JWT_PRIVATE_KEY', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 })), 'a private key in PEM'],
  ['JWT_PRIVATE_KEY', pemOf(generateKeyPairSync('x25519')), 'a private key in PEM'],
  ['JWT_SECRET', 'short', 'a secret of at least 32 characters'],
  ['ENCRYPTION_KEY', ` ${'x'.repeat(31)} `, 'a secret of at least 32 characters'],
  ['INTERNAL_SERVICE_KEY', 'short', 'keys of at least 16 characters'],
  ['TWILIO_AUTH_TOKEN', `${secret},${secret},${secret}`, 'one token, or two'],
])('a wrong %s is refused by name, without what it holds', (name, value, takes) => {
  const [fault, ...others] = faultsOf({ TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 'token', [name]: value });
  expect(fault).toBe(`${name} is "***" (${value.length} characters, hidden): it takes ${fault?.slice(fault.indexOf(takes))}`);
  expect(others).toEqual([]);
});

test('every variable of the contract is read, and each that a value can be wrong for is above', () => {
  const anyText = ['OPENAI_API_KEY', 'OPENAI_MODEL', 'GOOGLE_MAPS_API_KEY', 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET'];
  const covered = new Set([...wrong.map(([name]) => name), ...anyText, 'JWT_SECRET', 'ENCRYPTION_KEY', 'JWT_PRIVATE_KEY', 'INTERNAL_SERVICE_KEY', 'TWILIO_AUTH_TOKEN']);
  expect(variableNames.filter((name) => !covered.has(name))).toEqual([]);
  expect(variableNames.sort()).toEqual(contract.split(/[\s,]+/).filter(Boolean).sort());
});

test('the address of a subgraph that there is not is refused', () => {
  expect(() => readEnvironment({ SUBGRAPH_CALS_URL: 'http://calls' }, { subgraphs: ['calls'] })).toThrow('SUBGRAPH_CALS_URL is "http://calls": it takes the name of a subgraph: calls');
});

test('every fault is told at once, each on its own line', () => {
  const faults = faultsOf({ PORT: 'x', LOG_LEVEL: 'y', SUBGRAPH_CALLS_URL: 'z', RUN: 'all,calls' });
  expect(faults).toHaveLength(4);
  expect(faults.every((line) => !line.includes('\n'))).toBe(true);
});

const connections = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_MIGRATION_URL', 'REDIS_URL', 'RABBITMQ_URL', 'SMTP_URL', 'FILES_URL'];
test.each([
  'me:hush@host:5432/db', ':hush@host', 'hush@host', 'hush', 'host:hush', 'nowhere//me:hush@host/db', 'nowhere:/me:hush@host/db', 'nowhere:me:hush@host/db', 'host=host password=hush dbname=db',
  'nowhere://me:hush@host/db', 'nowhere://:hush@host', 'nowhere://me:hu@hush@host/db', 'nowhere://me:hu/hush@host/db', 'nowhere://me:1?hush@host/db', 'nowhere://me:1#hush@host/db', 'nowhere://me:hush', 'nowhere://me:hush/db',
  'nowhere://host/db?password=hush', 'nowhere://host/db?password=@hush', 'nowhere://me:x@host/db?user=me&password=a@hush', 'nowhere://host/db#hush', ' nowhere://me:hush @host/db', 'nowhere://me:hu\nhush@host',
])('a password in %j is not shown, whichever variable holds it', (value) => {
  for (const name of connections) {
    const [line, ...others] = faultsOf({ [name]: value });
    expect([line, others]).toEqual([expect.stringMatching(`^${name} is "[^"]*\\*\\*\\*`), []]);
    expect(line).not.toMatch(/hush|hu\b/);
  }
});

test.each(['PUBLIC_URL', 'TWILIO_BASE_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'CORS_ORIGINS', 'SUBGRAPH_CALLS_URL', 'HOST'])('nor in %s, where it does not belong', (name) => {
  for (const value of ['me:hush@host', 'ftp://me:hush@host', 'ftp://host?token=hush', 'host?token=hush', ' me:hush@host , ftp://me:hush@host']) expect(faultsOf({ [name]: value }).join()).not.toContain('hush');
});

test('nor is a token that stands where the SID should', () => {
  const token = 'f3'.repeat(16);
  expect(faultsOf({ TWILIO_ACCOUNT_SID: token, TWILIO_AUTH_TOKEN: sid }).join()).not.toContain(token);
});

test('of an address, all but the password is shown', () => {
  const shown = (value: string) => faultsOf({ DATABASE_URL: value })[0]?.split(': it takes')[0];
  expect(shown('pg://me:hush@db.example.com:6432/nmc?sslmode=require')).toBe('DATABASE_URL is "pg://***@db.example.com:6432/nmc?***"');
  expect(shown('pg://[::1]:6432/nmc')).toBe('DATABASE_URL is "pg://[::1]:6432/nmc"');
});

test.each(['postgres:/me:x@host/db', 'postgres:me@host', 'postgres:///db', 'postgres:', 'postgres://', 'postgres://?host=x'])('DATABASE_URL=%s names no host: it is refused, and no other server taken in its place', (value) => {
  expect(faultsOf({ DATABASE_URL: value })).toEqual([expect.stringMatching(/^DATABASE_URL is .*: it takes a URL that begins with postgres:\/\/ or postgresql:\/\/ and a host$/)]);
});

test.each(['https:nmc.example', 'https:/nmc.example', 'https:///nmc.example', 'https://nmc.example?', 'https://nmc.example/?a=b', 'https://nmc.example#', 'https://nmc.example\\nmc'])('PUBLIC_URL=%s is no address to join a path to: it is refused', (value) => {
  expect(faultsOf({ PUBLIC_URL: value })).toEqual([expect.stringMatching(/^PUBLIC_URL is .*without a path, query or fragment$/)]);
});

test('secrets and passwords are not shown', () => {
  const faults = faultsOf({ INTERNAL_SERVICE_KEY: 'hush', JWT_PRIVATE_KEY: 'hushhush', DATABASE_URL: 'pg://me:hush@host/db', TWILIO_AUTH_TOKEN: 'hush,hush,hush' }).join('\n');
  expect(faults).not.toContain('hush');
  expect(faults).toContain('INTERNAL_SERVICE_KEY is "***" (4 characters, hidden)');
  expect(faults).toContain('DATABASE_URL is "pg://***@host/db"');
});

test('half of a pair of keys is refused', () => {
  expect(faultsOf({ TWILIO_ACCOUNT_SID: sid })).toEqual([expect.stringContaining('TWILIO_AUTH_TOKEN is unset')]);
  expect(faultsOf({ GOOGLE_CLIENT_SECRET: 's' })).toEqual([expect.stringContaining('GOOGLE_CLIENT_ID is unset')]);
});

test('without Twilio the simulator cannot be switched off', () => {
  expect(faultsOf({ SIMULATOR_PORT: '0' })).toEqual([expect.stringContaining('SIMULATOR_PORT is "0": it takes a port while')]);
  expect(readEnvironment({ SIMULATOR_PORT: '0', NODE_ENV: 'test' }).simulatorPort).toBe(0);
  expect(readEnvironment({ SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 't' }).simulatorPort).toBe(0);
  expect(readEnvironment({ SIMULATOR_PORT: '0', RUN: 'gateway' }).simulatorPort).toBe(0);
});

test('the simulator cannot have the port of the server, where both run', () => {
  const both = { PORT: '4010', SIMULATOR_PORT: '4010' };
  expect(faultsOf(both)).toEqual([expect.stringContaining('SIMULATOR_PORT is "4010": it takes another port than PORT')]);
  expect(faultsOf({ PORT: '4010' })).toEqual([expect.stringContaining('SIMULATOR_PORT is unset: it takes another port than PORT')]);
  for (const only of [{ TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 't' }, { RUN: 'gateway' }, { RUN: 'telephony' }]) expect(readEnvironment({ ...both, ...only }).port).toBe(4010);
});

test('RUN names only what there is', () => {
  expect(() => readEnvironment({ RUN: 'gatway' }, { subgraphs: ['calls'] })).toThrow('RUN is "gatway": it takes all, or names out of gateway, calls');
});

test('production starts with secrets of its own', () => {
  expect(readEnvironment(production)).toMatchObject({ nodeEnv: 'production', twilioAuthTokens: ['one', 'two'] });
});

test('production on an empty environment names each secret it wants', () => {
  expect(faultsOf({ NODE_ENV: 'production' }).map((line) => line.split(' ')[0])).toEqual(
    ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'JWT_SECRET', 'ENCRYPTION_KEY', 'INTERNAL_SERVICE_KEY'],
  );
});

test.each([
  ['JWT_SECRET', 'short'],
  ['JWT_SECRET', 'e8a3b5c7d9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6'],
  ['JWT_SECRET', 'your-super-secret-jwt-key-change-in-production'],
  ['ENCRYPTION_KEY', 'short'],
  ['INTERNAL_SERVICE_KEY', defaultInternalServiceKey],
  ['INTERNAL_SERVICE_KEY', `another-key-of-our-own,${defaultInternalServiceKey}`],
])('production refuses %s=%s', (name, value) => {
  expect(faultsOf({ ...production, [name]: value })).toEqual([expect.stringMatching(`^${name} is "\\*\\*\\*"`)]);
});

test('a private key stands in for JWT_SECRET in production', () => {
  const pem = pemOf(generateKeyPairSync('ed25519'));
  for (const written of [pem, pem.replaceAll('\n', '\\n')]) {
    const { jwtPrivateKey, jwtSecret } = readEnvironment({ ...production, JWT_SECRET: undefined, JWT_PRIVATE_KEY: written });
    expect([jwtPrivateKey?.export({ type: 'pkcs8', format: 'pem' }), jwtSecret]).toEqual([pem, undefined]);
  }
});

/** The names of contract/environment.md. */
const contract = `NODE_ENV HOST PORT BODY_LIMIT WS_MESSAGE_LIMIT PUBLIC_URL DATABASE_URL DATABASE_DIRECT_URL DATABASE_MIGRATION_URL DB_MAX_CONNECTIONS
  TRUSTED_PROXIES REDIS_URL RABBITMQ_URL JWT_SECRET JWT_PRIVATE_KEY JWT_EXPIRES_IN REFRESH_EXPIRES_IN INTERNAL_SERVICE_KEY ENCRYPTION_KEY CORS_ORIGINS
  RATE_LIMIT_PER_MINUTE RATE_LIMIT_TENANT_PER_MINUTE MAX_CONNECTIONS_PER_TENANT LOG_LEVEL LOG_FORMAT TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN
  TWILIO_PHONE_NUMBER USER_PHONE_NUMBER SIMULATOR_PORT TWILIO_BASE_URL OPENAI_BASE_URL GOOGLE_MAPS_BASE_URL GOOGLE_OAUTH_BASE_URL
  GOOGLE_CALENDAR_BASE_URL MICROSOFT_LOGIN_BASE_URL MICROSOFT_GRAPH_BASE_URL OPENAI_API_KEY OPENAI_MODEL GOOGLE_MAPS_API_KEY SMTP_URL MAIL_FROM
  GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET MICROSOFT_CLIENT_ID MICROSOFT_CLIENT_SECRET FILES_URL OTEL_EXPORTER_OTLP_ENDPOINT RUN`;

function pemOf({ privateKey }: { privateKey: KeyObject }): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function faultsOf(source: Record<string, string>): readonly string[] {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  throw new Error('the environment was accepted');
}
