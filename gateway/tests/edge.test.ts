import type { FastifyInstance } from 'fastify';
import { readEnvironment } from '../../platform/config/environment';
import { createHttpServer } from '../../platform/http/httpServer';
import { createLogger } from '../../platform/logging/logger';
import { serveEdge } from '../edge';

const serviceKey = 'a-service-key-of-the-edge-tests';
const foundation = { environment: readEnvironment({ NODE_ENV: 'test', INTERNAL_SERVICE_KEY: serviceKey }), log: createLogger({ level: 'silent', format: 'json' }), version: 'test', startedAt: new Date() };
const unreachable = 'Twilio was not reached: connect ECONNREFUSED 127.0.0.1:9';
let app: FastifyInstance;
let now = Date.now();
let asked = 0;
let failing = true;
let closing = false;
let dead = () => Promise.resolve(3);

beforeAll(async () => {
  app = await createHttpServer(foundation);
  const run = () => {
    asked += 1;
    return failing ? Promise.reject(new Error(unreachable)) : Promise.resolve();
  };
  const overview = () => Promise.resolve({ status: 'degraded' as const, maintenance: false, services: [], checks: [{ name: 'maps', status: 'degraded' as const, critical: false, latency_ms: 1, message: unreachable, checked_at: '' }] });
  serveEdge(app, { ...foundation, clock: () => new Date(now) }, { name: 'x', services: ['x'], checks: [{ name: 'twilio', critical: false, run }], isClosing: () => closing, overview, deadJobs: () => dead() });
});
afterAll(() => app.close());

const checks = async (headers: Record<string, string> = {}) =>
  (await app.inject({ url: '/health', headers })).json<{ data: { checks: { name: string; status: string; message: string | null }[] } }>().data.checks.map(({ name, status, message }) => ({ name, status, message }));

test('a flood of anonymous health and readiness asks what the checks ask once, and again 5 s later', async () => {
  await Promise.all(Array.from({ length: 50 }, () => app.inject('/health')));
  for (let request = 0; request < 50; request += 1) expect((await app.inject(request % 2 ? '/health' : '/ready')).statusCode).toBe(200);
  expect(asked).toBe(1);
  now += 5_000;
  failing = false;
  expect(await checks()).toMatchObject([{ name: 'twilio', status: 'healthy' }, {}]);
  expect(asked).toBe(2);
  failing = true;
  now += 5_000;
});

test('that the process ends is not kept back', async () => {
  expect((await app.inject('/ready')).statusCode).toBe(200);
  closing = true;
  expect([(await app.inject('/ready')).statusCode, (await app.inject('/health')).statusCode]).toEqual([503, 503]);
  closing = false;
});

test('/health tells everybody how each check is, and what was found wrong to the service key alone', async () => {
  const found = (message: string | null) => ['twilio', 'maps'].map((name) => ({ name, status: 'degraded', message }));
  expect(await checks()).toEqual(found(null));
  expect(await checks({ 'x-service-key': 'not-the-key' })).toEqual(found(null));
  expect(await checks({ 'x-service-key': serviceKey })).toEqual(found(unreachable));
});

test('/metrics tells how many jobs are dead, and nothing of them while the database is away', async () => {
  const measured = async () => /^jobs_dead (.*)$/m.exec((await app.inject('/metrics')).body)?.[1];
  expect(await measured()).toBe('3');
  dead = () => Promise.reject(new Error('away'));
  now += 5_000;
  expect(await measured()).toBeUndefined();
});
