import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

const currentTenant = `(select nullif(current_setting('app.tenant_id', true), ''))::uuid`;
const definer = 'security definer set search_path = pg_catalog, pg_temp';

/** People and their memberships, sessions and refresh tokens, the count of wrong log-ins. */
export class CreatePeopleAndSessions1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...functions]) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}

const tables = [
  // A person is nobody's: businesses see those who belong to them. E-mail addresses and usernames are kept in lower case.
  `create table identity.users (
    id uuid primary key,
    unique_id text not null unique,
    email text not null unique check (email = lower(email) and position('@' in email) > 1),
    username text not null unique check (username = lower(username) and position('@' in username) = 0),
    first_name text not null,
    last_name text not null,
    phone text,
    password_hash text not null,
    is_active boolean not null default true,
    last_login timestamptz,
    created_at timestamptz not null default clock_timestamp())`,
  `create table identity.memberships (
    tenant_id uuid not null,
    user_id uuid not null references identity.users,
    role text not null check (role in ('owner', 'admin', 'manager', 'dispatcher', 'technician', 'viewer')),
    joined_at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, user_id))`,
  `create index on identity.memberships (user_id, joined_at)`,
  ...tenantTable('identity.memberships'),
  `alter table identity.users enable row level security`,
  `create policy colleague on identity.users using (exists (select from identity.memberships m where m.user_id = users.id and m.tenant_id = ${currentTenant}))`,
  // Everything but the hash of the password, which only log-in reads, and through its function.
  `grant select (id, unique_id, email, username, first_name, last_name, phone, is_active, last_login, created_at) on identity.users to ${applicationRole}`,
  `grant update (last_login) on identity.users to ${applicationRole}`,
  // A session is the family of all refresh tokens that descend from one log-in.
  `create table identity.sessions (
    id uuid primary key,
    tenant_id uuid not null,
    user_id uuid not null references identity.users,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz)`,
  `create index on identity.sessions (tenant_id, user_id) where ended_at is null`,
  ...tenantTable('identity.sessions'),
  `create table identity.refresh_tokens (
    token_hash bytea primary key,
    tenant_id uuid not null,
    session_id uuid not null references identity.sessions on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    rotated_at timestamptz,
    successor bytea)`,
  `create index on identity.refresh_tokens (session_id)`,
  ...tenantTable('identity.refresh_tokens'),
  // Known and unknown addresses alike, by the hash of what was typed: no row tells whether somebody exists.
  `create table identity.login_attempts (login_hash bytea primary key, wrong_tries int not null, last_wrong_at timestamptz not null)`,
  `grant select, insert, update, delete on identity.login_attempts to ${applicationRole}`,
];

/** The only ways around row-level security here: what is asked before a tenant is known, and a new member. */
const functions = [
  `create function identity.find_login(email_or_username text)
    returns table (user_id uuid, password_hash text, is_active boolean, tenant_id uuid, role text)
    language sql stable ${definer} as $$
      select u.id, u.password_hash, u.is_active, m.tenant_id, m.role
      from identity.users u left join identity.memberships m on m.user_id = u.id
      where u.email = lower(email_or_username) or u.username = lower(email_or_username)
      order by m.joined_at, m.tenant_id $$`,
  `create function identity.find_refresh_token(hash bytea) returns uuid language sql stable ${definer} as $$
      select t.tenant_id from identity.refresh_tokens t where t.token_hash = hash $$`,
  `create function identity.memberships_of(person uuid) returns table (tenant_id uuid, role text) language sql stable ${definer} as $$
      select m.tenant_id, m.role from identity.memberships m where m.user_id = person order by m.joined_at, m.tenant_id $$`,
  // A person whose address is known joins with the password they have. Only into the tenant of the transaction.
  `create function identity.create_member(
      new_id uuid, unique_id text, email text, username text, first_name text, last_name text, phone text, password_hash text, role text)
    returns uuid language plpgsql ${definer} as $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      person uuid;
    begin
      if tenant is null then raise exception 'a member needs a tenant'; end if;
      insert into identity.users as u (id, unique_id, email, username, first_name, last_name, phone, password_hash)
        values (new_id, create_member.unique_id, lower(create_member.email), lower(create_member.username), create_member.first_name,
                create_member.last_name, create_member.phone, create_member.password_hash)
        on conflict on constraint users_email_key do nothing;
      select u.id into strict person from identity.users u where u.email = lower(create_member.email);
      insert into identity.memberships (tenant_id, user_id, role) values (tenant, person, create_member.role) on conflict do nothing;
      return person;
    end $$`,
  `revoke execute on all functions in schema identity from public`,
  `grant execute on all functions in schema identity to ${applicationRole}`,
];
