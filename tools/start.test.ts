import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServer } from '../platform/postgres/testServer';
import { repositoryRoot } from '../schema/files';
import { eventually } from '../tests/harness/eventually';
import { freePort } from '../tests/harness/freePort';
import { demoLogin } from './demo';

jest.setTimeout(180_000);

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
  ['another kind of database', { DATABASE_URL: 'mysql://localhost/x' }, [/^DATABASE_URL is /]],
  ['neither Twilio nor the simulator', { SIMULATOR_PORT: '0' }, [/TWILIO_ACCOUNT_SID/]],
  ['secrets that are guessed', { JWT_SECRET: 'short', ENCRYPTION_KEY: 'x' }, [/^JWT_SECRET is "\*\*\*" .*at least 32 characters/, /^ENCRYPTION_KEY is "\*\*\*" .*at least 32 characters/]],
  ['one port for the server and the simulator', { PORT: '4010' }, [/^SIMULATOR_PORT is unset: it takes another port than PORT/]],
  ['a host that is none of this machine', { HOST: '203.0.113.7', PORT: '0' }, [/HOST must be an address of this machine/]],
])('%s ends the start with a line for each, and nothing was started', async (_what, variables, expected) => {
  const { code, lines, out } = await start(variables);
  expect([code, out]).toEqual([1, '']);
  expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['PORT', { SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32) }],
  ['SIMULATOR_PORT', { PORT: '0' }],
])('a taken port ends it with a line that names the port and the variable: %s', async (variable, variables) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { code, lines } = await start({ ...variables, [variable]: String(port) });
  expect([code, lines]).toEqual([1, [expect.stringMatching(new RegExp(`^port ${port} on 127.0.0.1 is taken: .* ${variable} to another port`))]]);
  expect(await readdir(folder)).toEqual([]);
  holder.close();
});

test.each([
  ['password', (url: URL) => (url.password = 'not-the-password'), 'password authentication failed'],
  ['database', (url: URL) => (url.pathname = '/nobody_made_this'), 'does not exist'],
])('a database server that refuses the %s ends it with a line that does not show the password', async (_what, spoil, reason) => {
  const url = new URL((await testServer()).adminUrl);
  spoil(url);
  const { code, lines } = await start({ PORT: '0', SIMULATOR_PORT: '0', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32), DATABASE_URL: url.href });
  expect([code, lines]).toEqual([1, [expect.stringMatching(new RegExp(`^DATABASE_URL\\b.*${reason}`))]]);
  expect(lines.join()).not.toContain(url.password);
});

test('the table at the end names everybody who can log in to the demo; stopped at once, it leaves nothing running', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nmc-started-'));
  await chmod(directory, 0o755); // as root, PostgreSQL runs as another user, who enters too
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(repositoryRoot(), 'dist/tools/start.js')], { cwd: directory, env: { PATH: process.env['PATH'], PORT: String(port), SIMULATOR_PORT: String(simulatorPort) } });
  const ended = once(child, 'close');
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  try {
    await eventually(() => child.exitCode !== null || out.includes(`:${simulatorPort}`) && out.includes('Demo '), 'the table', 120_000);
    for (const { email, password } of Object.values(demoLogin)) expect(out).toContain(`${email} / ${password}`);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  const left = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('postmaster.pid'));
  expect(left).toEqual([]);
  await rm(directory, { recursive: true, force: true });
});
