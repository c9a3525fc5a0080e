import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../platform/errors/refusal';
import { hasServiceKey } from '../platform/http/serviceKey';
import { anonymous, tenantOf, type Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { countedAs } from './clientAddress';

/** Its routes answer 403 to a signature that is not the carrier's. */
const webhooks = /^\/(internal\/)?webhooks\//;
/** Not counted as they come: webhooks, health, static files (environment.md), and /graphql, which counts once it knows the caller. */
const uncounted = /^\/($|graphql$|(internal\/)?webhooks\/|health|ready$|ping$|info$|metrics|app(\/|$)|api\/docs|favicon)/;

/** RATE_LIMIT_EXCEEDED, and when to come again. */
export class RateLimited extends Refusal {
  constructor(readonly retryAfterSeconds: number) {
    super('RATE_LIMIT_EXCEEDED', 'Too many requests. Wait and try again.', { retryAfterSeconds });
  }
}

/** How many requests a minute an address (of IPv6 a network of 64 bits) and a business may make (RATE_LIMIT_PER_MINUTE, RATE_LIMIT_TENANT_PER_MINUTE). */
export interface RateLimits {
  /** Counts one request of the tenant, or of the address where there is none; or what is as much as several. Throws RateLimited. */
  count(principal: Principal, address: string, points?: number): Promise<void>;
}

/** Limits kept in the memory of this process. */
export function createRateLimits({ environment }: Foundation): RateLimits {
  const ofAddress = new RateLimiterMemory({ points: environment.rateLimitPerMinute, duration: 60 });
  const ofTenant = new RateLimiterMemory({ points: environment.rateLimitTenantPerMinute, duration: 60 });
  return {
    async count(principal, address, points = 1) {
      const tenantId = tenantOf(principal);
      try {
        await (tenantId === null ? ofAddress.consume(countedAs(address), points) : ofTenant.consume(tenantId, points));
      } catch (error) {
        if (error instanceof RateLimiterRes) throw new RateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
        throw error;
      }
    },
  };
}

/** What the work comes to; where it is refused, the address is charged, so that nobody guesses tokens for free. Our own failing costs nobody. */
export function chargingRefusals<Result>(limits: RateLimits, address: string, work: Promise<Result>): Promise<Result> {
  return work.catch(async (error: unknown) => {
    if (error instanceof Refusal && error.code !== 'SERVICE_UNAVAILABLE') await limits.count(anonymous, address);
    throw error;
  });
}

/**
 * Counts by address what comes to the REST routes without a service key. Of webhooks only the forged ones count, once they are known as such:
 * the signed ones of whoever shares the address go on.
 */
export function limitRestRoutes(app: FastifyInstance, foundation: Foundation, limits: RateLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (uncounted.test(pathOf(request)) || hasServiceKey(request, foundation.environment.internalServiceKeys)) return;
    await limits.count(anonymous, request.ip).catch((error: unknown) => {
      if (error instanceof RateLimited) tellWhen(reply, error);
      throw error;
    });
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode === 403 && webhooks.test(pathOf(request))) {
      await limits.count(anonymous, request.ip).catch((error: unknown) => {
        if (!(error instanceof RateLimited)) throw error;
        tellWhen(reply.code(error.httpStatus), error);
      });
    }
    return payload;
  });
}

function tellWhen(reply: FastifyReply, { retryAfterSeconds }: RateLimited): void {
  void reply.header('retry-after', String(retryAfterSeconds));
}

function pathOf(request: FastifyRequest): string {
  return (request.url.split('?')[0] as string) || '/';
}
