import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { isAlive, whenMissing } from './faults';
import { startPostgres } from './launcher';
import { addressOf } from './provision';

export interface TestServer {
  adminUrl: string;
  port: number;
}

export interface TestDatabase {
  name: string;
  /** As the superuser; `urlFor` gives another database or role of the same server. */
  url: string;
  urlFor(user: string, password: string): string;
  drop(): Promise<void>;
}

/** Brings an empty database to the state that clones start from; given the superuser's address of it. */
export type PrepareTemplate = (url: string) => Promise<void>;

const slotsMax = 64;
const templatesKept = 6;
let started: Promise<TestServer> | undefined;

/**
 * The PostgreSQL of this test process: not durable, in the system's temporary folder, shared by the test files the
 * process runs one after the other, gone when the process ends. Each process has its own, since an open write holds
 * the event log's horizon back for the whole server; two test runs at the same time take different folders.
 */
export function testServer(): Promise<TestServer> {
  started ??= claimServer();
  return started;
}

/**
 * A fresh database cloned from a template.
 * @param templateName names what `prepare` makes: a template that exists, even from an earlier run, is taken as it is while the migrations' files are the same
 */
export async function createTestDatabase(templateName: string, prepare: PrepareTemplate = () => Promise.resolve()): Promise<TestDatabase> {
  const { adminUrl } = await testServer();
  const template = `template_${shortHash(`${templateName} ${stateOfMigrations()}`)}`;
  const name = `test_${process.pid}_${shortHash(`${performance.timeOrigin}${performance.now()}${Math.random()}`)}`;
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1 and datistemplate', [template]);
    if (!rowCount) await makeTemplate(client, adminUrl, template, prepare);
    await client.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)} strategy file_copy`);
  });
  return {
    name,
    url: addressOf(adminUrl, name),
    urlFor: (user, password) => addressOf(adminUrl, name, user, password),
    drop: () => withClient(adminUrl, (client) => dropDatabase(client, name)),
  };
}

async function makeTemplate(client: Client, adminUrl: string, template: string, prepare: PrepareTemplate): Promise<void> {
  await dropDatabase(client, template);
  await client.query(`create database ${escapeIdentifier(template)}`);
  await prepare(addressOf(adminUrl, template));
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${escapeLiteral(template)}`);
  await client.query(`alter database ${escapeIdentifier(template)} is_template true`);
}

async function claimServer(): Promise<TestServer> {
  const root = join(tmpdir(), `nevermisscall-tests-${process.getuid?.() ?? 0}-${shortHash(__dirname)}`);
  const first = Number(process.env['JEST_WORKER_ID'] ?? 1);
  for (let slot = first; slot < first + slotsMax; slot += 1) {
    const directory = join(root, `worker-${slot}`);
    const ownerFile = join(directory, 'owner');
    await mkdir(directory, { recursive: true, mode: 0o755 });
    const owner = Number(await readFile(ownerFile, 'utf8').catch(whenMissing('0')));
    if (owner > 0 && owner !== process.pid && isAlive(owner)) continue;
    const server = await startPostgres({ directory, fsync: false });
    if (!server.attached) {
      await writeFile(ownerFile, String(process.pid));
      await withClient(server.adminUrl, sweep);
      return server;
    }
    if (owner === process.pid) return server;
    await server.stop();
  }
  throw new Error(`${slotsMax} test servers below ${root} are in use`);
}

/** Drops what an earlier run left: its clones, and all but the newest templates. */
async function sweep(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select datname as name from pg_database where datname like 'test\\_%' or datname in (
      select datname from pg_database where datname like 'template\\_%' order by oid desc offset ${templatesKept})`);
  for (const { name } of rows) await dropDatabase(client, name);
}

async function dropDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  if (!rowCount) return;
  await client.query(`alter database ${escapeIdentifier(name)} is_template false`);
  await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

let migrationsState: string | undefined;

function stateOfMigrations(): string {
  migrationsState ??= ['migrations', 'platform/database', 'schema/sql']
    .flatMap((folder) => readdirSync(join(__dirname, '../..', folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join();
  return migrationsState;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
