import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readEnvironment } from '../platform/config/environment';
import { createLogger } from '../platform/logging/logger';
import { freePort } from '../tests/harness/freePort';
import { migratedDatabase } from '../tests/security/world';
import { startApplication } from './application';

test('a start that fails at its last step leaves no connection open: nothing of it sees its database go', async () => {
  const [database, dataDirectory, holder] = [await migratedDatabase(), await mkdtemp(join(tmpdir(), 'nmc-application-')), createServer().listen(0, '127.0.0.1')];
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const environment = readEnvironment({ NODE_ENV: 'test', PORT: String(port), SIMULATOR_PORT: '0', JWT_SECRET: 'j'.repeat(32), DB_MAX_CONNECTIONS: '4' });
  const options = { environment, databaseUrl: database.url, migrationUrl: database.url, dataDirectory, log: createLogger({ level: 'silent', format: 'json' }), demo: false };
  await expect(startApplication(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });

  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(`select application_name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
  expect(rows).toEqual([]);
  await client.end();
  holder.close();
  await database.drop();
  await rm(dataDirectory, { recursive: true });
});

test('a server that hangs up while it is migrated and opened is asked again', async () => {
  const [database, dataDirectory] = [await migratedDatabase(), await mkdtemp(join(tmpdir(), 'nmc-application-'))];
  const { searchParams, port } = new URL(database.url);
  let connections = 0;
  const wire = createServer((application) => {
    connections += 1;
    // The first answers that it is there.
    if (connections === 2 || connections === 4) return void application.destroy();
    const server = connect(`${searchParams.get('host')}/.s.PGSQL.${port}`);
    application.pipe(server).pipe(application);
    for (const [end, other] of [[application, server], [server, application]] as const) end.on('error', () => other.destroy()).on('close', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  const url = new URL(database.url);
  url.searchParams.delete('host');
  url.port = String((wire.address() as AddressInfo).port);
  const environment = readEnvironment({ NODE_ENV: 'test', PORT: String(await freePort()), SIMULATOR_PORT: '0', JWT_SECRET: 'j'.repeat(32), DB_MAX_CONNECTIONS: '4' });
  const application = await startApplication({ environment, databaseUrl: url.href, migrationUrl: url.href, dataDirectory, log: createLogger({ level: 'silent', format: 'json' }), demo: false });
  expect(connections).toBeGreaterThan(4);
  await application.close();
  wire.close();
  await database.drop();
  await rm(dataDirectory, { recursive: true });
});
