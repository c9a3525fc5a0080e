import { refuse } from '../../../platform/errors/refusal';
import type { Context } from '../context';
import { judgeRefreshToken } from '../domain/session';
import { endSession } from './endSession';
import { refuseSuspended } from './login';
import { type Auth, hashRefreshToken, issueRefreshToken, toAuth } from './issueTokens';

/**
 * Trades a refresh token for a new pair. AUTH_TOKEN_INVALID when it is good for nothing; its reuse after 10 s ends the family.
 * While the business is suspended, AUTH_INSUFFICIENT_PERMISSIONS, and the token stays as good as it was.
 */
export async function refreshSession(context: Context, refreshToken: string): Promise<Auth> {
  const hash = hashRefreshToken(refreshToken);
  const tenantId = (await context.logins.tenantOfRefreshToken(hash)) ?? refuseToken();
  const now = context.clock();
  const renewed = await context.inTenant(tenantId, async (tx) => {
    const found = await tx.sessions.byRefreshToken(hash);
    if (!found) return null;
    const { session, token } = found;
    const verdict = judgeRefreshToken(token, session, now);
    const person = await tx.people.byId(session.userId);
    // Answered, not thrown: what ends the family has to be committed.
    if (verdict === 'reuse' || !person?.isActive) await endSession(tx, session.id, now);
    if (verdict === 'reuse' || verdict === 'refuse' || !person?.isActive) return null;
    if (await tx.isSuspended()) refuseSuspended();
    const successor = await issueRefreshToken(context, tx, session.id, now);
    if (verdict === 'rotate') await tx.sessions.rotate(hash, hashRefreshToken(successor), now);
    return { person, sessionId: session.id, successor };
  });
  if (!renewed) return refuseToken();
  return toAuth(context, renewed.person, renewed.sessionId, renewed.successor);
}

function refuseToken(): never {
  return refuse('AUTH_TOKEN_INVALID', 'The refresh token is not valid any more. Log in again.');
}
