import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a text goes back to: the carrier's word of its delivery comes with nothing but the text's own sid. */
export class KeepCorrelation1700000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table telephony.messages add correlation_id text`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
