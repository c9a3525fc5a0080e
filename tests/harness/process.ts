import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
let built: Promise<unknown> | undefined;

/** The application in a process that a test can kill. */
export interface AppProcess {
  /** kill -9: nothing of it runs on. */
  kill(): Promise<void>;
  /** Starts it again on the same port and database. */
  start(): Promise<void>;
  /** Everything it has written to its log so far. */
  log(): string;
}

/** Builds the sources as they are, then starts. */
export async function startAppProcess(variables: Record<string, string>): Promise<AppProcess> {
  built ??= promisify(execFile)(process.execPath, [join(root, 'tools/build.mjs')], { cwd: root });
  await built;
  let child: ChildProcess | undefined;
  let log = '';
  const kill = async () => {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const exited = once(dying, 'exit');
    dying.kill('SIGKILL');
    await exited;
  };
  const start = async () => {
    child = fork(join(root, 'dist/tests/harness/appProcess.js'), [], {
      cwd: root,
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'], ...variables },
    });
    child.stdout?.on('data', (written: Buffer) => {
      log += written.toString();
      process.stdout.write(written);
    });
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the application ended with ${String(code)} before it was ready`)));
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
  };
  await start();
  return { kill, start, log: () => log };
}
