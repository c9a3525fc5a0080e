import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { type Database, openDatabase } from './database';
import { migrate, tenantTable } from './migrate';

class CreateShelves1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ['create table shelf.books (tenant_id uuid not null, title text not null)', ...tenantTable('shelf.books')]) await runner.query(statement);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const counting = (factor: number) => `
  create or replace function shelf.count_books() returns bigint language sql stable security definer set search_path = pg_catalog as $$ select ${factor} * count(*) from shelf.books $$;
  revoke execute on function shelf.count_books() from public;
  grant execute on function shelf.count_books() to nmc_app;
`;
let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase('empty');
  database = await openDatabase({ url: testDatabase.url, maxConnections: 2, applicationName: 'migrate test' });
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

const apply = (published: string) => migrate(testDatabase.url, [{ schema: 'shelf', migrations: [CreateShelves1700000000001], published }]);
const addBook = (tenant: string) => database.transaction(tenant, (tx) => tx.query(`insert into shelf.books values ($1, 'Dune')`, [tenant]));
const countBooks = async () => Number((await database.statement<{ count: string }>('select shelf.count_books() as count', []))[0]?.count);

test('what a schema publishes is applied after its migrations, and anew when its text has changed, by one of all that start at once', async () => {
  expect((await Promise.all([1, 2, 3].map(() => apply(counting(1))))).sort()).toEqual([0, 0, 2]);
  await addBook(randomUUID());
  await addBook(randomUUID());
  expect(await countBooks()).toBe(2);
  expect((await Promise.all([1, 2, 3].map(() => apply(counting(10))))).sort()).toEqual([0, 0, 1]);
  expect(await countBooks()).toBe(20);
});

test('a text that fails changes nothing, and is tried again at the next start', async () => {
  await apply(counting(1));
  await addBook(randomUUID());
  const broken = `${counting(10)} create or replace function shelf.list_books() returns bigint language sql as $$ select count(*) from shelf.nothing $$;`;
  for (const start of [1, 2]) await expect(apply(broken).then(() => start)).rejects.toMatchObject({ code: '42P01' });
  expect(await countBooks()).toBe(1);
  expect(await apply(counting(1))).toBe(0);
});
