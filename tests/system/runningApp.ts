/** The built application as a user starts it: its own process, an empty data directory, free ports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness/eventually';
import { freePort } from '../harness/freePort';

export interface RunningApp {
  dashboard: string;
  graphql: string;
  simulator: string;
  stop(): Promise<void>;
}

const startLimitMs = 240_000;
const root = join(__dirname, '../..');

/** @throws Error saying what to build first, or what the start printed when it fails */
export async function startApp(): Promise<RunningApp> {
  const script = join(root, 'dist/tools/start.js');
  for (const [file, command] of [[script, 'npm run build'], [join(root, 'dashboard/dist/index.html'), 'npx vite build dashboard']] as const) {
    if (!existsSync(file)) throw new Error(`${file} is missing: run \`${command}\` first`);
  }
  const directory = await mkdtemp(join(tmpdir(), 'nevermisscall-system-'));
  await chmod(directory, 0o755); // as root, PostgreSQL runs as another user, who enters too
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [script], {
    cwd: directory,
    env: { ...process.env, PORT: String(port), SIMULATOR_PORT: String(simulatorPort), NODE_ENV: 'development', LOG_FORMAT: 'json', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit');

  async function stop() {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await exited;
    }
    await rm(directory, { recursive: true, force: true });
  }

  const base = `http://localhost:${port}`;
  const seen = async () => (child.exitCode !== null || child.signalCode !== null ? 'ended' : isReady(`${base}/ready`));
  const state = await eventually(seen, 'the application', startLimitMs).catch(() => 'late');
  if (state !== true) {
    await stop();
    throw new Error(`The application did not become ready (${String(state)}):\n${printed}`);
  }
  return { dashboard: `${base}/app/`, graphql: `${base}/graphql`, simulator: `http://localhost:${simulatorPort}/`, stop };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(url).then((response) => response.ok, () => false);
}

