import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the owner was first texted about a danger since it opened, and is to be texted (again): many at once are told in one text. */
export class JoinNotices1700000000055 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table alerts.alerts add column told_at timestamptz, add column notice_due_at timestamptz`);
    await runner.query(`create index alerts_told on alerts.alerts (tenant_id, told_at) where told_at is not null`);
    await runner.query(`create index alerts_dangers on alerts.alerts (tenant_id, notice_due_at) where kind = 'LIFE_SAFETY' and status = 'OPEN'`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
