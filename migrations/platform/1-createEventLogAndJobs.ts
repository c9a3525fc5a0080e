import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

/**
 * Makes the jobs of the events behind the consumers' cursors and moves the cursors, in one statement: each event becomes its jobs once.
 * A consumer that another process relays just now is left to it. Not a lock of rows: it would open a transaction id and hold the horizon
 * back. A crash of PostgreSQL takes cursor and jobs together, so the commit need not wait for the disk.
 */
const relayEvents = `
create function platform.relay_events(for_consumers text[], for_types text[], for_topics text[], for_payloads text[], at_most int, out relayed int, out made int, out behind boolean)
language plpgsql security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
declare
  ours text[];
  from_x xid8;
  from_id bigint;
begin
  perform set_config('synchronous_commit', 'off', true);
  select array_agg(c.consumer) into ours from (select distinct unnest(for_consumers) as consumer) c where pg_try_advisory_xact_lock(72420, hashtext(c.consumer));
  select c.x, c.id into from_x, from_id from platform.relay_cursors c where c.consumer = any(ours) order by c.x, c.id limit 1;
  if not found then
    relayed := 0; made := 0; behind := true;
    return;
  end if;
  with batch as materialized (
    select * from platform.events e where (e.x, e.id) > (from_x, from_id) and e.x < pg_snapshot_xmin(pg_current_snapshot()) order by e.x, e.id limit at_most),
  jobs as (
    insert into platform.jobs (tenant_id, topic, priority, payload, serial_key)
    select b.tenant_id, r.topic, 1,
           jsonb_build_object('tenantId', b.tenant_id, 'x', b.x::text, 'id', b.id::text, 'type', b.type, 'payload', b.payload, 'occurredAt', b.occurred_at, 'correlationId', b.correlation_id),
           r.topic || ':' || b.tenant_id || ':' || coalesce(b.payload->>'conversationId', b.payload->>'callSid', b.payload->>'from')
    from batch b
      join unnest(for_consumers, for_types, for_topics, for_payloads) r(consumer, type, topic, payload) on r.type = b.type and (r.payload is null or b.payload @> r.payload::jsonb)
      join platform.relay_cursors c on c.consumer = r.consumer and c.consumer = any(ours) and (b.x, b.id) > (c.x, c.id)
    order by b.x, b.id
    returning 1),
  moved as (
    update platform.relay_cursors c set x = l.x, id = l.id from (select b.x, b.id from batch b order by b.x desc, b.id desc limit 1) l
    where c.consumer = any(ours) and (c.x, c.id) < (l.x, l.id)
    returning 1)
  select (select count(*) from batch), (select count(*) from jobs) into relayed, made;
  behind := relayed = at_most or platform.events_behind_horizon();
end $$`;

/**
 * Leases due jobs, at most so many of each lane, the first of a serial key alone. Fair between tenants: the first waiting job of each comes
 * before the second of any, within a priority; a narrow window of the oldest is enough where many tenants wait, a wide one is looked through
 * where one has flooded it. One claim at a time: two at once could take two jobs of one serial key. The last row tells when the next is due.
 * A crash of PostgreSQL may forget a lease: whoever works under it is fenced when it ends the job.
 */
const claimJobs = `
create function platform.claim_jobs(lane_names text[], lane_free int[], topic_lanes text[], topic_names text[], lease_seconds int)
returns table (id text, tenant_id uuid, topic text, payload jsonb, attempts int, lease uuid, next_in_millis int)
language plpgsql security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  present timestamptz;
  lane_topics text[];
  free int;
  width int;
  chosen bigint[];
  tenants int;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(72419, 0);
  present := clock_timestamp();
  for nth in 1 .. cardinality(lane_names) loop
    free := lane_free[nth];
    continue when free <= 0;
    select array_agg(t.topic) into lane_topics from unnest(topic_lanes, topic_names) t(lane, topic) where t.lane = lane_names[nth];
    foreach width in array array[greatest(16, 3 * free), 2000] loop
      with due as (
        select w.* from unnest(lane_topics) t(topic) cross join lateral (
          select j.tenant_id, j.id, j.priority, j.run_at from platform.jobs j
          where j.topic = t.topic and j.dead_at is null and j.run_at <= present and (j.lease is null or j.lease_until < present)
            and (j.serial_key is null or not exists (
              select 1 from platform.jobs r where r.serial_key = j.serial_key and r.dead_at is null and r.id <> j.id and (r.id < j.id or (r.lease is not null and r.lease_until >= present))))
          order by j.priority, j.run_at limit width) w),
      ranked as (select d.*, row_number() over (partition by d.tenant_id, d.priority order by d.run_at, d.id) as place from due d),
      first as (select r.id from ranked r order by r.priority, r.place, r.run_at limit free)
      select (select array_agg(f.id) from first f), (select case when count(*) >= width then count(distinct d.tenant_id) else free end from due d) into chosen, tenants;
      exit when tenants >= free;
    end loop;
    continue when chosen is null;
    return query
      update platform.jobs j set lease = gen_random_uuid(), lease_until = present + make_interval(secs => lease_seconds), attempts = j.attempts + 1, replace_key = null, held_key = coalesce(j.held_key, j.replace_key)
      where j.id = any(chosen)
      returning j.id::text, j.tenant_id, j.topic, j.payload, j.attempts, j.lease, null::int;
  end loop;
  return query
    select null::text, null::uuid, null::text, null::jsonb, null::int, null::uuid,
           (select least(ceil(extract(epoch from min(first.run_at) - present) * 1000), 3600000)::int from unnest(topic_names) t(topic) cross join lateral (
              select j.run_at from platform.jobs j where j.topic = t.topic and j.dead_at is null and j.lease is null and j.run_at > present order by j.run_at limit 1) first);
end $$`;

/** Whoever works on these jobs is alive. */
const renewLeases = `
create function platform.renew_leases(held uuid[], lease_seconds int) returns void
language sql security definer set search_path = pg_catalog as $$
  update platform.jobs set lease_until = clock_timestamp() + make_interval(secs => lease_seconds) where lease = any(held) $$`;

/** Ends a job in the transaction of its effect, or fails it: the effect of a worker that lost its lease must not stand. */
const endJob = `
create function platform.end_job(of_tenant uuid, of_id bigint, of_lease uuid) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  delete from platform.jobs where tenant_id = of_tenant and id = of_id and lease = of_lease;
  if not found then
    raise exception 'job % belongs to another worker now', of_id using errcode = 'NML01';
  end if;
end $$`;

/** Gives a job back until later, as fresh; fails like end_job. */
const putJobBack = `
create function platform.put_job_back(of_tenant uuid, of_id bigint, of_lease uuid, at timestamptz) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  update platform.jobs set lease = null, lease_until = null, attempts = 0, run_at = at, replace_key = held_key, held_key = null where tenant_id = of_tenant and id = of_id and lease = of_lease;
  if not found then
    raise exception 'job % belongs to another worker now', of_id using errcode = 'NML01';
  end if;
end $$`;

/** The append-only event log, the relay's cursors, the job queue. */
export class CreateEventLogAndJobs1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table platform.events (
        tenant_id uuid not null,
        x xid8 not null default pg_current_xact_id(),
        id bigint generated always as identity,
        type text not null,
        payload jsonb not null,
        live jsonb,
        occurred_at timestamptz not null default clock_timestamp(),
        correlation_id text,
        primary key (tenant_id, x, id))`,
      `create index on platform.events (x, id)`,
      ...tenantTable('platform.events', 'select, insert'),
      `create table platform.relay_cursors (consumer text primary key, x xid8 not null, id bigint not null)`,
      `grant select, insert, update on platform.relay_cursors to ${applicationRole}`,
      // Whether something committed waits behind the horizon: then the reader asks again in a moment.
      `create function platform.events_behind_horizon() returns boolean language sql stable security definer set search_path = pg_catalog as $$
          select coalesce((select e.x from platform.events e order by e.x desc, e.id desc limit 1) >= pg_snapshot_xmin(pg_current_snapshot()), false) $$`,
      // What a process listens for, of all tenants, in the order of the commits up to the horizon below which no transaction is still open.
      `create function platform.tail_events(after_x xid8, after_id bigint, of_tenants uuid[], of_types text[], at_most int)
        returns setof platform.events language sql stable security definer set search_path = pg_catalog as $$
          select * from platform.events e
          where (e.x, e.id) > (after_x, after_id) and e.x < pg_snapshot_xmin(pg_current_snapshot())
            and ((e.live is not null and e.tenant_id = any(of_tenants)) or e.type = any(of_types))
          order by e.x, e.id limit at_most $$`,
      `create function platform.epoch() returns text language sql stable security definer set search_path = pg_catalog as $$
          select to_hex(system_identifier) || '-' || (select oid from pg_database where datname = current_database()) from pg_control_system() $$`,
      `create table platform.jobs (
        tenant_id uuid not null,
        id bigint generated always as identity,
        topic text not null,
        priority smallint not null default 2,
        payload jsonb not null,
        -- Of a job that waits; while it is under way it is held back, since a newer one must not replace it.
        replace_key text,
        held_key text,
        serial_key text,
        run_at timestamptz not null default clock_timestamp(),
        attempts int not null default 0,
        lease uuid,
        lease_until timestamptz,
        last_error text,
        dead_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        primary key (tenant_id, id)) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01)`,
      `create unique index jobs_replace_key on platform.jobs (tenant_id, topic, replace_key) where replace_key is not null and dead_at is null`,
      // No index looks at the lease: taking a job up then touches none of them (a heap-only update).
      `create index jobs_due on platform.jobs (topic, priority, run_at) where dead_at is null`,
      `create index jobs_next on platform.jobs (topic, run_at) where dead_at is null`,
      `create index jobs_id on platform.jobs (id)`,
      `create index jobs_serial on platform.jobs (serial_key, id) where serial_key is not null and dead_at is null`,
      ...tenantTable('platform.jobs'),
      relayEvents,
      claimJobs,
      renewLeases,
      endJob,
      putJobBack,
      `grant execute on all functions in schema platform to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
