import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** The counters of the dashboard, what they need to remember of conversations, the businesses' time zones. */
export class CreateRollups1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // One counter for each metric and period; `grain` is the period's length in seconds, 0 a millisecond. Periods are of
      // UTC; days of a time zone are put together from hours (domain/segments.ts).
      `create table analytics.rollups (
        tenant_id uuid not null,
        grain int not null,
        at timestamptz not null,
        metric text not null,
        value bigint not null,
        primary key (tenant_id, grain, at, metric)) with (fillfactor = 70)`,
      ...tenantTable('analytics.rollups', 'select, insert, update'),
      // Ratios are of cohorts: an answer counts at the time of the text it answers, a visit at that of its lead.
      `create table analytics.conversations (
        tenant_id uuid not null,
        id uuid not null,
        texted_at timestamptz,
        replied boolean not null default false,
        lead_at timestamptz,
        booked boolean not null default false,
        primary key (tenant_id, id))`,
      ...tenantTable('analytics.conversations', 'select, insert, update'),
      `create table analytics.businesses (tenant_id uuid primary key, version int not null, time_zone text not null)`,
      ...tenantTable('analytics.businesses', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
