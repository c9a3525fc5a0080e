import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** What is forgotten goes a few thousand rows at a time: one long transaction would hold back the events of every business. */
export class ForgetByParts1700000000107 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // Its successor is published (schema/sql/platform.sql).
      `drop function if exists platform.forget_events(timestamptz)`,
      `drop function if exists platform.forget_answers(timestamptz)`,
      `create function platform.forget_answers(older_than timestamptz, at_most int) returns bigint language sql security definer set search_path = pg_catalog as $$
        with gone as (
          delete from platform.kept_answers where ctid = any(array(select a.ctid from platform.kept_answers a where a.created_at < older_than order by a.created_at limit at_most)) returning 1)
        select count(*) from gone $$`,
      `revoke all on function platform.forget_answers(timestamptz, int) from public`,
      `grant execute on function platform.forget_answers(timestamptz, int) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
