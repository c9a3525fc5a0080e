import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a waiting text may be tried: texts after missed calls whose turn has come go before all others of their line. */
export class KeepTurns1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table telephony.messages add due_at timestamptz not null default clock_timestamp()`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
