import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** Receipts go a few thousand at a time: one long transaction would hold back the events of every business. */
export class ForgetReceiptsByParts1700000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop function telephony.forget_receipts(timestamptz)`,
      `create function telephony.forget_receipts(older_than timestamptz, at_most int) returns bigint language sql security definer set search_path = pg_catalog as $$
        with gone as (
          delete from telephony.webhook_receipts where ctid = any(array(select r.ctid from telephony.webhook_receipts r where r.received_at < older_than order by r.received_at limit at_most)) returning 1)
        select count(*) from gone $$`,
      `revoke all on function telephony.forget_receipts(timestamptz, int) from public`,
      `grant execute on function telephony.forget_receipts(timestamptz, int) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
