import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole, } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

/** The append-only event log, the relay's cursors, the job queue. */
export class CreateEventLogAndJobs1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table platform.events (
        tenant_id uuid not null,
        x xid8 not null default pg_current_xact_id(),
        id bigint generated always as identity,
        type text not null,
        payload jsonb not null,
        live jsonb,
        occurred_at timestamptz not null default clock_timestamp(),
        correlation_id text,
        primary key (tenant_id, x, id))`,
      `create index on platform.events (x, id)`,
      ...tenantTable('platform.events', 'select, insert'),
      `create table platform.relay_cursors (consumer text primary key, x xid8 not null, id bigint not null)`,
      `grant select, insert, update on platform.relay_cursors to ${applicationRole}`,
      // Every tenant's events, in the order of their commits, up to the horizon below which no transaction is still open.
      `create function platform.read_events(after_x xid8, after_id bigint, only_types text[], at_most int)
        returns setof platform.events language sql stable security definer set search_path = pg_catalog as $$
          select * from platform.events e
          where (e.x, e.id) > (after_x, after_id) and e.x < pg_snapshot_xmin(pg_current_snapshot())
            and (only_types is null or e.type = any(only_types))
          order by e.x, e.id limit at_most $$`,
      // Whether something committed waits behind the horizon: then the reader asks again in a moment.
      `create function platform.events_behind_horizon() returns boolean language sql stable security definer set search_path = pg_catalog as $$
          select exists (select 1 from platform.events e where e.x >= pg_snapshot_xmin(pg_current_snapshot())) $$`,
      `create function platform.epoch() returns text language sql stable security definer set search_path = pg_catalog as $$
          select to_hex(system_identifier) || '-' || (select oid from pg_database where datname = current_database()) from pg_control_system() $$`,
      `create function platform.forget_events(older_than timestamptz) returns bigint language sql security definer set search_path = pg_catalog as $$
          with gone as (delete from platform.events where occurred_at < older_than returning 1) select count(*) from gone $$`,
      `create table platform.jobs (
        tenant_id uuid not null,
        id bigint generated always as identity,
        topic text not null,
        priority smallint not null default 2,
        payload jsonb not null,
        replace_key text,
        serial_key text,
        run_at timestamptz not null default clock_timestamp(),
        attempts int not null default 0,
        lease uuid,
        lease_until timestamptz,
        last_error text,
        dead_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        primary key (tenant_id, id)) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01)`,
      `create unique index jobs_replace_key on platform.jobs (tenant_id, topic, replace_key) where replace_key is not null and lease is null and dead_at is null`,
      `create index jobs_due on platform.jobs (topic, priority, run_at) where dead_at is null`,
      `create index jobs_serial on platform.jobs (serial_key) where serial_key is not null and dead_at is null`,
      `grant select, insert, update, delete on platform.jobs to ${applicationRole}`,
      `grant execute on all functions in schema platform to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
