import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

const horizon = `pg_snapshot_xmin(pg_current_snapshot())`;
const noting = (table: string, columns: string) => [
  `alter table telephony.${table} add changed_x xid8 not null default pg_current_xact_id()`,
  `create index ${table}_changed on telephony.${table} (changed_x)`,
  `create trigger ${table}_changed before update of ${columns} on telephony.${table} for each row execute function telephony.note_change()`,
];

/** Which transaction last changed of a line, or its account, what webhooks need to know: they are read anew where one has. And a line is found by an index, whatever it is found by. */
export class NoteChangedLines1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create function telephony.note_change() returns trigger language plpgsql set search_path = pg_catalog as $$ begin new.changed_x := pg_current_xact_id(); return new; end $$`,
      ...noting('lines', 'number, label, status, forward_targets, timeout_seconds, screening, account_sid'),
      ...noting('accounts', 'sealed_tokens'),
      // Whether that is so since an earlier answer's horizon: whatever was not committed then is not below it. Null, or a horizon of a database that was put back since: it is.
      `create function telephony.lines_changed(since xid8) returns table (horizon xid8, is_changed boolean) language sql stable security definer set search_path = pg_catalog as $$
        select ${horizon}, since is null or since > ${horizon} or exists (select from telephony.lines l where l.changed_x >= since) or exists (select from telephony.accounts a where a.changed_x >= since) $$`,
      `revoke execute on function telephony.lines_changed(xid8) from public`,
      `grant execute on function telephony.lines_changed(xid8) to ${applicationRole}`,
      // Its statement is planned without its arguments: each way to find a line has a branch, and so an index, of its own.
      `create or replace function telephony.find_line(called text, known_call_sid text)
        returns table (tenant_id uuid, line_id uuid, number text, label text, forward_targets text[], timeout_seconds int, screening text, account_sid text, sealed_tokens text)
        language sql stable security definer set search_path = pg_catalog as $$
          select l.tenant_id, l.id, l.number, l.label, l.forward_targets, l.timeout_seconds, l.screening, l.account_sid, a.sealed_tokens
          from (
            select * from telephony.lines where called is not null and known_call_sid is null and number = called and status <> 'RELEASED'
            union all
            select known.* from telephony.calls c join telephony.lines known on (known.tenant_id, known.id) = (c.tenant_id, c.line_id) where known_call_sid is not null and c.call_sid = known_call_sid and (called is null or known.number = called)
            union all
            select * from telephony.lines where called is null and known_call_sid is null) l
          left join telephony.accounts a on (a.tenant_id, a.account_sid) = (l.tenant_id, l.account_sid)
          where l.status in ('ACTIVE', 'PROVISIONING') $$`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
