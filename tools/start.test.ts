import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../schema/files';

let folder: string;
beforeAll(async () => {
  execFileSync(process.execPath, [join(repositoryRoot(), 'tools/build.mjs')], { cwd: repositoryRoot() });
  folder = await mkdtemp(join(tmpdir(), 'nmc-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The start under this environment alone, in an empty folder, until it ends. */
async function start(variables: Record<string, string>): Promise<{ code: number | null; lines: string[]; out: string }> {
  const child = spawn(process.execPath, [join(repositoryRoot(), 'dist/tools/start.js')], { cwd: folder, env: { PATH: process.env['PATH'], ...variables } });
  let [errors, out] = ['', ''];
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: errors.trim().split('\n'), out };
}

test.each<[what: string, variables: Record<string, string>, lines: RegExp[]]>([
  ['a wrong value', { PORT: 'http' }, [/^PORT is "http": it takes a whole number/]],
  ['each of several', { LOG_LEVEL: 'loud', JWT_PRIVATE_KEY: 'hush', RUN: 'gatway' }, [/^JWT_PRIVATE_KEY is "\*\*\*"/, /^LOG_LEVEL is "loud"/, /^RUN is "gatway": it takes all, or names out of gateway, alerts/]],
  ['a subgraph that there is not', { SUBGRAPH_CALS_URL: 'http://127.0.0.1:1' }, [/^SUBGRAPH_CALS_URL is .* the name of a subgraph/]],
  [
    'production without secrets or Twilio',
    { NODE_ENV: 'production' },
    [/^TWILIO_ACCOUNT_SID is unset/, /^TWILIO_AUTH_TOKEN is unset/, /^JWT_SECRET is unset/, /^ENCRYPTION_KEY is unset/, /^INTERNAL_SERVICE_KEY is unset/],
  ],
  ['a host that is none of this machine', { HOST: '203.0.113.7', PORT: '0' }, [/HOST must be an address of this machine/]],
])('%s ends the start with a line for each, and nothing was started', async (_what, variables, expected) => {
  const { code, lines, out } = await start(variables);
  expect([code, out]).toEqual([1, '']);
  expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
  expect(await readdir(folder)).toEqual([]);
});

test('a taken port ends it with a line that names the port and the variable', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { code, lines } = await start({ PORT: String(port) });
  expect([code, lines]).toEqual([1, [expect.stringMatching(new RegExp(`^port ${port} on 127.0.0.1 is taken: .* PORT`))]]);
  holder.close();
});
