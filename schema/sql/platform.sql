-- To infra, which decides how long events are kept: forgets those of all businesses that are older. Answers how many.
create or replace function platform.forget_events(older_than timestamptz) returns bigint language sql security definer set search_path = pg_catalog as $$
  with gone as (delete from platform.events where occurred_at < older_than returning 1) select count(*) from gone $$;
revoke execute on function platform.forget_events(timestamptz) from public;
grant execute on function platform.forget_events(timestamptz) to nmc_app;
