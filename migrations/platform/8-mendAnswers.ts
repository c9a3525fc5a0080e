import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/**
 * In databases that are older than the edit of the third migration, kept answers are of no business. What they hold is of use for a day: it goes,
 * and the table is made as there.
 */
export class MendAnswers1700000000108 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const old = (await runner.query(`select from pg_attribute where attrelid = 'platform.kept_answers'::regclass and attname = 'scope' and not attisdropped`)) as unknown[];
    if (old.length === 0) return;
    const statements = [
      `drop table platform.kept_answers`,
      `create table platform.kept_answers (
        tenant_id uuid not null,
        path text not null,
        key text not null,
        request_hash bytea not null,
        status int,
        content_type text,
        body text,
        created_at timestamptz not null default clock_timestamp(),
        primary key (tenant_id, path, key))`,
      `create index on platform.kept_answers (created_at)`,
      ...tenantTable('platform.kept_answers'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
