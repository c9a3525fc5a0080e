import { randomUUID } from 'node:crypto';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { usHolidays } from '../platform/values/usHolidays';
import { createContext as createIdentityContext } from '../subgraphs/identity/createContext';
import type { MemberInput } from '../subgraphs/identity/usecases/createMember';
import { transactionsOf } from '../subgraphs/telephony/createContext';
import type { AccountToSet } from '../subgraphs/telephony/usecases/setAccount';
import type { BusinessInput } from '../subgraphs/tenancy/usecases/createBusiness';
import { type BusinessFoundation, forBusiness } from './business';
import { demoIds, demoLogin, demoNumber } from './demo';

const demoName = 'Boise Pipe & Drain';

/** The demo business, its people and its number. Made once: a second run leaves what is there. */
export async function seed(foundation: Foundation): Promise<void> {
  const year = foundation.clock().getUTCFullYear();
  await seedBusiness(foundation, {
    settings: { holidays: [...usHolidays(year), ...usHolidays(year + 1)] },
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

/** A business like the demo's, with what is asked for. */
export async function seedBusiness(foundation: BusinessFoundation, options: SeedOptions = {}): Promise<SeededBusiness> {
  const tenantId = options.tenantId ?? randomUUID();
  const number = options.number === undefined ? (foundation.environment.twilioPhoneNumber ?? demoNumber) : options.number;
  const forwardTarget = options.forwardTarget ?? foundation.environment.userPhoneNumber ?? '+12085550100';
  const lineId = number === null ? null : (options.lineId ?? randomUUID());
  const users = (options.users ?? [someOwner()]).map((user) => ({ id: randomUUID(), ...user }));
  const there = await whatIsThere(foundation, tenantId, { lineId, users });

  await forBusiness(foundation, tenantId, async (business) => {
    for (const user of users) if (!there.userIds.has(user.id)) await business.addPerson(user);
    await business.createBusiness({
      businessName: options.name ?? demoName,
      trades: options.trades ?? ['PLUMBING'],
      timeZone: options.timeZone ?? 'America/Boise',
      phone: number,
      address: { street: '1015 W Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6177, longitude: -116.2023 },
      settings: { weeklyHours: demoHours, emergency247: true, serviceRadiusMiles: 25, forwardTargets: [forwardTarget], alertPhones: [forwardTarget], ...options.settings },
    });
    if (number === null || lineId === null || there.line) return;
    if (options.account) await business.setAccount(options.account);
    const { accountSid } = options.account ?? {};
    await business.addLine({ lineId, number, ...(accountSid !== undefined && { accountSid }), label: 'Main line', forwardTargets: [forwardTarget], timeoutSeconds: 20, screening: 'PRESS_KEY' });
  }, options.bcryptCost);
  return { tenantId, lineId, number, forwardTarget, users: users.map(({ id, email, password, role }) => ({ id, email, password, role })) };
}

const someOwner = (): MemberInput => ({ email: `owner-${randomUUID()}@example.test`, password: 'never-miss-a-call', firstName: 'Olivia', lastName: 'Ramirez', role: 'owner' });

/** A line that is there stays, whatever number the environment names by now; and a hash takes a quarter of a second: whoever is there is not hashed again. */
async function whatIsThere(foundation: BusinessFoundation, tenantId: string, { lineId, users }: { lineId: string | null; users: { id: string }[] }): Promise<{ line: boolean; userIds: Set<string> }> {
  const { people } = createIdentityContext(foundation, { principal: { kind: 'system', tenantId }, requestId: 'seed' });
  const [known, lines] = await Promise.all([
    Promise.all(users.map(({ id }) => people.load(id))),
    lineId === null ? [] : transactionsOf(foundation.database, tenantId, 'seed').transaction((tx) => tx.lines.byIds([lineId])),
  ]);
  return { line: lines.length > 0, userIds: new Set(known.flatMap((person) => person?.id ?? [])) };
}

const weekday = [{ opens: '08:00', closes: '17:00' }];
const demoHours = { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday, saturday: [{ opens: '09:00', closes: '13:00' }] };
