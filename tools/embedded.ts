import { join } from 'node:path';
import type { Environment } from '../platform/config/environment';
import { localSecrets, type LocalSecrets } from '../platform/config/localSecrets';
import { startPostgres } from '../platform/postgres/launcher';
import { provisionDatabase } from '../platform/postgres/provision';

export interface DatabaseUrls {
  databaseUrl: string;
  /** As the owner of the tables. */
  migrationUrl: string;
}

/** The database and the roles of `npm start` on the embedded server, as this machine's secrets have them. */
export function provisionEmbedded(adminUrl: string, secrets: LocalSecrets): Promise<DatabaseUrls> {
  return provisionDatabase(adminUrl, { database: 'nevermisscall', ownerPassword: secrets.databaseOwnerPassword, applicationPassword: secrets.databaseApplicationPassword });
}

/**
 * Where the application's database is, for as long as `work` takes: the environment's, else the embedded one, which is started unless
 * `npm start` runs it already.
 */
export async function withDatabaseUrls<T>({ databaseUrl, databaseMigrationUrl }: Environment, dataDirectory: string, work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  if (databaseUrl !== undefined) return work({ databaseUrl, migrationUrl: databaseMigrationUrl ?? databaseUrl });
  const secrets = await localSecrets(dataDirectory);
  const server = await startPostgres({ directory: join(dataDirectory, 'postgres') });
  try {
    return await work(await provisionEmbedded(server.adminUrl, secrets));
  } finally {
    await server.stop();
  }
}
