import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/**
 * The registry of running services. It holds no tenant's data, so no row-level security stands on it: the application may
 * read it, and write it only through `infra.beat`, which every process may call for what it runs.
 */
export class CreateServices1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table infra.services (
        name text not null,
        process text not null,
        version text not null,
        category text not null,
        critical boolean not null,
        started_at timestamptz not null default clock_timestamp(),
        last_heartbeat timestamptz not null default clock_timestamp(),
        primary key (name, process))`,
      `grant select on infra.services to ${applicationRole}`,
      // A process says that a service lives in it; processes silent for a day are forgotten, but the last of each service.
      `create function infra.beat(service text, in_process text, running_version text, of_category text, is_critical boolean)
        returns void language sql security definer set search_path = pg_catalog as $$
          insert into infra.services as s (name, process, version, category, critical) values (service, in_process, running_version, of_category, is_critical)
          on conflict (name, process) do update set version = excluded.version, category = excluded.category, critical = excluded.critical, last_heartbeat = clock_timestamp();
          delete from infra.services s where s.name = service and s.process <> in_process and s.last_heartbeat < clock_timestamp() - interval '1 day' $$`,
      // A process that ends in order takes its services with it.
      `create function infra.leave(in_process text) returns void language sql security definer set search_path = pg_catalog as $$
          delete from infra.services s where s.process = in_process
            and exists (select 1 from infra.services other where other.name = s.name and other.process <> s.process and other.last_heartbeat > clock_timestamp() - interval '30 seconds') $$`,
      `grant execute on all functions in schema infra to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
