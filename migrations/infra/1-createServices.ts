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
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
