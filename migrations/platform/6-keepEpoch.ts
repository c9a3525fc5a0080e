import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Answers which log this is (platform.epoch). Where the rows came from another server, the numbers of the transactions that wrote them say
 * nothing here: those above its own would be hidden for ever. All are numbered anew, small: an event by how many cursors stand before it, a
 * cursor behind all that it has passed. What is behind a cursor stays behind it, what lies before it before it. Called before a process
 * writes or relays: nobody works meanwhile.
 */
const adoptLog = `
create function platform.adopt_log() returns text language plpgsql security definer set search_path = pg_catalog as $$
declare
  present text := platform.epoch();
begin
  if exists (select from platform.log_epoch where epoch = present) then return present; end if;
  perform from platform.log_epoch for update;
  -- Another process may have done it meanwhile.
  if exists (select from platform.log_epoch where epoch = present) then return present; end if;
  update platform.events e set x = (select 1 + count(distinct (c.x, c.id)) from platform.relay_cursors c where (c.x, c.id) < (e.x, e.id))::text::xid8;
  update platform.relay_cursors p set x = (select 1 + count(distinct (c.x, c.id)) from platform.relay_cursors c where (c.x, c.id) < (p.x, p.id))::text::xid8, id = 9223372036854775807;
  update platform.log_epoch set epoch = present;
  return present;
end $$`;

/** Which database the log's numbers are of, so that one that was restored from a dump into another server is known as that. */
export class KeepEpoch1700000000106 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table platform.log_epoch (epoch text not null)`,
      // Of a log that was restored before there was this table its numbers tell.
      `insert into platform.log_epoch select case
        when exists (select from platform.events where x > pg_current_xact_id()) or exists (select from platform.relay_cursors where x > pg_current_xact_id()) then 'restored'
        else platform.epoch() end`,
      adoptLog,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
