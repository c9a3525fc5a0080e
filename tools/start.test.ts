import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServer } from '../platform/postgres/testServer';
import { repositoryRoot } from '../schema/files';
import { eventually } from '../tests/harness/eventually';
import { freePort } from '../tests/harness/freePort';
import { runStart, startToStay } from '../tests/harness/start';
import { demoLogin, demoNumber } from './demo';

jest.setTimeout(180_000);

let folder: string;
beforeAll(async () => {
  execFileSync(process.execPath, [join(repositoryRoot(), 'tools/build.mjs')], { cwd: repositoryRoot() });
  folder = await mkdtemp(join(tmpdir(), 'nmc-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (variables: Record<string, string>) => runStart(folder, variables);

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
  ['a database without a host', { DATABASE_URL: 'postgres:/me:hush@host/db' }, [/^DATABASE_URL is "\*\*\*" .*postgres:\/\/ .* and a host$/]],
  ['a public address with a path', { PUBLIC_URL: 'https://example.com/nmc' }, [/^PUBLIC_URL is "https:\/\/example.com\/nmc": it takes .* without a path/]],
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
  ['SUBGRAPH_IDENTITY_URL', { RUN: 'identity' }],
])('a taken port ends it with a line that names the port and the variable: %s', async (variable, variables) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { code, lines } = await start({ ...variables, [variable]: variable.endsWith('URL') ? `http://127.0.0.1:${port}` : String(port) });
  expect([code, lines]).toEqual([1, [expect.stringMatching(new RegExp(`^port ${port} on 127.0.0.1 is taken: .* ${variable} to another port`))]]);
  expect(await readdir(folder)).toEqual([]);
  holder.close();
});

test('a port that two subgraphs would take ends it with a line that names both of their variables', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { code, lines } = await start({ RUN: 'identity,tenancy', DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/nobody`, SUBGRAPH_IDENTITY_URL: url, SUBGRAPH_TENANCY_URL: url });
  expect([code, lines]).toEqual([1, [expect.stringMatching(/is taken: .* SUBGRAPH_IDENTITY_URL or SUBGRAPH_TENANCY_URL to another port$/)]]);
});

/** Unknown without asking anybody: a name has no empty part. */
const unknownHost = 'nowhere..invalid';
test.each<[variable: string, run: string]>([['DATABASE_URL', 'all'], ['DATABASE_MIGRATION_URL', 'identity'], ['DATABASE_DIRECT_URL', 'identity'], ['DATABASE_URL', 'gateway']])('a host in %s that there is not ends it with a line that names it, where RUN is %s', async (variable, run) => {
  const known = (await testServer()).adminUrl;
  const urls: Record<string, string> = { DATABASE_URL: known, DATABASE_MIGRATION_URL: known, [variable]: `postgres://me:hush@${unknownHost}:5432/nmc` };
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const { code, lines } = await start({ PORT: '0', RUN: run, TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: '2'.repeat(32), SUBGRAPH_IDENTITY_URL: nobody, SUBGRAPH_TELEPHONY_URL: nobody, ...urls });
  expect([code, lines]).toEqual([1, [expect.stringMatching(new RegExp(`^${variable}: there is no host "${unknownHost}"`))]]);
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

test('a gateway goes on without a known host of the database, while a telephony answers that takes calls', async () => {
  const telephony = createHttpServer((request, response) => response.end(`<Taken>${request.url}</Taken>`)).listen(0, '127.0.0.1');
  await once(telephony, 'listening');
  const port = await freePort();
  const gateway = startToStay(folder, {
    RUN: 'gateway', PORT: port, SUBGRAPH_TELEPHONY_URL: `http://127.0.0.1:${(telephony.address() as AddressInfo).port}`, DATABASE_URL: `postgres://me@${unknownHost}/nmc`,
  });
  await gateway.said('the database does not answer');
  const response = await eventually(() => fetch(`http://127.0.0.1:${port}/webhooks/twilio/call`, { method: 'POST' }).catch(() => null), 'an answer');
  expect(await response.text()).toBe('<Taken>/webhooks/twilio/call</Taken>');
  await gateway.stop();
  telephony.close();
});

describe('on a bare machine', () => {
  let directory: string;
  let port: number;
  let simulatorUrl: string;
  let ports: Record<string, number>;
  let started: ReturnType<typeof startToStay>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nmc-started-'));
    await chmod(directory, 0o755); // as root, PostgreSQL runs as another user, who enters too
    port = await freePort();
    ports = { PORT: port, SIMULATOR_PORT: await freePort() };
    simulatorUrl = `http://127.0.0.1:${ports['SIMULATOR_PORT']}`;
    started = startToStay(directory, ports);
    await started.said('Demo ');
  });
  afterAll(async () => {
    await started.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('the table at the end names everybody who can log in to the demo', () => {
    for (const { email, password } of Object.values(demoLogin)) expect(started.out()).toContain(`${email} / ${password}`);
  });

  test("the demo's number calls this server for everything, fallbacks too, and asks for more retries", async () => {
    const response = await fetch(`${simulatorUrl}/control/numbers`);
    const number = ((await response.json()) as Record<string, string>[]).find(({ e164 }) => e164 === demoNumber);
    const here = (path: string) => `http://localhost:${port}${path}#rc=5&rp=all`;
    expect(number).toMatchObject({
      voiceUrl: here('/webhooks/twilio/call'), voiceFallbackUrl: here('/internal/webhooks/twilio'), statusCallback: here('/internal/webhooks/twilio/status'),
      smsUrl: here('/webhooks/twilio/sms'), smsFallbackUrl: here('/internal/webhooks/twilio'),
    });
  });

  test('a second start in its folder is refused, and it goes on', async () => {
    const second = startToStay(directory, { PORT: await freePort(), SIMULATOR_PORT: await freePort() });
    await second.said('is in use by another start');
    await second.stop();
    const login = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: 'mutation ($input: LoginInput!) { login(input: $input) { user { email } } }', variables: { input: demoLogin.owner } }) };
    expect(await (await fetch(`http://127.0.0.1:${port}/graphql`, login)).json()).toMatchObject({ data: { login: { user: { email: demoLogin.owner.email } } } });
  });

  test('it goes on while its database does not come up again, and tries until it does', async () => {
    const data = join(directory, '.data/postgres/18/data');
    const needed = join(data, 'global/pg_control');
    await rename(needed, `${needed}.away`);
    process.kill(parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8')), 'SIGKILL');
    await started.said('PostgreSQL did not start');
    expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(503);
    await rename(`${needed}.away`, needed);
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok, 'the database');
  });

  test('stopped at once, it leaves nothing running', async () => {
    await started.stop();
    expect(started.out()).toMatch(/SIGTERM: stopping\nstopped\n$/);
    expect((await readdir(directory, { recursive: true })).filter((file) => file.endsWith('postmaster.pid'))).toEqual([]);
  });

  test.each(['all', 'gateway,telephony'])('where it has been before, it goes on without a known host of the database, and forwards calls as last known: RUN=%s', async (run) => {
    started = startToStay(directory, { ...ports, RUN: run, DATABASE_URL: `postgres://me@${unknownHost}/nmc` });
    await started.said('the database does not answer');
    await eventually(() => fetch(`http://127.0.0.1:${port}/health`).catch(() => null), 'the stand-in');
    await fetch(`${simulatorUrl}/control/calls`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: '+14065550123', to: demoNumber, callee: 'no-answer', timeScale: 0 }) });
    const dialled = async () => ((await (await fetch(`${simulatorUrl}/control/webhooks`)).json()) as { kind: string; status: number }[]).some(({ kind, status }) => kind === 'dialAction' && status === 200);
    await eventually(dialled, 'a call that was forwarded');
    await started.stop();
  });
});
