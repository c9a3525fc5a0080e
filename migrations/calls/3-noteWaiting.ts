import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when the customer of a conversation waits for a human, whatever they write meanwhile. */
export class NoteWaiting1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table calls.conversations add column waiting_since timestamptz(3)`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
