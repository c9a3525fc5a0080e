import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServer } from '../platform/postgres/testServer';

const root = join(__dirname, '..');
let directory: string;
let squatter: Server;
let takenPort: string;
let freePort: string;

jest.setTimeout(180_000);

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { cwd: root });
  directory = await mkdtemp(join(tmpdir(), 'nmc-start-'));
  squatter = createServer().listen(0, '127.0.0.1');
  const probe = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(squatter, 'listening'), once(probe, 'listening')]);
  [takenPort, freePort] = [squatter, probe].map((server) => String((server.address() as AddressInfo).port)) as [string, string];
  probe.close();
});

afterAll(async () => {
  squatter.close();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the product as `npm start` does, in an empty folder, and waits until it ends. */
async function start(variables: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [join(root, 'dist/tools/start.js')], { cwd: directory, env: { PATH: process.env['PATH'] ?? '', PORT: freePort, SIMULATOR_PORT: '0', ...variables }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: said.trim().split('\n') };
}

const simulated = { SIMULATOR_PORT: '1' };
const twilio = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32) };

test.each<[string, () => Record<string, string>, RegExp[]]>([
  ['a taken port', () => ({ ...twilio, PORT: takenPort }), [/^port \d+ on 127\.0\.0\.1 is taken: .*PORT/]],
  ['a taken port of the simulator', () => ({ SIMULATOR_PORT: takenPort }), [/^port \d+ on 127\.0\.0\.1 is taken: .*SIMULATOR_PORT/]],
  ['an address that is not ours', () => ({ ...twilio, HOST: '192.0.2.1' }), [/HOST must be an address of this machine/]],
  ['two unusable values', () => ({ ...simulated, PORT: 'http', LOG_LEVEL: 'loud' }), [/^PORT\b.*http/, /^LOG_LEVEL\b.*loud/]],
  ['an address of another kind of database', () => ({ ...simulated, DATABASE_URL: 'mysql://localhost/x' }), [/^DATABASE_URL\b/]],
  ['a part that does not exist', () => ({ ...simulated, RUN: 'billing' }), [/^RUN\b.*billing/]],
  ['neither Twilio nor the simulator', () => ({}), [/TWILIO_ACCOUNT_SID/]],
])('%s ends the start with a line for each fault, before anything is made', async (_name, variables, lines) => {
  const ended = await start(variables());
  expect(ended.code).toBe(1);
  expect(ended.lines).toHaveLength(lines.length);
  for (const [index, line] of lines.entries()) expect(ended.lines[index]).toMatch(line);
  expect(await readdir(directory)).toEqual([]);
});

test('production names every secret it was not given, and takes no default', async () => {
  const { code, lines } = await start({ NODE_ENV: 'production', INTERNAL_SERVICE_KEY: 'nmc-internal-services-auth-key-phase1' });
  expect(code).toBe(1);
  for (const name of ['JWT_SECRET', 'ENCRYPTION_KEY', 'INTERNAL_SERVICE_KEY', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']) expect(lines).toContainEqual(expect.stringContaining(name));
  expect(await readdir(directory)).toEqual([]);
});

test('a database that refuses us ends the start with a line, and does not show the password', async () => {
  const { adminUrl } = await testServer();
  const wrongPassword = new URL(adminUrl);
  wrongPassword.password = 'not-the-password';
  const noSuchDatabase = new URL(adminUrl);
  noSuchDatabase.pathname = '/nobody_made_this';
  for (const url of [wrongPassword, noSuchDatabase]) {
    const { code, lines } = await start({ ...twilio, DATABASE_URL: url.href });
    expect([code, lines]).toEqual([1, [expect.stringMatching(/^DATABASE_URL\b.*(password authentication failed|does not exist)/)]]);
    expect(lines.join()).not.toContain(url.password);
  }
});
