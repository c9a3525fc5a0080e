-- To identity: nobody acts for a suspended business, from the moment on at which it is one. An unknown business is not suspended.
create or replace function tenancy.is_suspended(tenant uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from tenancy.tenants t where t.tenant_id = tenant and t.status = 'SUSPENDED') $$;
revoke execute on function tenancy.is_suspended(uuid) from public;
grant execute on function tenancy.is_suspended(uuid) to nmc_app;
