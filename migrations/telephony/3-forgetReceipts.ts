import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** Receipts of webhooks, of every business, that no repeat can come for any more. */
export class ForgetReceipts1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index webhook_receipts_age on telephony.webhook_receipts (received_at)`);
    await runner.query(
      `create function telephony.forget_receipts(older_than timestamptz) returns bigint language sql security definer set search_path = pg_catalog as $$
        with gone as (delete from telephony.webhook_receipts where received_at < older_than returning 1) select count(*) from gone $$`,
    );
    await runner.query(`revoke all on function telephony.forget_receipts(timestamptz) from public`);
    await runner.query(`grant execute on function telephony.forget_receipts(timestamptz) to ${applicationRole}`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
