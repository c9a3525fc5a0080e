import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, refuse } from '../platform/errors/refusal';
import type { Logger } from '../platform/logging/logger';
import { actingFor, anonymous, type Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { presentError } from './errors';
import { RateLimited } from './rateLimits';

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

/** What is refused before any operation is read, in GraphQL's form: a bad token, too many requests, a body too large or malformed. */
export function refuseRequest(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, { service, log }: { service: string; log: Logger }): FastifyReply {
  if (error instanceof RateLimited) void reply.header('retry-after', String(error.retryAfterSeconds));
  const status = statusOf(error);
  const shown = error instanceof Refusal ? error.toJSON() : { message: error.message, ...(status < 500 && { extensions: codeOfBody(error, status) }) };
  return reply.code(status).send({ errors: [presentError(shown, request.id, log, service)] });
}

function statusOf(error: FastifyError | Error): number {
  if (error instanceof Refusal) return error.httpStatus;
  return 'statusCode' in error && error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
}

/** Fastify's refusals of a body, as the contract's: as at REST, one that is too large is VALIDATION_FAILED. */
function codeOfBody(error: FastifyError | Error, status: number): Record<string, unknown> {
  if (status === 413) return { code: 'VALIDATION_FAILED' };
  const isEmpty = 'code' in error && error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY';
  return isEmpty ? { code: 'REQUIRED_FIELD_MISSING', details: { field: 'query' } } : { code: 'INVALID_FORMAT' };
}
