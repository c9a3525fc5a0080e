-- To infra, which decides how long events are kept: forgets those of all businesses that are older, the log's oldest first and at most so
-- many, since a long transaction would hold back what is said meanwhile. Answers how many.
create or replace function platform.forget_events(older_than timestamptz, at_most int) returns bigint language sql security definer set search_path = pg_catalog as $$
  with oldest as (select e.ctid as place, e.occurred_at from platform.events e order by e.x, e.id limit at_most),
       gone as (delete from platform.events where ctid = any(array(select o.place from oldest o where o.occurred_at < older_than)) returning 1)
  select count(*) from gone $$;
revoke execute on function platform.forget_events(timestamptz, int) from public;
grant execute on function platform.forget_events(timestamptz, int) to nmc_app;
