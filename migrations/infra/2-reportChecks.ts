import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/**
 * Every process beats for all it runs at once, with what its own checks found; what sort a service is, infra knows by its name.
 * And whose visit each appointment is: a technician hears the events of an own appointment's conversation alone.
 */
export class ReportChecks1700000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `alter table infra.services drop column category, drop column critical, add column checks jsonb not null default '[]'`,
      `create table infra.appointments (tenant_id uuid not null, id uuid not null, conversation_id uuid not null, user_id uuid, changed_at timestamptz not null, primary key (tenant_id, id))`,
      `create index appointments_of_user on infra.appointments (tenant_id, user_id, conversation_id) where user_id is not null`,
      ...tenantTable('infra.appointments', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
