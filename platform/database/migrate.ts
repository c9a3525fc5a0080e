import { createHash } from 'node:crypto';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { applicationRole } from './database';

/** Any number that no other program on the same server uses for its lock; two of three racing migrators crash without one. */
const migrationLock = 7_241_913;

export interface MigrationSet {
  /** The PostgreSQL schema, which is the subgraph's name. It holds its own table of migrations. */
  schema: string;
  migrations: (new () => MigrationInterface)[];
  /**
   * The functions that others may call (schema/sql), as `create or replace` with their rights. Applied after the migrations, anew when the
   * text has changed; a function that leaves the text, or answers another type, is dropped by a migration.
   */
  published?: string | undefined;
}

/** Brings every schema up to date, under one advisory lock, as the owner of the tables. Answers how many migrations ran, a schema's published functions as one. */
export async function migrate(url: string, sets: readonly MigrationSet[]): Promise<number> {
  const guard = new DataSource({ type: 'postgres', url, poolSize: 1 });
  await guard.initialize();
  const runner = guard.createQueryRunner();
  let ran = 0;
  try {
    await runner.query('select pg_advisory_lock($1)', [migrationLock]);
    await ensureApplicationRole(runner.query.bind(runner));
    for (const set of sets) {
      await runner.query(`create schema if not exists ${set.schema}`);
      await runner.query(`grant usage on schema ${set.schema} to ${applicationRole}`);
      const source = new DataSource({ type: 'postgres', url, poolSize: 1, migrations: set.migrations, migrationsTableName: `${set.schema}.migrations`, migrationsTransactionMode: 'each' });
      await source.initialize();
      try {
        ran += (await source.runMigrations()).length;
      } finally {
        await source.destroy();
      }
      if (await publish(runner, set)) ran += 1;
    }
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await runner.release();
    await guard.destroy();
  }
  return ran;
}

/** Answers whether anything was to do. Text and digest go in one message, which PostgreSQL carries out whole or not at all. */
async function publish(runner: QueryRunner, { schema, published }: MigrationSet): Promise<boolean> {
  if (published === undefined) return false;
  const table = `${schema}.published_functions`;
  const digest = createHash('sha256').update(published).digest('hex');
  await runner.query(`create table if not exists ${table} (digest text not null)`);
  const applied = (await runner.query(`select from ${table} where digest = $1`, [digest])) as unknown[];
  if (applied.length > 0) return false;
  await runner.query(`${published}; delete from ${table}; insert into ${table} values ('${digest}')`);
  return true;
}

async function ensureApplicationRole(query: (sql: string) => Promise<unknown>): Promise<void> {
  await query(`do $$ begin
    if not exists (select 1 from pg_roles where rolname = '${applicationRole}') then create role ${applicationRole} nologin nobypassrls; end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  await query(`grant ${applicationRole} to current_user`);
}

/**
 * The statements that close a tenant's table: row-level security for everyone but its owner, who migrates and whose functions look
 * across tenants (docs/decisions/0002), and the application's rights. `(select …)` makes PostgreSQL evaluate the setting once for each
 * statement, not for each row.
 */
export function tenantTable(table: string, rights = 'select, insert, update, delete'): string[] {
  return [
    `alter table ${table} enable row level security`,
    `create policy tenant on ${table} using (tenant_id = (select nullif(current_setting('app.tenant_id', true), ''))::uuid)`,
    `grant ${rights} on ${table} to ${applicationRole}`,
  ];
}
