import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A customer's text answers ours only where it came later, and the two are heard of in any order: when the customer last wrote is kept in place of
 * whether they did. What was counted as a reply stays one.
 */
export class KeepReplyTimes1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `alter table analytics.conversations add column heard_at timestamptz(3)`,
      `update analytics.conversations set heard_at = texted_at + interval '1 millisecond' where replied and texted_at is not null`,
      `alter table analytics.conversations drop column replied`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
