/** What the first migration of platform made before it was edited, of what it makes now: the queue had no held keys, and its indexes looked at leases. SQL, for the tables' owner. */
export const queueBeforeItsEdit = `
  drop index platform.jobs_replace_key, platform.jobs_next;
  alter table platform.jobs drop column held_key;
  create unique index jobs_replace_key on platform.jobs (tenant_id, topic, replace_key) where replace_key is not null and lease is null and dead_at is null;
  create index jobs_next on platform.jobs (run_at) where dead_at is null and lease is null;
  do $$ begin
    execute replace(pg_get_functiondef('platform.claim_jobs'::regproc), ', replace_key = null, held_key = coalesce(j.held_key, j.replace_key)', '');
    execute replace(pg_get_functiondef('platform.put_job_back'::regproc), ', replace_key = held_key, held_key = null', '');
  end $$;`;
