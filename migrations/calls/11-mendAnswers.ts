import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In databases that are older than the edit of the first migration, an answer to a key had to name what it made. */
export class MendAnswers1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table calls.answers alter column result_id drop not null`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
