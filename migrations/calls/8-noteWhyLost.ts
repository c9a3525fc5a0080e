import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lost lead has its reason. Of those known so far it is that they lay outside the service area. */
export class NoteWhyLost1700000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table calls.leads add column lost_reason text check (lost_reason in ('OUT_OF_AREA', 'WITHDRAWN', 'OPTED_OUT'))`);
    await runner.query(`update calls.leads set lost_reason = 'OUT_OF_AREA' where status = 'LOST'`);
    await runner.query(`alter table calls.leads add constraint leads_lost_for_a_reason check ((status = 'LOST') = (lost_reason is not null))`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
