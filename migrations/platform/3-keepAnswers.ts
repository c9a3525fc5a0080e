import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

/**
 * What a POST with an Idempotency-Key answered the first time; without a status while that is under way. Of the business that the request
 * named; a request that names none is of the tenant 0, which is nobody's.
 */
export class KeepAnswers1700000000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
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
      `create function platform.forget_answers(older_than timestamptz) returns bigint language sql security definer set search_path = pg_catalog as $$
        with gone as (delete from platform.kept_answers where created_at < older_than returning 1) select count(*) from gone $$`,
      `revoke all on function platform.forget_answers(timestamptz) from public`,
      `grant execute on function platform.forget_answers(timestamptz) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
