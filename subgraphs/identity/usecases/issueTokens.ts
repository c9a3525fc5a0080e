import { createHash, randomBytes } from 'node:crypto';
import { permissionsOf } from '../../../platform/principal/permissions';
import type { Context, IdentityTransaction } from '../context';
import type { Person } from '../domain/person';

/** A session's tokens and whose they are. */
export interface Auth {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
  person: Person;
}

/** A refresh token is 256 random bits; only its SHA-256 is kept. */
export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Adds a fresh refresh token to the session, and lets the session live as long as it does. */
export async function issueRefreshToken(context: Context, tx: IdentityTransaction, sessionId: string, now: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + context.refreshSeconds * 1000);
  await tx.sessions.addRefreshToken({ hash: hashRefreshToken(token), sessionId, at: now, expiresAt });
  await tx.sessions.prolong(sessionId, expiresAt, now);
  return token;
}

/** Signs the access token that goes with it, with the rights that the person's role has now. */
export async function toAuth(context: Context, person: Person, sessionId: string, refreshToken: string): Promise<Auth> {
  const { tenantId, role } = person.membership;
  const { token, expiresAt } = await context.tokens.sign({ userId: person.id, sessionId, tenantId, role, permissions: permissionsOf[role] });
  return { accessToken: token, refreshToken, expiresAt, person };
}
