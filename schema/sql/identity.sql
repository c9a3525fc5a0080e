-- To the gateway, for each request: whether the session still lets its person act. Not when it ended or ran out, the person is inactive
-- or left the business, or the business is suspended; a session of no business is an operator's.
create or replace function identity.session_alive(session_id uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from identity.sessions s
    join identity.users u on u.id = s.user_id and u.is_active
    where s.id = session_alive.session_id and s.ended_at is null and s.expires_at > clock_timestamp()
      and case when s.tenant_id is null then exists (select from identity.operators o where o.user_id = s.user_id)
          else exists (select from identity.memberships m where m.user_id = s.user_id and m.tenant_id = s.tenant_id) and not tenancy.is_suspended(s.tenant_id) end) $$;
revoke execute on function identity.session_alive(uuid) from public;
grant execute on function identity.session_alive(uuid) to nmc_app;
