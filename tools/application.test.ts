import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readEnvironment } from '../platform/config/environment';
import { createLogger } from '../platform/logging/logger';
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
