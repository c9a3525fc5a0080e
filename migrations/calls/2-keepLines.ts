import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** The business's numbers as telephony tells of them: so that an unknown line is told from one without calls, and a caller of our own from a customer. */
export class KeepLines1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table calls.lines (tenant_id uuid not null, id uuid not null, number text not null, blocked_code int, blocked_until timestamptz(3), primary key (tenant_id, id))`,
      // Lines that were told of before this table was there.
      `insert into calls.lines (tenant_id, id, number) select distinct on (tenant_id, line_id) tenant_id, line_id, "to" from calls.calls where line_id is not null order by tenant_id, line_id`,
      ...tenantTable('calls.lines'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
