import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readEnvironment } from '../platform/config/environment';
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
const secrets = ['JWT_SECRET', 'INTERNAL_SERVICE_KEY', 'ENCRYPTION_KEY', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'DATABASE_URL', 'DATABASE_MIGRATION_URL'];
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
    for (const secret of secrets) {
      expect(service(name).environment?.[secret]).toBeDefined();
      expect(service(name).environment?.[secret]).toBe(service('gateway').environment?.[secret]);
    }
    expect(service(name).depends_on).toEqual({ database: { condition: 'service_completed_successfully' } });
  }
});

test('no secret is written down: each comes from outside, and its absence ends the start', () => {
  const names = /(PASSWORD|SECRET|TOKEN|_KEY|_SID|^DATABASE_.*URL|^ADMIN_URL)$|^DATABASE_URL$/;
  const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment)).filter(([name]) => names.test(name));
  expect(values.length).toBeGreaterThan(secrets.length);
  const optional = /^\$\{[A-Z_]+:-\}$/;
  const required = /^\$\{[A-Z_]+:\?[^}]+\}$|^postgres:\/\/[a-z_]+:\$\{[A-Z_]+:\?[^}]+\}@/;
  for (const [name, value] of values) expect({ name, ok: required.test(String(value)) || optional.test(String(value)) }).toEqual({ name, ok: true });
  for (const secret of secrets) expect(String(service('gateway').environment?.[secret])).toMatch(required);
});

test('with every variable set, each process accepts the environment it is given', () => {
  const held: Record<string, string> = {
    PUBLIC_URL: 'https://calls.example.com', JWT_SECRET: 'j'.repeat(40), INTERNAL_SERVICE_KEY: 'i'.repeat(40), ENCRYPTION_KEY: 'e'.repeat(40),
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 't'.repeat(32), DATABASE_APPLICATION_PASSWORD: 'a1', DATABASE_OWNER_PASSWORD: 'o1', POSTGRES_PASSWORD: 'p1',
  };
  const filled = (value: string | number) => String(value).replace(/\$\{([A-Z_]+):([-?])([^}]*)\}/g, (_all, name: string, kind: string, otherwise: string) => held[name] ?? (kind === '-' ? otherwise : ''));
  for (const name of processes) {
    const source = Object.fromEntries(Object.entries(service(name).environment ?? {}).map(([variable, value]) => [variable, filled(value)]));
    const environment = readEnvironment(source, { subgraphs });
    expect(environment).toMatchObject({ nodeEnv: 'production', host: '0.0.0.0', run: [name] });
  }
});
