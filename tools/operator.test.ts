import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../platform/config/environment';
import { createLogger } from '../platform/logging/logger';
import { startPostgres } from '../platform/postgres/launcher';
import { addressOf } from '../platform/postgres/provision';
import { repositoryRoot } from '../schema/files';
import { asAdmin, createSystemDatabase, type SystemDatabase } from '../tests/harness/database';
import { eventually } from '../tests/harness/eventually';
import { freePort } from '../tests/harness/freePort';
import { askGraph } from '../tests/harness/graph';
import { accountSid, authToken, type PhoneCompany, startPhoneCompany } from '../tests/harness/phoneCompany';
import { type Application, startApplication } from './application';

/** The one that docs/running.md shows. */
const example = JSON.parse(/```json\n([^`]+)```/.exec(readFileSync(join(repositoryRoot(), 'docs/running.md'), 'utf8'))?.[1] ?? '') as { numbers: string[]; owner: { email: string } };
const [number] = example.numbers as [string];
const email = example.owner.email;
const otherNumbers = { numbers: ['+12085550160'], owner: { ...example.owner, email: 'other@example.com' } };

let folder: string;
let database: SystemDatabase;
let phones: PhoneCompany;
let variables: Record<string, string>;
beforeAll(async () => {
  execFileSync(process.execPath, [join(repositoryRoot(), 'tools/build.mjs')], { cwd: repositoryRoot() });
  folder = await mkdtemp(join(tmpdir(), 'nmc-operator-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another user, who enters too
  database = await createSystemDatabase();
  phones = await startPhoneCompany();
  const port = await freePort();
  variables = {
    NODE_ENV: 'test', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json', PORT: String(port), PUBLIC_URL: `http://localhost:${port}`, JWT_SECRET: 'a secret of the operator’s test, long enough', ENCRYPTION_KEY: 'an encryption key of the operator’s test',
    TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: phones.url, DATABASE_URL: database.databaseUrl, DATABASE_MIGRATION_URL: database.migrationUrl,
  };
});
afterAll(async () => {
  await phones.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  code: number | null;
  out: string;
  errors: string;
}

/** The command as it runs in a shell, under this environment alone; its input is closed after `input`. */
async function operator(args: string[], input = '', environment = variables): Promise<Said> {
  const child = spawn(process.execPath, [join(repositoryRoot(), 'dist/tools/operator.js'), ...args], { cwd: folder, env: { PATH: process.env['PATH'], ...environment } });
  const said: Said = { code: null, out: '', errors: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.errors += data.toString()));
  child.stdin.on('error', () => undefined).end(input);
  [said.code] = (await once(child, 'close')) as [number | null];
  return said;
}

const create = (business: object, ...args: string[]) => operator(['create-business', '-', ...args], JSON.stringify(business));

/** Everything that the commands make, of whatever business. */
const made = () => asAdmin(database.adminUrl, `select (select count(*)::int from tenancy.tenants) as tenants, (select count(*)::int from identity.users) as users, (select count(*)::int from identity.memberships) as memberships,
  (select count(*)::int from telephony.lines) as lines, (select count(*)::int from telephony.accounts) as accounts, (select count(*)::int from platform.events) as events`);

const logIn = (password: string, as = email) => askGraph<{ login: { user: { role: { code: string } } } }>(variables['PUBLIC_URL'] as string, null, 'mutation ($input: LoginInput!) { login(input: $input) { user { role { code } } } }', { input: { email: as, password } });

describe('beside the running application', () => {
  let application: Application;
  let business: Said;
  beforeAll(async () => {
    const environment = readEnvironment(variables);
    application = await startApplication({ environment, databaseUrl: database.databaseUrl, migrationUrl: database.migrationUrl, dataDirectory: folder, log: createLogger({ level: 'fatal', format: 'json' }), demo: false });
    business = await create(example);
  });
  afterAll(() => application.close());

  test('the business of docs/running.md is made by one command: its owner logs in with the password printed, and a missed call of its number is answered by text', async () => {
    expect(business).toMatchObject({ code: 0, errors: '' });
    const [, password = ''] = /password (\S+) \(shown this once\)/.exec(business.out) ?? [];
    expect((await logIn(password)).login.user.role.code).toBe('owner');

    // What is told to be set at Twilio is set there.
    const url = (setting: string) => new RegExp(`${setting}\\W+(http\\S+)`).exec(business.out)?.[1];
    expect(business.out).toContain(`At Twilio, for ${number}`);
    await phones.control('PUT', `/numbers/${encodeURIComponent(number)}`, {
      voiceUrl: url('A call comes in'), voiceFallbackUrl: url('handler fails \\(voice\\)'), statusCallback: url('Call status changes'), smsUrl: url('A message comes in'), smsFallbackUrl: url('handler fails \\(messaging\\)'),
    });
    const caller = '+12086010001';
    await phones.call(caller, number);
    const [text] = await eventually(async () => (await phones.outbox(caller)).length > 0 && phones.outbox(caller), 'the text');
    expect(text).toMatchObject({ from: number, body: expect.stringContaining('Your Plumbing') as unknown });
  });

  test('its configuration is the file’s, placed by its ZIP code', async () => {
    const [{ settings }] = (await asAdmin<{ settings: Record<string, unknown> }>(database.adminUrl, 'select settings from calls.businesses')) as [{ settings: Record<string, unknown> }];
    expect(settings).toMatchObject({
      phone: number, forwardTargets: ['+12085550100'], alertPhones: ['+12085550100'], emergency247: true, serviceRadiusMiles: 25, weeklyHours: { monday: [{ opens: '08:00', closes: '17:00' }], tuesday: [] },
      holidays: expect.arrayContaining([`${new Date().getFullYear() + 1}-12-25`]) as unknown,
      jobTypes: expect.arrayContaining([expect.objectContaining({ code: 'drain_cleaning', priceLow: 120, priceHigh: 280, offered: true }), expect.objectContaining({ code: 'gas_line', offered: false })]) as unknown,
      address: { zip: '83702', latitude: expect.closeTo(43.6, 0) as unknown, longitude: expect.closeTo(-116.2, 0) as unknown },
    });
  });

  test('one more person logs in with the password that came by standard input, which nobody is shown', async () => {
    const args = ['--email', 'dan@example.com', '--first-name', 'Dan', '--last-name', 'W', '--role', 'dispatcher', '--password-stdin'];
    const said = await operator(['create-user', '--business', number, ...args], 'correct horse battery\n');
    expect(said).toMatchObject({ code: 0, errors: '', out: expect.not.stringContaining('correct horse') as unknown });
    expect((await logIn('correct horse battery', 'dan@example.com')).login.user.role.code).toBe('dispatcher');
  });

  test('an account of the business’s own is sealed from standard input and carries a further number; its token is in no output and not in the clear in the database', async () => {
    const [sid, token] = [`AC${'5'.repeat(32)}`, 'a-token-that-nobody-sees'];
    const said = [await operator(['set-account', '--business', number, '--account', sid], `${token}\n`), await operator(['add-number', '--business', number, '--number', '+12085550151', '--account', sid])];
    expect(said.map(({ code, errors }) => [code, errors])).toEqual([[0, ''], [0, '']]);
    expect(JSON.stringify(said)).not.toContain(token);
    const lines = await asAdmin(database.adminUrl, `select number, forward_targets, position($1 in sealed_tokens) as shown from telephony.lines join telephony.accounts using (tenant_id, account_sid) where account_sid = $2`, [token, sid]);
    expect(lines).toEqual([{ number: '+12085550151', forward_targets: ['+12085550100'], shown: 0 }]);
  });

  test.each<[what: string, change: object, line: RegExp]>([
    ['a number that is in service', { ...otherNumbers, numbers: ['+12085550161', number] }, /^number: \+12085550150: That number is in service already\.$/],
    ['an address that somebody has', { ...otherNumbers, owner: { ...example.owner, email: email.toUpperCase() } }, /^email: Somebody has the address OWNER@EXAMPLE\.COM already\.$/],
    ['a forward to another business here', { ...otherNumbers, forwardTargets: [number] }, /^forwardTargets: \+12085550150 is a number of a business here$/],
  ])('%s is refused by name, and nothing of the business is there', async (_what, change, line) => {
    const before = await made();
    const { code, out, errors } = await create({ ...example, ...change });
    expect([code, out, errors.trimEnd()]).toEqual([2, '', expect.stringMatching(line)]);
    expect(await made()).toEqual(before);
  });

  test('a person of one business is refused for another, and has not joined it', async () => {
    expect((await create({ ...example, ...otherNumbers })).code).toBe(0);
    const before = await made();
    const said = await operator(['create-user', '--business', '+12085550160', '--email', email, '--first-name', 'A', '--last-name', 'B', '--role', 'viewer']);
    expect([said.code, said.out, said.errors]).toEqual([2, '', `email: Somebody has the address ${email} already.\n`]);
    expect(await made()).toEqual(before);
  });
});

describe('what is wrong is one line that names it, status 2, and nothing changed', () => {
  // No database answers there: whoever asked one before all was read would fail otherwise.
  const nowhere = () => ({ ...variables, DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/nowhere' });
  const person = ['--business', number, '--email', 'x@example.com', '--first-name', 'X', '--last-name', 'Y'];

  test('of a file each fault has its line', async () => {
    const { code, out, errors } = await operator(['create-business', '-'], JSON.stringify({ ...example, timeZone: 'EST', radius: 3 }), nowhere());
    expect([code, out, errors]).toEqual([2, '', 'timeZone: takes an IANA name such as America/Boise\nradius: there is no such field\n']);
  });

  test.each<[args: string[], input: string, line: RegExp]>([
    [['create-busines'], '', /^there is no such command/],
    [['create-business'], '', /^takes one file/],
    [['create-business', 'not-there.json'], '', /^not-there\.json: cannot be read \(ENOENT\)/],
    [['create-business', '-'], JSON.stringify({ ...example, address: { street: '1 Main St', city: 'Nowhere', state: 'ID', zip: '00001' } }), /^address\.zip: is in no table/],
    [['create-business', '-', '--password-stdin'], '', /^--password-stdin: /],
    [['create-user', ...person, '--role', 'boss'], '', /^--role: takes one of owner/],
    [['create-user', ...person, '--role', 'viewer', '--password-stdin'], 'too short\n', /^--password-stdin: takes 10 characters/],
    [['create-user', ...person.slice(2), '--role', 'viewer'], '', /^--business: takes the id/],
    [['set-account', '--business', number], 'hush-hush', /^--account: /],
    [['set-account', '--business', number, '--account', accountSid, 'hush-hush'], '', /^takes options alone; secrets come from standard input/],
    [['set-account', '--business', number, '--token', 'hush-hush'], '', /^Unknown option '--token'/],
    [['add-number', '--business', number, '--number', '911'], '', /^--number: takes a number in E\.164/],
  ])('%j', async (args, input, line) => {
    const { code, out, errors } = await operator(args, input, nowhere());
    expect([code, out, errors.trimEnd()]).toEqual([2, '', expect.stringMatching(new RegExp(`${line.source}.*$`))]);
    expect(errors).not.toContain('hush-hush');
  });

  test('a business that is not there, and the environment’s own account', async () => {
    const before = await made();
    const unknown = await operator(['set-account', '--business', '+12085550999', '--account', accountSid], 'hush-hush');
    expect([unknown.code, unknown.out, unknown.errors]).toEqual([2, '', '--business: there is no such business\n']);
    const wrong = await operator(['set-account', '--business', number, '--account', accountSid], 'hush-hush');
    expect([wrong.code, wrong.out, wrong.errors]).toEqual([2, '', expect.stringMatching(/^accountSid: [^\n]*\n$/)]);
    expect(await made()).toEqual(before);
  });

  test('a database that does not answer is another matter: status 1, and a line without its password', async () => {
    const { code, errors } = await operator(['create-business', '-'], JSON.stringify({ ...example, ...otherNumbers }), { ...nowhere(), DATABASE_MIGRATION_URL: nowhere().DATABASE_URL });
    expect([code, errors]).toEqual([1, expect.stringMatching(/^DATABASE_URL: the database does not answer: [^\n]*\n$/)]);
    expect(errors).not.toContain('nothing@');
  });
});

test('without DATABASE_URL it is the embedded database of npm start, whether that runs or not', async () => {
  const { DATABASE_URL: _url, DATABASE_MIGRATION_URL: _owner, ...embedded } = variables;
  await writeFile(join(folder, 'business.json'), JSON.stringify(example));
  expect(await operator(['create-business', 'business.json'], '', embedded)).toMatchObject({ code: 0, errors: '' });

  const server = await startPostgres({ directory: join(folder, '.data/postgres') });
  try {
    expect(await operator(['add-number', '--business', number, '--number', '+12085550151'], '', embedded)).toMatchObject({ code: 0, errors: '' });
    expect(await asAdmin(addressOf(server.adminUrl, 'nevermisscall'), 'select number from telephony.lines order by number')).toEqual([{ number }, { number: '+12085550151' }]);
  } finally {
    await server.stop();
  }
});
