-- To every process: it lives, and runs these: [{"name": …, "checks": [HealthCheckResult, …]}, …]. Processes silent for a day are forgotten,
-- but the last of each service.
create or replace function infra.beat(in_process text, running_version text, running jsonb) returns void language sql security definer set search_path = pg_catalog as $$
  insert into infra.services as s (name, process, version, checks)
    select service->>'name', in_process, running_version, service->'checks' from jsonb_array_elements(running) service
  on conflict (name, process) do update set version = excluded.version, checks = excluded.checks, last_heartbeat = clock_timestamp();
  delete from infra.services s where s.name in (select service->>'name' from jsonb_array_elements(running) service)
    and s.process <> in_process and s.last_heartbeat < clock_timestamp() - interval '1 day' $$;
revoke execute on function infra.beat(text, text, jsonb) from public;
grant execute on function infra.beat(text, text, jsonb) to nmc_app;

-- To every process: it ends in order, and takes its services with it, where another process runs them.
create or replace function infra.leave(in_process text) returns void language sql security definer set search_path = pg_catalog as $$
  delete from infra.services s where s.process = in_process
    and exists (select 1 from infra.services other where other.name = s.name and other.process <> s.process and other.last_heartbeat > clock_timestamp() - interval '30 seconds') $$;
revoke execute on function infra.leave(text) from public;
grant execute on function infra.leave(text) to nmc_app;
