import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

/**
 * Every process beats for all it runs at once, with what its own checks found; what sort a service is, infra knows by its name.
 * And whose visit each appointment is: a technician hears the events of an own appointment's conversation alone.
 */
export class ReportChecks1700000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop function infra.beat(text, text, text, text, boolean)`,
      `alter table infra.services drop column category, drop column critical, add column checks jsonb not null default '[]'`,
      // running: [{"name": …, "checks": [HealthCheckResult, …]}, …]. Processes silent for a day are forgotten, but the last of each service.
      `create function infra.beat(in_process text, running_version text, running jsonb) returns void language sql security definer set search_path = pg_catalog as $$
          insert into infra.services as s (name, process, version, checks)
            select service->>'name', in_process, running_version, service->'checks' from jsonb_array_elements(running) service
          on conflict (name, process) do update set version = excluded.version, checks = excluded.checks, last_heartbeat = clock_timestamp();
          delete from infra.services s where s.name in (select service->>'name' from jsonb_array_elements(running) service)
            and s.process <> in_process and s.last_heartbeat < clock_timestamp() - interval '1 day' $$`,
      `grant execute on all functions in schema infra to ${applicationRole}`,
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
