import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the customer in danger was texted what to do: the owner is told what is true. */
export class NoteWarned1700000000052 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table alerts.alerts add column warned boolean not null default false`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
