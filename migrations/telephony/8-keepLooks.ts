import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a text that waits for its line looks again: of one that does not, the job is dead, and nobody waits for it. */
export class KeepLooks1700000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table telephony.messages add looks_at timestamptz`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
