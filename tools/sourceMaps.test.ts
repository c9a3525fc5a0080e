import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { repositoryRoot } from '../schema/files';
import { runStart } from '../tests/harness/start';

const root = repositoryRoot();
beforeAll(() => void execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { cwd: root }));

test('a trace names the line of our source that threw; maps are read for it alone, each once', () => {
  const script = `
    const fs = require('node:fs');
    const { readFileSync } = fs;
    const read = [];
    fs.readFileSync = (file, ...rest) => (String(file).endsWith('.map') && read.push(file), readFileSync(file, ...rest));
    require('./dist/tools/sourceMaps.js');
    const { basisOf } = require('./dist/tools/basis.js');
    const readWithoutAnError = read.length;
    const stacks = [1, 2].map(() => { try { basisOf({ environment: {} }); } catch (error) { return error.stack; } });
    process.stdout.write(JSON.stringify({ readWithoutAnError, read, stacks }));`;
  const { readWithoutAnError, read, stacks } = JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' })) as { readWithoutAnError: number; read: string[]; stacks: string[] };
  const line = readFileSync(join(root, 'tools/basis.ts'), 'utf8').split('\n').findIndex((text) => text.includes('throw new Error(')) + 1;
  expect(line).toBeGreaterThan(0);
  for (const stack of stacks) expect(stack).toMatch(new RegExp(`^Error: JWT_SECRET .*\\n    at basisOf \\(${join(root, 'tools/basis.ts')}:${line}:\\d+\\)\\n`));
  expect([readWithoutAnError, read]).toEqual([0, [join(root, 'dist/tools/basis.js.map')]]);
});

test('so does the trace of what ends a start, and of what ends the thread that works events and jobs off', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nmc-traces-'));
  await writeFile(join(folder, '.data'), 'no folder');
  const { lines } = await runStart(folder, { PORT: '0', SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32) });
  await rm(folder, { recursive: true });

  const thread = new Worker(join(root, 'dist/tools/workThread.js'), { execArgv: [], workerData: { environment: null } });
  const [{ stack }] = (await once(thread, 'error')) as [Error];

  for (const [trace, file] of [[lines.join('\n'), 'platform/config/localSecrets.ts'], [stack, 'tools/workThread.ts']] as const) {
    expect(trace).toMatch(new RegExp(`${join(root, file)}:\\d+:\\d+`));
    expect(trace).not.toContain(join(root, 'dist'));
  }
});
