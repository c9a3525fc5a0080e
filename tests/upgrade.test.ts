import { randomUUID } from 'node:crypto';
import { migrationSets } from '../migrations';
import { migrate } from '../platform/database/migrate';
import { createTestDatabase } from '../platform/postgres/testServer';
import { asAdmin } from './harness/database';
import { queueBeforeItsEdit } from './harness/queueBeforeItsEdit';

// Migrations of three schemas were edited after databases had been made by them. These are such a database's differences from what the
// migrations of then make today, and how many there were then.

const thenMigrations: Record<string, number> = { platform: 3, telephony: 3, calls: 5 };
const asThen = `${queueBeforeItsEdit}
  drop function platform.forget_answers(timestamptz);
  drop table platform.kept_answers;
  create table platform.kept_answers (scope text not null, key text not null, request_hash bytea not null, status int, content_type text, body text,
    created_at timestamptz not null default clock_timestamp(), primary key (scope, key));
  create index on platform.kept_answers (created_at);
  grant select, insert, update, delete on platform.kept_answers to nmc_app;
  create function platform.forget_events(older_than timestamptz) returns bigint language sql security definer set search_path = pg_catalog as $$
    with gone as (delete from platform.events where occurred_at < older_than returning 1) select count(*) from gone $$;

  drop function telephony.find_line(text, text);
  alter table telephony.lines drop constraint lines_tenant_id_account_sid_fkey, drop constraint lines_screening_check, alter column screening drop default;
  alter table telephony.lines alter column screening type boolean using screening <> 'OFF';
  alter table telephony.lines alter column screening set default true;
  alter table telephony.calls drop constraint calls_screening_check, drop column answered_by, drop constraint calls_state_check,
    add constraint calls_state_check check (state in ('RINGING', 'ANSWERED', 'COMPLETED', 'MISSED'));
  alter table telephony.calls alter column screening type boolean using screening <> 'OFF';
  drop table telephony.accounts;
  create function telephony.find_line(called text, known_call_sid text)
    returns table (tenant_id uuid, line_id uuid, number text, label text, forward_targets text[], timeout_seconds int, screening boolean)
    language sql stable security definer set search_path = pg_catalog as $$
      select l.tenant_id, l.id, l.number, l.label, l.forward_targets, l.timeout_seconds, l.screening from telephony.lines l where l.number = called $$;

  alter table calls.answers alter column result_id set not null;`;

const prepared = {
  then: async (url: string) => {
    await migrate(url, migrationSets.map((set) => (thenMigrations[set.schema] ? { schema: set.schema, migrations: set.migrations.slice(0, thenMigrations[set.schema]) } : set)));
    await asAdmin(url, asThen);
  },
  today: async (url: string) => void (await migrate(url, migrationSets)),
};

/** All that a database consists of beside its rows, a line each. */
async function shapeOf(url: string): Promise<string[]> {
  const own = (schema: string) => `${schema} in (${migrationSets.map((set) => `'${set.schema}'`).join(', ')})`;
  const rows = await asAdmin<{ line: string }>(
    url,
    `select c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and ${own('n.nspname')}
     union all select indexdef from pg_indexes where ${own('schemaname')}
     union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where ${own('connamespace::regnamespace::text')}
     union all select pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '') from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${own('n.nspname')}
     union all select schemaname || tablename || policyname || qual from pg_policies where ${own('schemaname')}
     union all select c.oid::regclass || coalesce(c.relacl::text, '') || c.relrowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${own('n.nspname')}
     order by 1`,
  );
  return rows.map(({ line }) => line);
}

test('a database that was made before migrations were edited becomes, by those of today, what they make of an empty one; its lines keep what they were set to', async () => {
  const [old, today] = [await createTestDatabase('system before edits', prepared.then), await createTestDatabase('system of one owner', prepared.today)];
  const [asked, unasked] = [randomUUID(), randomUUID()];
  for (const [id, number, screening] of [[asked, '+12085550101', true], [unasked, '+12085550102', false]] as const)
    await asAdmin(old.url, `insert into telephony.lines (tenant_id, id, number, screening) values (gen_random_uuid(), $1, $2, $3)`, [id, number, screening]);
  await migrate(old.url, migrationSets);
  expect(await shapeOf(old.url)).toEqual(await shapeOf(today.url));
  expect(await asAdmin(old.url, `select id, screening from telephony.lines order by number`)).toEqual([{ id: asked, screening: 'PRESS_KEY' }, { id: unasked, screening: 'OFF' }]);
  await old.drop();
  await today.drop();
});
