import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** What a POST with an Idempotency-Key answered the first time; without a status while that is under way. */
export class KeepAnswers1700000000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table platform.kept_answers (
      scope text not null,
      key text not null,
      request_hash bytea not null,
      status int,
      content_type text,
      body text,
      created_at timestamptz not null default clock_timestamp(),
      primary key (scope, key))`);
    await runner.query(`create index on platform.kept_answers (created_at)`);
    await runner.query(`grant select, insert, update, delete on platform.kept_answers to ${applicationRole}`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
