import './sourceMaps';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { EnvironmentError } from '../platform/config/environment';
import { isDatabaseAway } from '../platform/database/away';
import { Refusal } from '../platform/errors/refusal';
import { isUuid } from '../platform/values/uuid';
import { usHolidays } from '../platform/values/usHolidays';
import type { BusinessSettings } from '../schema/events/tenancy';
import { createZipTable } from '../subgraphs/calls/clients/zipTable/zipTable';
import { defaultJobTypes } from '../subgraphs/tenancy/domain/defaultJobTypes';
import { defaultMissedCallText } from '../subgraphs/tenancy/domain/defaults';
import type { BusinessInput } from '../subgraphs/tenancy/usecases/createBusiness';
import type { BusinessWork } from './business';
import { type BusinessFile, faultsOf, password, personFields, phone, readBusinessFile, role } from './businessFile';
import type { Desk } from './desk';
import { webhooksOf } from './webhooks';

const help = `npm run operator -- COMMAND, where the server runs: with its environment, in its folder. The server may be running or not.

  create-business FILE [--password-stdin]
      A business with its owner, numbers and configuration, as FILE (JSON; - for standard input) describes it: docs/running.md shows one.
  create-user --business BUSINESS --email E --first-name F --last-name L --role R [--phone P] [--password-stdin]
      One more person of a business: ${role.options.join(', ')}.
  set-account --business BUSINESS --account SID
      The business's own Twilio account. Its auth token is read from standard input; two, the new one first, while they rotate.
  add-number --business BUSINESS --number N [--label L] [--account SID]
      One more number, carried by the environment's account or by one that set-account has set.
  help

BUSINESS is the id that create-business says, or a number of the business. Without --password-stdin a password is made and shown once.
Secrets come from standard input (typed unseen on a terminal), never as an argument. Wrong input ends with status 2 and changes nothing.
`;

/** What whoever typed the command can mend, a line for each fault. */
class WrongInput extends Error {}

/** Does what was typed, and says what to tell of it. */
type Act = (desk: Desk) => Promise<string>;
type Command = (args: string[]) => Promise<Act>;

const word = { type: 'string' } as const;

/** Each reads and checks all that was typed before any database is opened. */
const commands: Record<string, Command> = {
  'create-business': async (args) => {
    const { values, positionals } = read(args, { 'password-stdin': { type: 'boolean' } }, 1);
    const path = positionals[0] as string;
    if (path === '-' && values['password-stdin']) wrong('--password-stdin: standard input is the business already');
    const said = readBusinessFile(await contentOf(path));
    if ('faults' in said) throw new WrongInput(said.faults.join('\n'));
    const business = await placed(said.file);
    const secret = await newPassword(values['password-stdin']);
    return (desk) => createBusiness(desk, said.file, business, secret);
  },
  'create-user': async (args) => {
    const { values } = read(args, { business: word, email: word, 'first-name': word, 'last-name': word, role: word, phone: word, 'password-stdin': { type: 'boolean' } });
    const { firstName, lastName, ...person } = personFields;
    const user = check(z.object({ ...person, 'first-name': firstName, 'last-name': lastName, role }), values);
    const secret = await newPassword(values['password-stdin']);
    return onBusiness(values.business, async (business, { name }) => {
      const { email } = user;
      await business.addPerson({ email, firstName: user['first-name'], lastName: user['last-name'], role: user.role, password: secret.password, phone: user.phone ?? null });
      return `${name} has one more ${user.role}.\n${logIn(email, secret)}`;
    });
  },
  'set-account': async (args) => {
    const { values } = read(args, { business: word, account: word });
    const accountSid = values.account ?? wrong('--account: takes the SID of a Twilio account');
    const authTokens = (await secretFrom('Auth token')).split(/[\s,]+/).filter(Boolean);
    return onBusiness(values.business, async (business, { name }) => {
      await business.setAccount({ accountSid, authTokens });
      return `${name} has the account ${accountSid}. Its numbers: npm run operator -- add-number --business ${values.business} --number N --account ${accountSid}\n`;
    });
  },
  'add-number': async (args) => {
    const { values } = read(args, { business: word, number: word, label: word, account: word });
    const { number } = check(z.object({ number: phone }), values);
    return onBusiness(values.business, async (business, { name, forwarding, publicUrl }) => {
      await business.addLine({ ...forwarding, number, label: values.label ?? null, ...(values.account !== undefined && { accountSid: values.account }) });
      return `${name} has one more number.\n${webhooks(publicUrl, [number])}`;
    });
  },
};

void main(process.argv.slice(2));

async function main([name = 'help', ...args]: string[]): Promise<void> {
  try {
    if (['help', '--help', '-h'].includes(name)) return void process.stdout.write(help);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    const act = await (command ?? wrong('there is no such command: npm run operator -- help'))(args);
    // What it takes to reach the database takes a second to load: what is wrong is said before.
    const { withDesk } = await import('./desk.js');
    process.stdout.write(await withDesk(act));
  } catch (error) {
    const { lines, status } = describe(error);
    process.stderr.write(`${lines}\n`);
    process.exitCode = status;
  }
}

async function createBusiness(desk: Desk, { owner, numbers, forwardTargets }: BusinessFile, input: BusinessInput, secret: Secret): Promise<string> {
  const tenantId = randomUUID();
  for (const target of forwardTargets) if ((await desk.tenantOfNumber(target)) !== null) wrong(`forwardTargets: ${target} is a number of a business here`);
  await desk.forBusiness(tenantId, async (business) => {
    await business.addPerson({ ...owner, phone: owner.phone ?? null, password: secret.password, role: 'owner' });
    const { settings } = await business.createBusiness(input);
    for (const [at, number] of numbers.entries()) await business.addLine({ ...forwardingOf(settings), number, label: at === 0 ? 'Main line' : null });
  });
  return `${input.businessName} is made: business ${tenantId}.\n${logIn(owner.email, secret)}${webhooks(desk.publicUrl, numbers)}`;
}

/** The file as tenancy takes it, and where it is: without that the dispatcher could not tell how far away a customer lives. */
async function placed(file: BusinessFile): Promise<BusinessInput> {
  const { name, trades, timeZone, numbers, address, owner: _owner, hours, jobs = {}, missedCallText, holidays = comingHolidays(), ...settings } = file;
  const point = address.latitude === undefined ? await createZipTable().locate(address) : address;
  const { latitude, longitude } = point ?? wrong('address.zip: is in no table of ours; give latitude and longitude beside it');
  return {
    businessName: name,
    trades,
    timeZone,
    phone: numbers[0] ?? null,
    address: { ...address, latitude: latitude ?? null, longitude: longitude ?? null },
    settings: {
      ...settings,
      holidays,
      jobTypes: defaultJobTypes(trades).map((usual) => ({ ...usual, ...jobs[usual.code] })),
      ...(hours && { weeklyHours: hours }),
      ...(missedCallText !== undefined && { missedCallText: { ...defaultMissedCallText, text: missedCallText } }),
    },
  };
}

/** Of this year and the next, in which visits can be booked. */
function comingHolidays(): string[] {
  const year = new Date().getFullYear();
  return [...usHolidays(year), ...usHolidays(year + 1)];
}

interface Known {
  name: string;
  publicUrl: string;
  forwarding: ReturnType<typeof forwardingOf>;
}

/** Of a business that is there, named by its id or by a number of it. */
function onBusiness(said: string | undefined, work: (business: BusinessWork, known: Known) => Promise<string>): Act {
  if (said === undefined || !(isUuid(said) || phone.safeParse(said).success)) wrong('--business: takes the id of a business, or a number of it in E.164');
  const unknown = () => wrong('--business: there is no such business');
  return async (desk) => {
    const tenantId = isUuid(said) ? said : ((await desk.tenantOfNumber(said)) ?? unknown());
    return desk.forBusiness(tenantId, async (business) => {
      const { tenant, settings } = (await business.business()) ?? unknown();
      return work(business, { name: tenant.businessName, publicUrl: desk.publicUrl, forwarding: forwardingOf(settings) });
    });
  };
}

/** How a number of the business forwards. */
function forwardingOf(settings: BusinessSettings | null) {
  if (!settings) return wrong('--business: is not configured yet');
  return { forwardTargets: settings.forwardTargets, timeoutSeconds: settings.forwardTimeoutSeconds, screening: settings.screening };
}

/** What stands behind the command. Arguments that are too many are not repeated: one may be a secret. */
function read<const O extends Record<string, { type: 'string' | 'boolean' }>>(args: string[], options: O, wanted = 0) {
  const parsed = (() => {
    try {
      return parseArgs({ args, options, allowPositionals: true, strict: true });
    } catch (error) {
      return wrong((error as Error).message.split('. ')[0] as string);
    }
  })();
  if (parsed.positionals.length !== wanted) wrong(wanted === 0 ? 'takes options alone; secrets come from standard input' : 'takes one file, or -; secrets come from standard input');
  return parsed;
}

/** Names what is wrong as the option that it was. */
function check<T>(schema: z.ZodType<T>, values: object): T {
  const { data, error } = schema.safeParse(values);
  if (error) throw new WrongInput(faultsOf(error).map((fault) => `--${fault}`).join('\n'));
  return data as T;
}

async function contentOf(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => wrong(`${path}: cannot be read (${error.code ?? error.message})`));
}

interface Secret {
  password: string;
  /** Whether nobody knows it yet. */
  made: boolean;
}

async function newPassword(fromInput: boolean | undefined): Promise<Secret> {
  if (!fromInput) return { password: randomBytes(12).toString('base64url'), made: true };
  const { data, error } = password.safeParse((await secretFrom('Password')).replace(/\r?\n$/, ''));
  return error ? wrong(`--password-stdin: ${faultsOf(error).join()}`) : { password: data, made: false };
}

/** Standard input; what is typed on a terminal is not shown there. */
async function secretFrom(what: string): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  process.stderr.write(`${what} (not shown): `);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

function logIn(email: string, { password, made }: Secret): string {
  return `Log-in: ${email}${made ? `, password ${password} (shown this once)` : ', with the password given'}\n`;
}

function webhooks(publicUrl: string, numbers: readonly string[]): string {
  const rows = webhooksOf(publicUrl);
  const width = Math.max(...rows.map(({ setting }) => setting.length)) + 2;
  const lines = rows.map(({ setting, url }) => `  ${setting.padEnd(width)}${url}\n`).join('');
  return numbers.map((number) => `At Twilio, for ${number}, all HTTP POST:\n${lines}`).join('');
}

function wrong(line: string): never {
  throw new WrongInput(line);
}

function describe(error: unknown): { lines: string; status: number } {
  if (error instanceof WrongInput) return { lines: error.message, status: 2 };
  if (error instanceof Refusal) return { lines: `${String(error.details['field'] ?? error.code)}: ${error.message}`, status: 2 };
  if (error instanceof EnvironmentError) return { lines: error.faults.join('\n'), status: 1 };
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (isDatabaseAway(error)) return { lines: `DATABASE_URL: the database does not answer: ${message || code}`, status: 1 };
  return { lines: stack ?? String(error), status: 1 };
}
