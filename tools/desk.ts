import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrationSets } from '../migrations';
import { readEnvironment } from '../platform/config/environment';
import { localSecrets } from '../platform/config/localSecrets';
import { openDatabase } from '../platform/database/database';
import { migrate } from '../platform/database/migrate';
import { createTokens } from '../platform/principal/tokens';
import { subgraphNames } from '../schema/sdl';
import { findLines } from '../subgraphs/telephony/store/lines';
import { type BusinessWork, forBusiness } from './business';
import { withDatabaseUrls } from './embedded';

/** What the operator's commands work with. */
export interface Desk {
  /** The address that Twilio calls back. */
  publicUrl: string;
  /** Whose a number in service is; null for one that is nobody's. */
  tenantOfNumber(number: string): Promise<string | null>;
  /** Several things for one business: all of them take effect, or none. */
  forBusiness<T>(tenantId: string, work: (business: BusinessWork) => Promise<T>): Promise<T>;
}

/** Works on the database of this environment and folder, brought up to date as a start does it. */
export async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const read = readEnvironment(process.env, { subgraphs: subgraphNames() });
  const dataDirectory = join(process.cwd(), '.data');
  const environment = { ...read, encryptionKey: read.encryptionKey ?? (await localSecrets(dataDirectory)).encryptionKey };
  return withDatabaseUrls(environment, dataDirectory, async ({ databaseUrl, migrationUrl }) => {
    await migrate(migrationUrl, migrationSets);
    const database = await openDatabase({ url: databaseUrl, maxConnections: 2, applicationName: 'nevermisscall operator' });
    // Nobody logs in here: the tokens are no one's.
    const foundation = { environment, database, tokens: createTokens(randomBytes(32).toString('hex'), 1), clock: () => new Date() };
    try {
      return await work({
        publicUrl: environment.publicUrl,
        tenantOfNumber: async (number) => (await findLines(database, { number }))[0]?.tenantId ?? null,
        forBusiness: (tenantId, part) => forBusiness(foundation, tenantId, part),
      });
    } finally {
      await database.close();
    }
  });
}
