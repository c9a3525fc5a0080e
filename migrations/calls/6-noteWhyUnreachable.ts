import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Telephony says why no text reaches a number; it need not be read out of the carrier's code again. Of those known so far only that is at hand. */
export class NoteWhyUnreachable1700000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table calls.customers add column unreachable text check (unreachable in ('LANDLINE', 'INVALID'))`);
    await runner.query(`update calls.customers set unreachable = case when unreachable_code in (21635, 30006) then 'LANDLINE' else 'INVALID' end where unreachable_code is not null`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
