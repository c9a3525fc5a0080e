import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** Alerts, their history, and what alerts must know of businesses and conversations. */
export class CreateAlerts1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table alerts.alerts (
        tenant_id uuid not null,
        id uuid not null,
        subject text not null,
        kind text not null check (kind in ('METRIC', 'LIFE_SAFETY', 'CUSTOMER_WAITING', 'TASK', 'SYSTEM')),
        title text not null,
        severity text not null check (severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
        status text not null check (status in ('OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'RESOLVED')),
        hazard text,
        customer_phone text,
        conversation_id uuid,
        call_id uuid,
        opened_at timestamptz not null,
        acknowledged_at timestamptz,
        acknowledged_by uuid,
        resolved_at timestamptz,
        notices int not null default 0,
        primary key (tenant_id, id))`,
      // However often something is reported: one alert that is not over, for what it is about and its kind.
      `create unique index alerts_one_at_a_time on alerts.alerts (tenant_id, subject, kind) where status <> 'RESOLVED'`,
      `create index alerts_newest on alerts.alerts (tenant_id, opened_at desc, id desc)`,
      `create index alerts_conversation on alerts.alerts (tenant_id, conversation_id) where conversation_id is not null`,
      ...tenantTable('alerts.alerts', 'select, insert, update'),
      `create table alerts.history (
        tenant_id uuid not null,
        id bigint generated always as identity,
        alert_id uuid not null,
        from_status text,
        to_status text not null,
        at timestamptz not null,
        by_user uuid,
        note text,
        primary key (tenant_id, id),
        foreign key (tenant_id, alert_id) references alerts.alerts (tenant_id, id))`,
      `create index history_alert on alerts.history (tenant_id, alert_id, id)`,
      ...tenantTable('alerts.history', 'select, insert'),
      `create table alerts.businesses (tenant_id uuid primary key, version int not null, name text not null, alert_phones text[] not null)`,
      ...tenantTable('alerts.businesses', 'select, insert, update'),
      // Conversations that exist, and when a human last came to each: events of two kinds may change places on the way.
      `create table alerts.conversations (tenant_id uuid not null, id uuid not null, human_arrived_at timestamptz, primary key (tenant_id, id))`,
      ...tenantTable('alerts.conversations', 'select, insert, update'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
