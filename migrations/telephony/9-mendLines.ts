import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

const screenings = `'OFF', 'PRESS_KEY', 'ANSWERING_MACHINE_DETECTION'`;
const asWord = (table: string) => `alter table ${table} alter column screening type text using case when screening then 'PRESS_KEY' else 'OFF' end,
  add constraint ${table.replace('telephony.', '')}_screening_check check (screening in (${screenings}))`;

/** Brings databases that are older than the edit of the first migration (accounts of businesses, detection by choice) to the state of the others. */
export class MendLines1700000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [{ accounts }] = (await runner.query(`select to_regclass('telephony.accounts') as accounts`)) as [{ accounts: string | null }];
    if (accounts !== null) return;
    const statements = [
      `create table telephony.accounts (
        tenant_id uuid not null,
        account_sid text not null check (account_sid ~ '^AC[0-9a-zA-Z]{32}$'),
        sealed_tokens text not null,
        changed_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, account_sid),
        unique (account_sid))`,
      ...tenantTable('telephony.accounts'),
      `drop function telephony.find_line(text, text)`,
      `alter table telephony.lines alter column screening drop default`,
      asWord('telephony.lines'),
      `alter table telephony.lines alter column screening set default 'PRESS_KEY'`,
      // No line had an account of its own then.
      `update telephony.lines set account_sid = null`,
      `alter table telephony.lines add foreign key (tenant_id, account_sid) references telephony.accounts`,
      asWord('telephony.calls'),
      `alter table telephony.calls add column answered_by text, drop constraint calls_state_check,
        add constraint calls_state_check check (state in ('RINGING', 'UNPROVEN', 'ANSWERED', 'COMPLETED', 'MISSED'))`,
      `create function telephony.find_line(called text, known_call_sid text)
        returns table (tenant_id uuid, line_id uuid, number text, label text, forward_targets text[], timeout_seconds int, screening text, account_sid text, sealed_tokens text)
        language sql stable security definer set search_path = pg_catalog as $$
          select l.tenant_id, l.id, l.number, l.label, l.forward_targets, l.timeout_seconds, l.screening, l.account_sid, a.sealed_tokens
          from telephony.lines l left join telephony.accounts a on (a.tenant_id, a.account_sid) = (l.tenant_id, l.account_sid)
          where l.status in ('ACTIVE', 'PROVISIONING')
            and (called is null or l.number = called)
            and (known_call_sid is null or (l.tenant_id, l.id) in (select c.tenant_id, c.line_id from telephony.calls c where c.call_sid = known_call_sid)) $$`,
      `revoke execute on function telephony.find_line(text, text) from public`,
      `grant execute on function telephony.find_line(text, text) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
