import { createHash, randomUUID } from 'node:crypto';
import { refuse } from '../../../platform/errors/refusal';
import type { Context, LoginRecord } from '../context';
import { withTry } from '../domain/loginLock';
import { chooseMembership, type Membership } from '../domain/person';
import { type Auth, issueRefreshToken, toAuth } from './issueTokens';

/** bcrypt reads no further. */
const passwordBytesMax = 72;
const loginLengthMax = 320;

/**
 * Opens a session. Whatever is wrong (address, password, business, a person switched off, a lock) is told the same way:
 * AUTH_CREDENTIALS_INVALID. Who has the right password for a suspended business is told so: AUTH_INSUFFICIENT_PERMISSIONS.
 */
export async function login(context: Context, input: { email: string; password: string; tenantId: string | null }): Promise<Auth> {
  const name = input.email.trim().toLowerCase();
  if (name.length > loginLengthMax || Buffer.byteLength(input.password) > passwordBytesMax || `${name}${input.password}`.includes('\0')) refuseCredentials();
  const record = await context.logins.find(name);
  // Tries are a person's, by whichever of their names; those of nobody are counted alike. No name holds a \0, so none is taken for a person's key.
  const key = record ? `user\0${record.userId}` : name;
  // One after the other for each: a try is counted before it is compared, and many of one person at once would lock them out.
  const found = await oneAtATime(key, () => checkCredentials(context, key, record, input));
  if (!found) return refuseCredentials();
  if (found.membership.isSuspended) return refuseSuspended();
  return openSession(context, found.userId, found.membership);
}

interface Found {
  userId: string;
  membership: Membership & { isSuspended: boolean };
}

type Credentials = Pick<Parameters<typeof login>[1], 'password' | 'tenantId'>;

async function checkCredentials(context: Context, key: string, record: LoginRecord | null, credentials: Credentials): Promise<Found | null> {
  const loginHash = createHash('sha256').update(key).digest();
  // Counted first, in the database: however many processes try at once, no more passwords are compared than the lock allows.
  if (!(await context.logins.countTry(loginHash, (tries) => withTry(tries, context.clock())))) return null;
  const found = await comparePassword(context, record, credentials).catch(async (error: unknown) => {
    await context.logins.takeBackTry(loginHash);
    throw error;
  });
  if (found) await context.logins.forgetTries(loginHash);
  return found;
}

async function comparePassword(context: Context, record: LoginRecord | null, { password, tenantId }: Credentials): Promise<Found | null> {
  const matches = await context.passwords.matches(password, record?.passwordHash ?? null);
  const membership = chooseMembership(record?.memberships ?? [], tenantId);
  return record && matches && record.isActive && membership ? { userId: record.userId, membership } : null;
}

async function openSession(context: Context, userId: string, membership: Membership): Promise<Auth> {
  const now = context.clock();
  const sessionId = randomUUID();
  const opened = await context.inTenant(membership.tenantId, async (tx) => {
    await tx.people.noteLogin(userId, now);
    const person = await tx.people.byId(userId);
    if (!person) return null;
    await tx.sessions.open({ id: sessionId, userId, at: now, expiresAt: now });
    return { person, refreshToken: await issueRefreshToken(context, tx, sessionId, now) };
  });
  if (!opened) return refuseCredentials();
  return toAuth(context, opened.person, sessionId, opened.refreshToken);
}

const underWay = new Map<string, Promise<unknown>>();

async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const mine = (underWay.get(name) ?? Promise.resolve()).then(work, work);
  underWay.set(name, mine);
  try {
    return await mine;
  } finally {
    if (underWay.get(name) === mine) underWay.delete(name);
  }
}

/** Told only to who has proved to belong to the business. */
export function refuseSuspended(): never {
  return refuse('AUTH_INSUFFICIENT_PERMISSIONS', 'This business is suspended. Only NeverMissCall can end that.', { tenantStatus: 'SUSPENDED' });
}

function refuseCredentials(): never {
  return refuse('AUTH_CREDENTIALS_INVALID', 'E-mail address or password is wrong, or there were too many wrong tries. Try again, or in 15 minutes.');
}
