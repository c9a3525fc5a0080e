import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks that are there only because a customer wants no texts end once they want them again. */
export class EndWithOptIn1700000000054 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table alerts.alerts add column until_opt_in boolean not null default false`);
    await runner.query(`create index alerts_until_opt_in on alerts.alerts (tenant_id, customer_phone) where until_opt_in and status <> 'RESOLVED'`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
