import { readEnvironment } from '../../platform/config/environment';
import { createLogger } from '../../platform/logging/logger';
import { startApplication } from '../../tools/application';

/** The application as a process of its own, told everything by its environment; says "ready" to its parent and ends with it. */
async function main(): Promise<void> {
  process.once('disconnect', () => process.exit());
  const environment = readEnvironment(process.env);
  await startApplication({
    environment,
    databaseUrl: environment.databaseUrl as string,
    migrationUrl: environment.databaseMigrationUrl as string,
    dataDirectory: process.env['DATA_DIRECTORY'] as string,
    log: createLogger({ level: environment.logLevel, format: 'json' }),
    demo: false,
    workThread: true,
  });
  process.send?.('ready');
}

void main();
