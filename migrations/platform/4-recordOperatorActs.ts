import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/**
 * What operators of the platform do for a business: a row before each mutation (BEGUN), and one with what became of it. Never changed, never
 * deleted by the application. It holds ids alone, no words of anybody.
 */
export class RecordOperatorActs1700000000104 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table platform.operator_acts (
        tenant_id uuid not null,
        act_id uuid not null,
        outcome text not null check (outcome in ('BEGUN', 'ANSWERED', 'REFUSED', 'FAILED')),
        at timestamptz not null default clock_timestamp(),
        operator_id uuid not null,
        session_id uuid not null,
        mutation text not null,
        ids jsonb not null,
        code text check ((code is not null) = (outcome = 'REFUSED')),
        request_id text not null,
        primary key (tenant_id, act_id, outcome))`,
      `create index on platform.operator_acts (tenant_id, at)`,
      ...tenantTable('platform.operator_acts', 'select, insert'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
