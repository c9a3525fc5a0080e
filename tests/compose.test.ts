import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readEnvironment, variableNames } from '../platform/config/environment';
import { subgraphNames } from '../schema/sdl';

interface Service {
  image?: string;
  environment?: Record<string, string | number>;
  ports?: string[];
  expose?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const text = readFileSync(join(__dirname, '../docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const documented = readEnvironment({}).subgraphUrls;
const subgraphs = subgraphNames();
const processes = ['gateway', ...subgraphs];
const secrets = ['INTERNAL_SERVICE_KEY', 'ENCRYPTION_KEY', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'DATABASE_URL', 'DATABASE_MIGRATION_URL'];
const service = (name: string): Service => services[name] ?? {};

test('the gateway and every subgraph have a service of their own, and nothing else runs our code but the one that makes the database', () => {
  const ours = Object.keys(services).filter((name) => services[name]?.image === 'nevermisscall');
  expect(ours.sort()).toEqual([...processes, 'database'].sort());
});

test.each(subgraphs)('%s runs itself alone, on its documented port, where everybody looks for it', (name) => {
  const { environment = {}, ports = [], expose = [], healthcheck } = service(name);
  const port = new URL(documented[name] ?? '').port;
  expect(environment['RUN']).toBe(name);
  expect(environment['HOST']).toBe('0.0.0.0');
  expect([...ports.map((published) => published.split(':').at(-1)), ...expose]).toEqual([port]);
  expect(healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/health`);
  for (const other of processes) expect(service(other).environment?.[`SUBGRAPH_${name.toUpperCase()}_URL`]).toBe(`http://${name}:${port}`);
});

test('the gateway is published on 4000 and has a health check', () => {
  const { environment, ports, healthcheck } = service('gateway');
  expect(environment).toMatchObject({ RUN: 'gateway', PORT: 4000, HOST: '0.0.0.0' });
  expect(ports).toEqual(['4000:4000']);
  expect(healthcheck?.test.join(' ')).toContain('http://127.0.0.1:4000/ready');
});

test('all processes share one set of secrets, and wait for the database', () => {
  for (const name of processes) {
    for (const secret of [...secrets, 'JWT_SECRET', 'JWT_PRIVATE_KEY']) {
      expect(service(name).environment?.[secret]).toBeDefined();
      expect(service(name).environment?.[secret]).toBe(service('gateway').environment?.[secret]);
    }
    expect(service(name).depends_on).toEqual({ database: { condition: 'service_completed_successfully' } });
  }
});

/** Set by the compose file, which decides them: the addresses of its own PostgreSQL and of each process, and what each runs. */
const ownVariables = ['HOST', 'PORT', 'RUN', 'DATABASE_URL', 'DATABASE_MIGRATION_URL'];
/** Of no use in it: its PostgreSQL stands behind no pooler, and a Twilio account is demanded, so that no simulator runs. */
const useless = ['DATABASE_DIRECT_URL', 'SIMULATOR_PORT'];

test('every documented variable passes through from outside, or is set by the file', () => {
  const outside = variableNames.filter((name) => ![...ownVariables, ...useless].includes(name)).sort();
  for (const name of processes) {
    const { environment = {} } = service(name);
    const passed = variableNames.filter((variable) => String(environment[variable]).startsWith(`\${${variable}:`));
    expect({ name, passed: passed.sort() }).toEqual({ name, passed: outside });
    expect(Object.keys(environment).filter((variable) => !variableNames.includes(variable) && !/^SUBGRAPH_[A-Z]+_URL$/.test(variable))).toEqual([]);
  }
});

test('no secret is written down: each comes from outside, and the absence of one that all need ends the start', () => {
  const names = /(PASSWORD|SECRET|TOKEN|_KEY|_SID|^DATABASE_.*URL|^ADMIN_URL)$|^DATABASE_URL$/;
  const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment)).filter(([name]) => names.test(name));
  expect(values.length).toBeGreaterThan(secrets.length);
  const optional = /^\$\{[A-Z_]+:-\}$/;
  const required = /^\$\{[A-Z_]+:\?[^}]+\}$|^postgres:\/\/[a-z_]+:\$\{[A-Z_]+:\?[^}]+\}@/;
  for (const [name, value] of values) expect({ name, ok: required.test(String(value)) || optional.test(String(value)) }).toEqual({ name, ok: true });
  for (const secret of secrets) expect(String(service('gateway').environment?.[secret])).toMatch(required);
});

const least: Record<string, string> = {
  PUBLIC_URL: 'https://calls.example.com', JWT_SECRET: 'j'.repeat(40), INTERNAL_SERVICE_KEY: 'i'.repeat(40), ENCRYPTION_KEY: 'e'.repeat(40),
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 't'.repeat(32), DATABASE_APPLICATION_PASSWORD: 'a1', DATABASE_OWNER_PASSWORD: 'o1', POSTGRES_PASSWORD: 'p1',
};

/** A value as Docker Compose fills it in. */
function filled(value: string | number, outside: Record<string, string>): string {
  return String(value).replace(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_all, name: string, kind: string, otherwise: string) => {
    if (kind === '?' && !outside[name]) throw new Error(`${name}: ${otherwise}`);
    return outside[name] || otherwise;
  });
}

/** The process's environment as it reads it, with these variables outside. */
function environmentOf(name: string, outside: Record<string, string>) {
  return readEnvironment(Object.fromEntries(Object.entries(service(name).environment ?? {}).map(([variable, value]) => [variable, filled(value, outside)])), { subgraphs });
}

test.each(processes)('%s accepts what it is given when only what is demanded is set: all else has its default', (name) => {
  const given = environmentOf(name, least);
  const { DATABASE_APPLICATION_PASSWORD: _application, DATABASE_OWNER_PASSWORD: _owner, POSTGRES_PASSWORD: _postgres, ...variables } = least;
  const { DATABASE_URL, DATABASE_MIGRATION_URL } = service(name).environment ?? {};
  const urls = Object.fromEntries(subgraphs.map((other) => [`SUBGRAPH_${other.toUpperCase()}_URL`, String(service(name).environment?.[`SUBGRAPH_${other.toUpperCase()}_URL`])]));
  expect(given).toEqual(readEnvironment({
    ...variables, ...urls, NODE_ENV: 'production', HOST: '0.0.0.0', LOG_FORMAT: 'json', RUN: name, DATABASE_URL: filled(DATABASE_URL ?? '', least), DATABASE_MIGRATION_URL: filled(DATABASE_MIGRATION_URL ?? '', least),
  }));
});

test('the proxy before it, its limits and its log are set from outside', () => {
  const outside = { ...least, TRUSTED_PROXIES: '172.16.0.0/12', RATE_LIMIT_PER_MINUTE: '7', RATE_LIMIT_TENANT_PER_MINUTE: '8', MAX_CONNECTIONS_PER_TENANT: '9', DB_MAX_CONNECTIONS: '3', LOG_LEVEL: 'warn' };
  expect(environmentOf('gateway', outside)).toMatchObject({ trustedProxies: ['172.16.0.0/12'], rateLimitPerMinute: 7, rateLimitTenantPerMinute: 8, maxConnectionsPerTenant: 9, dbMaxConnections: 3, logLevel: 'warn' });
});

test('a private key is enough to sign with; neither key nor secret is not', () => {
  const { JWT_SECRET: _secret, ...others } = least;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  for (const name of processes) expect(environmentOf(name, { ...others, JWT_PRIVATE_KEY: pem }).jwtPrivateKey?.export({ type: 'pkcs8', format: 'pem' })).toBe(pem);
  for (const name of processes) expect(() => environmentOf(name, others)).toThrow(/^JWT_SECRET is unset.*or set JWT_PRIVATE_KEY/);
});
