import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canReach, locateBinaries, serverAccount, stagingRoot, type Account, type Binaries } from './binaries';
import { hasCode, whenMissing } from './faults';

/** A data directory of one major version, with what belongs to it: `<directory>/18/{data,password,port,server.log}`. */
export interface Cluster {
  home: string;
  data: string;
  log: string;
  portFile: string;
  /** Of the superuser `postgres`. */
  password: string;
  binaries: Binaries;
  /** What `spawn` needs to run one of the server's programs. */
  runAs: { uid?: number; gid?: number; env: NodeJS.ProcessEnv; cwd: string };
}

/**
 * Opens the cluster below a directory, making it first where there is none. It is made aside and renamed, so that an
 * interrupted start leaves nothing half made, and of several processes one wins and the others use its cluster.
 */
export async function openCluster(directory: string, fsync: boolean, log: (line: string) => void): Promise<Cluster> {
  const wanted = resolve(directory);
  await mkdir(wanted, { recursive: true });
  const account = await serverAccount(wanted);
  const reachable = await placeFor(wanted, account, log);
  const binaries = await locateBinaries(account, log);
  const home = join(reachable, binaries.majorVersion);
  if (!(await stat(home).catch(whenMissing(undefined)))) {
    await mentionOtherMajors(reachable, binaries.majorVersion, log);
    await create(home, binaries, fsync);
  }
  return describe(home, binaries, await readFile(join(home, 'password'), 'utf8'));
}

function describe(home: string, binaries: Binaries, password: string): Cluster {
  const { account } = binaries;
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: binaries.libraries };
  return {
    home,
    data: join(home, 'data'),
    log: join(home, 'server.log'),
    portFile: join(home, 'port'),
    password,
    binaries,
    runAs: { ...(account && { uid: account.uid, gid: account.gid }), env: environment, cwd: home },
  };
}

async function create(home: string, binaries: Binaries, fsync: boolean): Promise<void> {
  const unfinished = `${home}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  const { account } = binaries;
  const password = randomBytes(24).toString('base64url');
  await mkdir(unfinished, { mode: 0o700 });
  const aside = describe(unfinished, binaries, password);
  try {
    const passwordFile = join(unfinished, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    for (const path of account ? [unfinished, passwordFile] : []) await chown(path, account?.uid ?? 0, account?.gid ?? 0);
    await runInitdb(aside, passwordFile, fsync);
    await rename(unfinished, home);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  }
}

async function runInitdb(cluster: Cluster, passwordFile: string, fsync: boolean): Promise<void> {
  const options = ['--pgdata', cluster.data, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  options.push('--encoding=UTF8', '--locale=C', '--no-instructions', '--set=max_connections=200', '--set=shared_buffers=128MB', '--set=timezone=UTC');
  if (!fsync) options.push('--no-sync', '--no-data-checksums');
  const child = spawn(cluster.binaries.initdb, options, { ...cluster.runAs, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`PostgreSQL's initdb failed (${code ?? 'killed'})\n${Buffer.concat(said).toString('utf8').trim()}`);
}

/** The directory itself, or one below /var/lib where the server's account cannot enter it (a checkout under a closed home). */
async function placeFor(directory: string, account: Account | undefined, log: (line: string) => void): Promise<string> {
  if (!account) return directory;
  await chown(directory, account.uid, account.gid);
  if (canReach(directory, 'w', account)) return directory;
  const place = join(stagingRoot, `data-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`);
  await mkdir(place, { recursive: true });
  await chmod(stagingRoot, 0o755);
  await chown(place, account.uid, account.gid);
  log(`PostgreSQL keeps its data in ${place}: ${account.name}, whom it runs as, cannot enter ${directory}`);
  return place;
}

async function mentionOtherMajors(directory: string, majorVersion: string, log: (line: string) => void): Promise<void> {
  const others = (await readdir(directory)).filter((name) => /^\d+$/.test(name) && name !== majorVersion);
  for (const other of others) log(`${join(directory, other)} holds data of PostgreSQL ${other}, which version ${majorVersion} does not read: a new, empty server starts`);
}
