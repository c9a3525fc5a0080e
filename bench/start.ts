import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../schema/files';
import { demoLogin } from '../tools/demo';
import { percentile, printFigures } from './load';
import { freePort } from '../tests/harness/freePort';

const rounds = 3;
const answerMillis = 20;

/**
 * `npm start` (installed) to the first GraphQL query answered by a subgraph, as a user has it who logs in to the demo first: of a copy of this checkout,
 * with PostgreSQL in `.data/` and the phone simulator. Cold: no data and nothing built; warm: the second start in the same folder.
 */
export async function start(): Promise<void> {
  const seconds: { cold: number[]; warm: number[] } = { cold: [], warm: [] };
  for (let round = 0; round < rounds; round += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'nevermisscall-start-'));
    await chmod(directory, 0o755); // as root, PostgreSQL runs as another user, who enters too
    try {
      await copyCheckout(directory);
      seconds.cold.push(await firstAnswer(directory));
      seconds.warm.push(await firstAnswer(directory));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  printFigures(
    'npm start (installed) → first answered query, seconds',
    (['cold', 'warm'] as const).map((kind) => ({ start: kind, target: kind === 'cold' ? 8 : 4, median: percentile(seconds[kind], 0.5), best: Math.min(...seconds[kind]), worst: Math.max(...seconds[kind]) })),
  );
}

/** The sources as they are, the packages by a link: what is written is the folder's own. */
async function copyCheckout(directory: string): Promise<void> {
  const root = repositoryRoot();
  const left = ['node_modules', 'dist', '.data', '.git', 'system-screenshots'].map((name) => join(root, name));
  await cp(root, directory, { recursive: true, filter: (source) => !left.includes(source) && !source.endsWith('dashboard/dist') });
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
}

async function firstAnswer(directory: string): Promise<number> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const began = performance.now();
  const child = spawn('npm', ['start'], { cwd: directory, detached: true, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PORT: String(port), SIMULATOR_PORT: String(simulatorPort), LOG_LEVEL: 'error' } });
  const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`npm start ended with ${String(code)}`)));
  exited.catch(() => undefined);
  try {
    await Promise.race([whenAnswered(`http://127.0.0.1:${port}/graphql`), exited]);
    return (performance.now() - began) / 1_000;
  } finally {
    // As Ctrl-C does it: to npm and all it started.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await exited.catch(() => undefined);
  }
}

/** Until the demo's owner is logged in and told who they are: `{ __typename }` the gateway would answer by itself. */
async function whenAnswered(url: string): Promise<void> {
  const { email, password } = demoLogin.owner;
  const token = await firstOf(async () => (await ask<{ login: { accessToken: string } }>(url, `mutation { login(input: { email: "${email}", password: "${password}" }) { accessToken } }`))?.login.accessToken);
  await firstOf(async () => (await ask<{ me: { id: string } }>(url, '{ me { id } }', token))?.me.id);
}

/** What is asked for, or nothing while nobody listens yet or it is refused. */
async function ask<T>(url: string, query: string, token?: string): Promise<T | undefined> {
  const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).catch(() => undefined);
  if (response?.status === 429) throw new Error('asked so often before the first answer that the rate limit refuses');
  return response?.ok ? (((await response.json()) as { data?: T | null }).data ?? undefined) : undefined;
}

async function firstOf<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, answerMillis));
  }
}
