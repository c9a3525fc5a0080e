import { Client } from 'pg';
import { migrationSets } from '../../migrations';
import { migrate } from '../../platform/database/migrate';
import { addressOf, provisionDatabase } from '../../platform/postgres/provision';
import { createTestDatabase, testServer } from '../../platform/postgres/testServer';

const passwords = { ownerPassword: 'the-owner-of-the-tests', applicationPassword: 'the-application-of-the-tests' };

export interface SystemDatabase {
  /** As the application logs in: bound by row-level security. */
  databaseUrl: string;
  /** As the owner of the tables. */
  migrationUrl: string;
  /** As the superuser. */
  adminUrl: string;
  drop(): Promise<void>;
}

/** A migrated database with the roles of production; the migrations run once for each state of theirs. */
export async function createSystemDatabase(): Promise<SystemDatabase> {
  const { adminUrl } = await testServer();
  const database = await createTestDatabase('system', async (url) => {
    const { migrationUrl } = await provision(adminUrl, new URL(url).pathname.slice(1));
    await migrate(migrationUrl, migrationSets);
  });
  return { ...(await provision(adminUrl, database.name)), adminUrl: database.url, drop: database.drop };
}

/** As above, on a server that is this test's own. */
export async function createDatabaseOn(adminUrl: string): Promise<SystemDatabase> {
  const urls = await provisionDatabase(adminUrl, { database: 'nevermisscall', ...passwords });
  await migrate(urls.migrationUrl, migrationSets);
  return { ...urls, adminUrl: addressOf(adminUrl, 'nevermisscall'), drop: () => Promise.resolve() };
}

/** A clone belongs to whoever cloned it: it is given to the owner of the tables. */
async function provision(adminUrl: string, database: string): Promise<{ databaseUrl: string; migrationUrl: string }> {
  const urls = await provisionDatabase(adminUrl, { database, ...passwords });
  await asAdmin(adminUrl, `alter database ${database} owner to nmc_owner`);
  return urls;
}

export async function asAdmin<Row extends object>(url: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
