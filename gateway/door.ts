import { Refusal, refuse } from '../platform/errors/refusal';
import { actingFor, anonymous, type Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';

/** Who comes in, and for how long. */
export interface Admitted {
  principal: Principal;
  /** When the token ends; null without one. */
  expiresAt: Date | null;
}

/**
 * Reads `Bearer <token>`: none is anonymous, a bad or expired one and that of an ended session are refused (401, 4401, 4403).
 * @param tenantId the business that an operator acts for; means nothing for anyone else
 */
export async function admit(foundation: Foundation, authorization: unknown, tenantId?: unknown): Promise<Admitted> {
  if (authorization === undefined || authorization === null || authorization === '') return { principal: anonymous, expiresAt: null };
  const token = typeof authorization === 'string' ? /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1] : undefined;
  if (!token) refuse('AUTH_TOKEN_INVALID', 'The authorization is not `Bearer <access token>`.');
  const { expiresAt, ...principal } = await foundation.tokens.verify(token);
  const [row] = await foundation.database
    .statement<{ alive: boolean }>('select identity.session_alive($1) as alive', [principal.sessionId])
    .catch((error: unknown) => {
      foundation.log.error({ err: error }, 'sessions cannot be checked');
      throw new Refusal('SERVICE_UNAVAILABLE', 'Sessions cannot be checked right now.');
    });
  if (!row?.alive) refuse('AUTH_TOKEN_INVALID', 'The session has ended. Log in again.');
  return { principal: actingFor(principal, tenantId), expiresAt };
}

/** GraphQL's form of a refusal before execution. */
export function refusalBody(refusal: Refusal, requestId: string): { errors: unknown[] } {
  return { errors: [{ message: refusal.message, extensions: { code: refusal.code, details: refusal.details, requestId, timestamp: new Date().toISOString(), service: 'gateway' } }] };
}
