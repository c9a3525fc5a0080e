import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** Businesses and how each wants its calls, texts and visits handled. */
export class CreateTenants1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table tenancy.tenants (
        tenant_id uuid primary key,
        key text not null unique,
        name text not null,
        business_name text not null,
        status text not null default 'ACTIVE' check (status in ('ACTIVE', 'INACTIVE', 'SUSPENDED')),
        trades text[] not null,
        time_zone text not null,
        phone text,
        address jsonb,
        days_credit int not null default 0 check (days_credit >= 0),
        created_at timestamptz not null)`,
      ...tenantTable('tenancy.tenants', 'select, insert, update'),
      // settings is the payload of tenancy.businessConfigured; a change names the version that it was made against.
      `create table tenancy.business_configs (
        tenant_id uuid primary key references tenancy.tenants,
        version int not null check (version >= 1),
        settings jsonb not null,
        updated_at timestamptz not null)`,
      ...tenantTable('tenancy.business_configs', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
