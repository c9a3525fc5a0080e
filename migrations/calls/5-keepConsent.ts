import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** Why a number may be texted: who called, in which call, when (twilio.md 25). Rows are never changed. */
export class KeepConsent1700000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table calls.consents (
        tenant_id uuid not null, customer_id uuid not null, call_id uuid not null, phone text not null, given_at timestamptz(3) not null,
        primary key (tenant_id, customer_id, call_id), foreign key (tenant_id, customer_id) references calls.customers)`,
      ...tenantTable('calls.consents', 'select, insert'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
