import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/**
 * As in the first migration, where it came by an edit: databases that are older than that have another text. What it promises stands there.
 */
const claimJobs = `
create or replace function platform.claim_jobs(lane_names text[], lane_free int[], topic_lanes text[], topic_names text[], lease_seconds int)
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

/**
 * Takes the lease off a job, which can be replaced again from then on, but where a newer one with its key waits: then it comes again
 * beside that. Fails where the lease was lost to another worker: what that one's transaction did must not stand.
 */
const freeJob = `
create function platform.free_job(of_tenant uuid, of_id bigint, of_lease uuid) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  begin
    update platform.jobs set lease = null, lease_until = null, replace_key = held_key, held_key = null where tenant_id = of_tenant and id = of_id and lease = of_lease;
  exception when unique_violation then
    update platform.jobs set lease = null, lease_until = null, held_key = null where tenant_id = of_tenant and id = of_id and lease = of_lease;
  end;
  if not found then
    raise exception 'job % belongs to another worker now', of_id using errcode = 'NML01';
  end if;
end $$`;

/** Gives a job back until later, as fresh; fails like free_job. */
const putJobBack = `
create or replace function platform.put_job_back(of_tenant uuid, of_id bigint, of_lease uuid, at timestamptz) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  perform platform.free_job(of_tenant, of_id, of_lease);
  update platform.jobs set attempts = 0, run_at = at where tenant_id = of_tenant and id = of_id;
end $$`;

/** Notes why a job failed, and lets it come again so much later, or never; fails like free_job. */
const failJob = `
create function platform.fail_job(of_tenant uuid, of_id bigint, of_lease uuid, error text, wait_seconds float8, dies boolean) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  perform platform.free_job(of_tenant, of_id, of_lease);
  update platform.jobs set last_error = error, run_at = clock_timestamp() + make_interval(secs => wait_seconds), dead_at = case when dies then clock_timestamp() end
  where tenant_id = of_tenant and id = of_id;
end $$`;

/** By the ids too, of which there is an index: the table may hold a month of reminders. */
const renewLeases = `
create function platform.renew_leases(ids bigint[], held uuid[], lease_seconds int) returns void
language sql security definer set search_path = pg_catalog as $$
  update platform.jobs set lease_until = clock_timestamp() + make_interval(secs => lease_seconds) where id = any(ids) and lease = any(held) $$`;

/**
 * Brings databases that were made before the first migration was edited (held keys, indexes that look at no lease) to the state of the
 * others; and mends in all of them how a job fails and how leases are renewed.
 */
export class MendQueue1700000000105 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `alter table platform.jobs add column if not exists held_key text`,
      // A job under way and a newer one that waits may share a key in an older database: the new index allows it to the one that waits.
      `update platform.jobs set held_key = replace_key, replace_key = null where lease is not null and replace_key is not null`,
      `drop index if exists platform.jobs_replace_key`,
      `drop index if exists platform.jobs_next`,
      `create unique index jobs_replace_key on platform.jobs (tenant_id, topic, replace_key) where replace_key is not null and dead_at is null`,
      `create index jobs_next on platform.jobs (topic, run_at) where dead_at is null`,
      claimJobs,
      freeJob,
      putJobBack,
      failJob,
      `drop function platform.renew_leases(uuid[], int)`,
      renewLeases,
      `create index jobs_dead on platform.jobs (dead_at) where dead_at is not null`,
      // For the metrics and the health of the whole: how many are dead, of all businesses.
      `create function platform.count_dead_jobs() returns bigint language sql stable security definer set search_path = pg_catalog as $$
        select count(*) from platform.jobs where dead_at is not null $$`,
      `grant execute on all functions in schema platform to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
