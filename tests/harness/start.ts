import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '../../schema/files';
import { eventually } from './eventually';

type Variables = Record<string, string | number>;

const compiled = [join(repositoryRoot(), 'dist/tools/start.js')];

/** What `npm start` runs once it has built, under these variables alone. */
function spawnStart(cwd: string, variables: Variables, program: readonly string[]) {
  const given = Object.entries(variables).map(([name, value]) => [name, String(value)]);
  const child = spawn(process.execPath, program, { cwd, env: { PATH: process.env['PATH'], ...Object.fromEntries(given) } });
  return { child, ended: once(child, 'close') as Promise<[number | null]> };
}

/** A start until it ends; `lines` are those of its errors. */
export async function runStart(cwd: string, variables: Variables): Promise<{ code: number | null; lines: string[]; out: string }> {
  const { child, ended } = spawnStart(cwd, variables, compiled);
  let [errors, out] = ['', ''];
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  const [code] = await ended;
  return { code, lines: errors.trim().split('\n'), out };
}

/** A start that goes on; `stop` is as Ctrl-C is. `program` is what Node is to run, where that is not the compiled start of this checkout. */
export function startToStay(cwd: string, variables: Variables, program: readonly string[] = compiled) {
  const { child, ended } = spawnStart(cwd, variables, program);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (out += data.toString()));
  return {
    said: (words: string) => eventually(() => child.exitCode !== null || out.includes(words), words, 120_000).then(() => expect(out).toContain(words)),
    out: () => out,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
