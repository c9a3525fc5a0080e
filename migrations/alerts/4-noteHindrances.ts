import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** What hindered the texts of a number, and when it was last met and last over: the events of the two may change places on the way. */
export class NoteAlertsHindrances1700000000053 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table alerts.hindrances (tenant_id uuid not null, subject text not null, met_at timestamptz, over_at timestamptz, primary key (tenant_id, subject))`,
      ...tenantTable('alerts.hindrances', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
