import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * As in MendQueue, but that its plan cannot go wrong. The queue is empty most of the time, and what PostgreSQL notes then holds until the next
 * autovacuum: in a rush it takes a table of thousands for one of no row, to which all indexes are equally cheap, and looked through a whole one for
 * each job (measured: 400 ms a claim in place of 4). So of each query only one index is left that it could use:
 * - Whether a job is the first of its serial key asks for `dead_at` by words from which no partial index can be proven to hold the row.
 * - The next job's time is asked for each priority, so that the index of what is due serves that, too, and the other is not needed.
 */
const claimJobs = `
create or replace function platform.claim_jobs(lane_names text[], lane_free int[], topic_lanes text[], topic_names text[], lease_seconds int)
returns table (id text, tenant_id uuid, topic text, payload jsonb, attempts int, lease uuid, next_in_millis int)
language plpgsql security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
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
              select 1 from platform.jobs r where r.serial_key = j.serial_key and coalesce(r.dead_at, 'infinity') = 'infinity' and r.id <> j.id and (r.id < j.id or (r.lease is not null and r.lease_until >= present))))
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
           (select least(ceil(extract(epoch from min(first.run_at) - present) * 1000), 3600000)::int from unnest(topic_names) t(topic) cross join generate_series(0, 3) p(priority) cross join lateral (
              select j.run_at from platform.jobs j where j.topic = t.topic and j.priority = p.priority and j.dead_at is null and j.lease is null and j.run_at > present order by j.run_at limit 1) first);
end $$`;

/** Whose plans are made from statistics of an empty queue, and hold in a rush. */
export class PlanClaims1700000000109 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop index platform.jobs_serial`,
      // Dead jobs too: they are few, and there must be no other index for what is asked of it.
      `create index jobs_serial on platform.jobs (serial_key, id) where serial_key is not null`,
      claimJobs,
      `drop index platform.jobs_next`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
