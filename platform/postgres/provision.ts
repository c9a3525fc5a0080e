import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { applicationRole } from '../database/database';

export interface Provision {
  database: string;
  /** Of the role that owns the tables and migrates them. */
  ownerPassword: string;
  /** Of the role that logs in for the application; it has no right but to take the application's role. */
  applicationPassword: string;
}

const ownerRole = 'nmc_owner';
const loginRole = 'nmc_login';
const provisionLock = 7_241_914;

/**
 * Makes the application's database and roles on a fresh server, and brings their passwords up to date on an old one.
 * Neither role is a superuser: the owner may migrate, the application is bound by row-level security.
 */
export async function provisionDatabase(adminUrl: string, wanted: Provision): Promise<{ databaseUrl: string; migrationUrl: string }> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [provisionLock]);
    for (const role of [applicationRole, ownerRole, loginRole]) await ensureRole(client, role);
    await client.query(`alter role ${ownerRole} login password ${escapeLiteral(wanted.ownerPassword)}`);
    await client.query(`alter role ${loginRole} login password ${escapeLiteral(wanted.applicationPassword)}`);
    await client.query(`grant ${applicationRole} to ${ownerRole} with admin option`);
    await client.query(`grant ${applicationRole} to ${loginRole}`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [wanted.database]);
    if (!rowCount) await client.query(`create database ${escapeIdentifier(wanted.database)} owner ${ownerRole}`);
  } finally {
    await client.end();
  }
  return {
    databaseUrl: addressOf(adminUrl, wanted.database, loginRole, wanted.applicationPassword),
    migrationUrl: addressOf(adminUrl, wanted.database, ownerRole, wanted.ownerPassword),
  };
}

async function ensureRole(client: Client, role: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (!rowCount) await client.query(`create role ${role} nologin nobypassrls`);
}

/** The same server, as another user and in another database. */
export function addressOf(adminUrl: string, database: string, user?: string, password?: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
