import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from './launcher';
import { provisionDatabase } from './provision';

/** Runs in processes of their own: it says where the server is, and stops it when told. */
const ownerProgram = `
const { startPostgres } = require(process.argv[1]);
startPostgres({ directory: process.argv[2], fsync: false, onExit: (reason) => process.send({ reason }) }).then((server) => {
  process.on('message', () => server.stop().then(() => process.exit(0)));
  process.send({ pid: server.pid, port: server.port, attached: server.attached, adminUrl: server.adminUrl });
}, (error) => process.send({ fault: error.message }));
`;

type Told = Pick<PostgresServer, 'pid' | 'port' | 'attached' | 'adminUrl'> & { fault?: string; reason?: string };

const projectRoot = join(__dirname, '../..');
let directory: string;
let children: ChildProcess[] = [];

beforeAll(() => execFileSync(process.execPath, [join(projectRoot, 'tools/build.mjs')]));
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'nevermisscall-launcher-'))));
afterEach(async () => {
  await Promise.all(children.map(killed));
  children = [];
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test('a cold start makes a server in UTF-8 and C order that answers, and a warm start finds its data at its port', async () => {
  const cold = await startPostgres({ directory });
  await select(cold.adminUrl, 'create table kept as select 1 as n');
  expect(await select(cold.adminUrl, `select current_setting('server_encoding') as e, datcollate as c, current_setting('fsync') as f from pg_database where datname = 'postgres'`)).toEqual([{ e: 'UTF8', c: 'C', f: 'on' }]);
  await cold.stop();
  await expect(select(cold.adminUrl, 'select 1')).rejects.toMatchObject({ code: 'ENOENT' });

  const warm = await startPostgres({ directory });
  expect(warm).toMatchObject({ port: cold.port, attached: false });
  expect(await select(warm.adminUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  await warm.stop();
});

test('a port taken meanwhile is given up for a free one; one that was asked for is not', async () => {
  const first = await startPostgres({ directory, fsync: false });
  await first.stop();
  const squatter = createServer().listen(first.port, '127.0.0.1');
  await once(squatter, 'listening');
  const second = await startPostgres({ directory, fsync: false });
  expect(second.port).not.toBe(first.port);
  await second.stop();
  await expect(startPostgres({ directory, fsync: false, port: first.port })).rejects.toThrow(`port ${first.port} is taken`);
  squatter.close();
});

test('kill -9 of the process that started it shuts PostgreSQL down, and the next start is clean', async () => {
  const { child, told } = await owner();
  const gone = connectionEnd(told.adminUrl);
  await gone.connected;
  child.kill('SIGKILL');
  await gone.ended;
  const next = await startPostgres({ directory, fsync: false });
  expect(next.attached).toBe(false);
  await next.stop();
});

test('of three processes that start at once one owns the server and the others use it', async () => {
  const racers = await Promise.all([owner(), owner(), owner()]);
  expect(racers.map(({ told }) => told.attached).sort()).toEqual([false, true, true]);
  expect(new Set(racers.map(({ told }) => told.pid)).size).toBe(1);
  expect(await readdir(directory)).toEqual(['18']);

  const guest = racers.find(({ told }) => told.attached);
  guest?.child.send('stop');
  await once(guest?.child as ChildProcess, 'exit');
  expect(await select(racers[0].told.adminUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a program that used the server of another process goes on after letting go of it', async () => {
  await owner();
  const guest = `require(process.argv[1]).startPostgres({ directory: process.argv[2] }).then((server) => server.stop()).then(() => console.log('went on'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', guest, join(projectRoot, 'dist/platform/postgres/launcher.js'), directory]);
  expect(stdout).toBe('went on\n');
});

test('when PostgreSQL is killed its owner and its guests hear of it, and a new start has the committed data', async () => {
  const [first, second] = await Promise.all([owner(), owner()]);
  await select(first.told.adminUrl, 'create table kept as select 7 as n');
  await select(first.told.adminUrl, 'checkpoint');
  const heard = Promise.all([first, second].map(({ child }) => once(child, 'message')));
  process.kill(first.told.pid, 'SIGKILL');
  for (const [message] of await heard) expect((message as Told).reason).toContain('PostgreSQL (process');
  const again = await startPostgres({ directory, fsync: false });
  expect(await select(again.adminUrl, 'select n from kept')).toEqual([{ n: 7 }]);
  await again.stop();
});

test('a lock left behind whose number now belongs to another program does not keep the server from starting', async () => {
  const first = await startPostgres({ directory, fsync: false });
  await first.stop();
  await writeFile(join(directory, '18/data/postmaster.pid'), `${process.pid}\n${directory}/18/data\n1\n${first.port}\n\n127.0.0.1\n\nready\n`);
  await writeFile(join(directory, `18/.s.PGSQL.${first.port}.lock`), `${process.pid}\n${directory}/18/data\n1\n${first.port}\n${directory}/18\n`);
  const second = await startPostgres({ directory, fsync: false });
  expect(second).toMatchObject({ port: first.port, attached: false });
  await second.stop();
});

test('it is talked to over a Unix socket beside its data, and over TCP where the path is too long for one; whoever attaches too', async () => {
  // As root, the server's own account is to reach it: else it would lie elsewhere, under a short path.
  await chmod(directory, 0o755);
  const overSocket = `select inet_client_addr() is null as socket`;
  for (const [below, socket] of [['a, "b"', true], ['l'.repeat(100), false]] as const) {
    const server = await startPostgres({ directory: join(directory, below), fsync: false });
    const guest = await startPostgres({ directory: join(directory, below), fsync: false });
    expect(guest.attached).toBe(true);
    for (const { adminUrl } of [server, guest]) expect(await select(adminUrl, overSocket)).toEqual([{ socket }]);
    await guest.stop();
    await server.stop();
  }
});

test('a server that cannot start says why', async () => {
  await expect(startPostgres({ directory, fsync: false, settings: { shared_buffers: 'lots' } })).rejects.toThrow(/invalid value for parameter "shared_buffers": "lots"/);
});

test('the roles for migrating and for serving can do their work and no more', async () => {
  const server = await startPostgres({ directory, fsync: false });
  const wanted = { database: 'nevermisscall', ownerPassword: 'owner', applicationPassword: 'application' };
  const { databaseUrl, migrationUrl } = await provisionDatabase(server.adminUrl, wanted);
  expect(await provisionDatabase(server.adminUrl, wanted)).toEqual({ databaseUrl, migrationUrl });
  await select(migrationUrl, 'create schema calls; create table calls.call (id int); grant usage on schema calls to nmc_app; grant nmc_app to current_user');
  await select(migrationUrl, 'create extension pg_trgm');
  await expect(select(databaseUrl, 'select * from calls.call')).rejects.toThrow('permission denied');
  await expect(select(databaseUrl, 'set role nmc_owner')).rejects.toThrow('permission denied');
  await expect(select(`${databaseUrl}&options=-c%20role%3Dnmc_app`, 'select current_user as me')).resolves.toEqual([{ me: 'nmc_app' }]);
  await server.stop();
});

async function owner(): Promise<{ child: ChildProcess; told: Told }> {
  const launcher = join(projectRoot, 'dist/platform/postgres/launcher.js');
  const child = spawn(process.execPath, ['-e', ownerProgram, launcher, directory], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const [told] = (await once(child, 'message')) as [Told];
  if (told.fault) throw new Error(told.fault);
  return { child, told };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function connectionEnd(url: string): { connected: Promise<void>; ended: Promise<void> } {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  return { connected: client.connect().then(() => undefined), ended };
}

async function select(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
