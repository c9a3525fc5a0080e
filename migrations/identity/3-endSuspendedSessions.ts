import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

const definer = 'security definer set search_path = pg_catalog, pg_temp';

/**
 * A suspended business's sessions are worth nothing; operators of the platform, whose sessions are of no business; and what the hourly
 * cleaning removes.
 */
export class EndSuspendedSessions1700000000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table identity.operators (user_id uuid primary key references identity.users)`,
      `alter table identity.sessions alter column tenant_id drop not null`,
      `drop function identity.find_login(text)`,
      `create function identity.find_login(email_or_username text)
        returns table (user_id uuid, password_hash text, is_active boolean, tenant_id uuid, role text, is_suspended boolean)
        language sql stable ${definer} as $$
          select u.id, u.password_hash, u.is_active, m.tenant_id, m.role, tenancy.is_suspended(m.tenant_id)
          from identity.users u left join identity.memberships m on m.user_id = u.id
          where u.email = lower(email_or_username) or u.username = lower(email_or_username)
          order by m.joined_at, m.tenant_id $$`,
      // Sessions that ended or ran out before then, with their tokens, and wrong tries older than that. Answers how many rows went.
      `create function identity.forget_sessions(older_than timestamptz) returns bigint language sql ${definer} as $$
        with sessions as (delete from identity.sessions where coalesce(ended_at, expires_at) < older_than returning 1),
             tries as (delete from identity.login_attempts where last_wrong_at < older_than returning 1)
        select (select count(*) from sessions) + (select count(*) from tries) $$`,
      `revoke execute on all functions in schema identity from public`,
      `grant execute on all functions in schema identity to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
