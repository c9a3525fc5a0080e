import { randomUUID } from 'node:crypto';
import type { Principal } from '../platform/principal/principal';
import { createSealer } from '../platform/secrets/sealer';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { createContext as createIdentityContext } from '../subgraphs/identity/createContext';
import { createMember, type MemberInput } from '../subgraphs/identity/usecases/createMember';
import { transactionsOf } from '../subgraphs/telephony/createContext';
import { addLine } from '../subgraphs/telephony/usecases/addLine';
import { type AccountToSet, setAccount } from '../subgraphs/telephony/usecases/setAccount';
import { createContext as createTenancyContext } from '../subgraphs/tenancy/createContext';
import { type BusinessInput, createBusiness } from '../subgraphs/tenancy/usecases/createBusiness';
import { demoIds, demoLogin, demoNumber } from './demo';

const demoName = 'Boise Pipe & Drain';

/** The demo business, its people and its number. Made once: a second run leaves what is there. */
export async function seed(foundation: Foundation): Promise<void> {
  await seedBusiness(foundation, {
    tenantId: demoIds.tenant,
    lineId: demoIds.line,
    users: [
      { id: demoIds.owner, ...demoLogin.owner, firstName: 'Olivia', lastName: 'Ramirez', role: 'owner' },
      { id: demoIds.dispatcher, ...demoLogin.dispatcher, firstName: 'Dan', lastName: 'Whitaker', role: 'dispatcher' },
    ],
  });
}

export interface SeedOptions {
  tenantId?: string;
  /** Default "Boise Pipe & Drain". */
  name?: string;
  lineId?: string;
  /** The business's number; null makes none. Default: TWILIO_PHONE_NUMBER, else the simulator's. */
  number?: string | null;
  /** The business's own Twilio account, which carries the number. Default: the environment's. */
  account?: AccountToSet;
  /** Whom a call is forwarded to. Default: USER_PHONE_NUMBER, else the simulator's. */
  forwardTarget?: string;
  /** Default: one owner with an address of its own. */
  users?: MemberInput[];
  timeZone?: string;
  trades?: BusinessInput['trades'];
  /** What differs from the demo's configuration. */
  settings?: BusinessInput['settings'];
  /** 12 unless a test or a benchmark asks for less. */
  bcryptCost?: number;
}

export interface SeededBusiness {
  tenantId: string;
  lineId: string | null;
  number: string | null;
  forwardTarget: string;
  users: { id: string; email: string; password: string; role: MemberInput['role'] }[];
}

type SeedFoundation = Pick<Foundation, 'environment' | 'database' | 'tokens' | 'clock'>;

/** A business like the demo's, with what is asked for. */
export async function seedBusiness(foundation: SeedFoundation, options: SeedOptions = {}): Promise<SeededBusiness> {
  const tenantId = options.tenantId ?? randomUUID();
  const number = options.number === undefined ? (foundation.environment.twilioPhoneNumber ?? demoNumber) : options.number;
  const forwardTarget = options.forwardTarget ?? foundation.environment.userPhoneNumber ?? '+12085550100';
  const system: Principal = { kind: 'system', tenantId };
  const caller = { principal: system, requestId: `seed-${tenantId}` };

  await createBusiness(createTenancyContext(foundation, caller), {
    businessName: options.name ?? demoName,
    trades: options.trades ?? ['PLUMBING'],
    timeZone: options.timeZone ?? 'America/Boise',
    phone: number,
    address: { street: '1015 W Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6177, longitude: -116.2023 },
    settings: { weeklyHours: demoHours, emergency247: true, serviceRadiusMiles: 25, forwardTargets: [forwardTarget], alertPhones: [forwardTarget], ...options.settings },
  });
  const users = await seedUsers(foundation, caller, options);
  const lineId = number === null ? null : await seedLine(foundation, tenantId, { lineId: options.lineId ?? randomUUID(), number, forwardTarget, account: options.account });
  return { tenantId, lineId, number, forwardTarget, users };
}

async function seedUsers(foundation: SeedFoundation, caller: { principal: Principal; requestId: string }, options: SeedOptions): Promise<SeededBusiness['users']> {
  const context = createIdentityContext(foundation, caller, options.bcryptCost);
  const wanted = options.users ?? [{ email: `owner-${randomUUID()}@example.test`, password: 'never-miss-a-call', firstName: 'Olivia', lastName: 'Ramirez', role: 'owner' as const }];
  const users: SeededBusiness['users'] = [];
  for (const user of wanted) {
    // A hash takes a quarter of a second: whoever is there is not hashed again.
    const there = user.id === undefined ? null : await context.people.load(user.id);
    const id = there?.id ?? (await createMember(context, user));
    users.push({ id, email: user.email, password: user.password, role: user.role });
  }
  return users;
}

/** A line that is there stays, whatever number the environment names by now. */
async function seedLine(foundation: SeedFoundation, tenantId: string, line: { lineId: string; number: string; forwardTarget: string; account: AccountToSet | undefined }): Promise<string> {
  const { database, environment } = foundation;
  const telephony = transactionsOf(database, tenantId, 'seed');
  const [there] = await telephony.transaction(({ lines }) => lines.byIds([line.lineId]));
  if (there) return line.lineId;
  if (line.account) await setAccount({ ...telephony, sealer: createSealer(environment.encryptionKey), environmentSid: environment.twilioAccountSid }, line.account);
  const { lineId } = await addLine(telephony, {
    lineId: line.lineId,
    number: line.number,
    ...(line.account && { accountSid: line.account.accountSid }),
    label: 'Main line',
    forwardTargets: [line.forwardTarget],
    timeoutSeconds: 20,
    screening: 'PRESS_KEY',
  });
  return lineId;
}

const weekday = [{ opens: '08:00', closes: '17:00' }];
const demoHours = { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday, saturday: [{ opens: '09:00', closes: '13:00' }] };
