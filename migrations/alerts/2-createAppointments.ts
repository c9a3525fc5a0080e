import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** Whose visit each appointment is: a technician sees the alerts of an own appointment's conversation alone. */
export class CreateAlertsAppointments1700000000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table alerts.appointments (tenant_id uuid not null, id uuid not null, conversation_id uuid not null, user_id uuid, changed_at timestamptz not null, primary key (tenant_id, id))`,
      `create index appointments_of_user on alerts.appointments (tenant_id, user_id, conversation_id) where user_id is not null`,
      ...tenantTable('alerts.appointments', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
