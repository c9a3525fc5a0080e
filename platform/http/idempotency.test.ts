import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { migrationSets } from '../../migrations';
import { readEnvironment } from '../config/environment';
import { type Database, openDatabase } from '../database/database';
import { migrate } from '../database/migrate';
import { createLogger } from '../logging/logger';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { answer } from './envelope';
import { createHttpServer } from './httpServer';
import { forgetAnswers, withIdempotencyKeys } from './idempotency';

const nobody = '00000000-0000-0000-0000-000000000000';
const environment = readEnvironment({ NODE_ENV: 'test', INTERNAL_SERVICE_KEY: 'the-key-of-these-tests' });
let testDatabase: TestDatabase;
let database: Database;
let app: FastifyInstance;
let done: unknown[];
let hold: Promise<void> = Promise.resolve();

beforeAll(async () => {
  testDatabase = await createTestDatabase(`idempotency ${Date.now()}`, async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform'))));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 4, applicationName: 'idempotency' });
  app = await createHttpServer({ environment, log: createLogger({ level: 'silent', format: 'json' }) });
  await withIdempotencyKeys(app, { database, environment }, (scope) => {
    scope.post('/things', async (request, reply) => {
      done.push(request.body);
      await hold;
      if ((request.body as { fails?: boolean }).fails && done.length === 1) throw new Error('out of order');
      return answer(request, reply, { number: done.length }, 201);
    });
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
  await testDatabase.drop();
});
beforeEach(() => (done = []));

const post = (key: string | null, payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/things', payload, headers: { 'x-service-key': 'the-key-of-these-tests', ...(key === null ? {} : { 'idempotency-key': key }), ...headers } });

test('the same key and body is done once, and answers what the first did', async () => {
  const key = randomUUID();
  const [first, again] = [await post(key, { a: 1 }), await post(key, { a: 1 })];
  expect([first.statusCode, first.json()]).toMatchObject([201, { data: { number: 1 } }]);
  expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([201, first.body, first.headers['content-type']]);
  expect(done).toHaveLength(1);
});

test('the same key with another body is 409 RESOURCE_ALREADY_EXISTS, and nothing is done', async () => {
  const key = randomUUID();
  await post(key, { a: 1 });
  const refused = await post(key, { a: 2 });
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { success: false, error: { code: 'RESOURCE_ALREADY_EXISTS' } }]);
  expect(done).toHaveLength(1);
});

test('while the first is under way, the second is refused and does nothing', async () => {
  const key = randomUUID();
  let release: () => void = () => undefined;
  hold = new Promise((resolve) => (release = resolve));
  const first = post(key, { a: 1 });
  while (done.length === 0) await new Promise(setImmediate);
  expect((await post(key, { a: 1 })).statusCode).toBe(409);
  release();
  expect([(await first).statusCode, done.length]).toEqual([201, 1]);
});

test('a fault leaves the key free for another try', async () => {
  const key = randomUUID();
  expect((await post(key, { fails: true })).statusCode).toBe(500);
  expect((await post(key, { fails: true })).statusCode).toBe(201);
});

test('without a key, under another business, and for who has no service key, every request is its own', async () => {
  const key = randomUUID();
  for (const send of [() => post(null, { a: 1 }), () => post(key, { a: 1 }), () => post(key, { a: 1 }, { 'x-tenant-id': randomUUID() }), () => post(key, { a: 1 }, { 'x-service-key': 'wrong' })]) await send();
  expect(done).toHaveLength(4);
});

test('an answer is a row of the business that the request names, or of nobody', async () => {
  const [key, tenantId, other] = [randomUUID(), randomUUID(), randomUUID()];
  await post(key, { a: 1 });
  await post(key, { a: 1 }, { 'x-tenant-id': tenantId });
  const seen = (as: string | null) => database.transaction(as, (tx) => tx.query(`select tenant_id from platform.kept_answers where key = $1`, [key]));
  expect(await Promise.all([nobody, tenantId, other, null].map(seen))).toEqual([[{ tenant_id: nobody }], [{ tenant_id: tenantId }], [], []]);
});

test('a key under something that is no business is refused, and nothing is done', async () => {
  const refused = await post(randomUUID(), { a: 1 }, { 'x-tenant-id': 'nonsense' });
  expect([refused.statusCode, refused.json()]).toMatchObject([422, { error: { code: 'INVALID_FORMAT' } }]);
  expect(done).toEqual([]);
});

test('an answer is kept for a day', async () => {
  const key = randomUUID();
  await post(key, { a: 1 });
  await forgetAnswers.run(database);
  await post(key, { a: 1 });
  expect(done).toHaveLength(1);
  await database.transaction(nobody, (tx) => tx.query(`update platform.kept_answers set created_at = clock_timestamp() - interval '25 hours' where key = $1`, [key]));
  await forgetAnswers.run(database);
  await post(key, { a: 1 });
  expect(done).toHaveLength(2);
});
