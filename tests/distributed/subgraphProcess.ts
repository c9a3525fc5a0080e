import { readEnvironment } from '../../platform/config/environment';
import { createLogger } from '../../platform/logging/logger';
import { startApplication } from '../../tools/application';

/** One process of a distributed installation: what RUN names, on the database that DATABASE_URL names. Says `ready` to its parent, ends with it. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const databaseUrl = environment.databaseUrl as string;
  const log = createLogger({ level: environment.logLevel, format: 'json' });
  const application = await startApplication({ environment, databaseUrl, migrationUrl: databaseUrl, dataDirectory: process.env['DATA_DIRECTORY'] as string, log, demo: false });
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => void application.close().then(() => process.exit(0)));
  process.send?.('ready');
}

void main();
