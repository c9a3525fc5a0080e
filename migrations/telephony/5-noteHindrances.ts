import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** What hinders the texts of a number, until it is over: who was told of it is told of its end too. */
export class NoteHindrances1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // `region` is '' where all texts are hindered. `disproven_at`: a text has gone that was handed over after `met_at`.
      `create table telephony.hindrances (
        tenant_id uuid not null,
        line_id uuid not null,
        reason text not null,
        region text not null,
        met_at timestamptz not null,
        disproven_at timestamptz,
        primary key (tenant_id, line_id, reason, region),
        foreign key (tenant_id, line_id) references telephony.lines)`,
      ...tenantTable('telephony.hindrances'),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
