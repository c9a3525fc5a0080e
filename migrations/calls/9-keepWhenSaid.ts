import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is heard late must not undo what was said after it: when a number's opt-out last changed, and when the carrier brought a customer's text. */
export class KeepWhenSaid1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table calls.customer_numbers add column opt_out_changed_at timestamptz(3)`);
    await runner.query(`alter table calls.messages add column received_at timestamptz(3)`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
