import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** What is asked at every call, text and turn is found without reading all that a business ever had; answers under idempotency keys that nobody comes back for can be forgotten. */
export class IndexHistories1700000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // A customer's conversations, resolved ones too: the latest, the last text after a missed call, the history.
      `create index conversations_of_customer on calls.conversations (tenant_id, customer_id, updated_at desc, id desc)`,
      // The calendar, and holds that have run out.
      `create index appointments_taking on calls.appointments (tenant_id, end_at) where status in ('HELD', 'CONFIRMED', 'RESCHEDULED')`,
      `create index appointments_held on calls.appointments (tenant_id, held_until) where status = 'HELD'`,
      `create index answers_age on calls.answers (created_at)`,
      `create function calls.forget_answers(older_than timestamptz, at_most int) returns bigint language sql security definer set search_path = pg_catalog as $$
        with gone as (
          delete from calls.answers where ctid = any(array(select a.ctid from calls.answers a where a.created_at < older_than order by a.created_at limit at_most)) returning 1)
        select count(*) from gone $$`,
      `revoke all on function calls.forget_answers(timestamptz, int) from public`,
      `grant execute on function calls.forget_answers(timestamptz, int) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
