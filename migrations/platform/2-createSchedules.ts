import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** When each regular work of the whole system is due next, whichever process does it. */
export class CreateSchedules1700000000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table platform.schedules (name text primary key, due_at timestamptz not null)`);
    await runner.query(`grant select, insert, update on platform.schedules to ${applicationRole}`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
