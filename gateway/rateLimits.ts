import type { FastifyInstance } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../platform/errors/refusal';
import { hasServiceKey } from '../platform/http/serviceKey';
import { tenantOf, type Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';

/** Not counted: signed webhooks, health, static files (environment.md), and /graphql, which counts once it knows the caller. */
const uncounted = /^\/($|graphql$|webhooks\/|internal\/webhooks\/|health|ready$|ping$|info$|metrics|app(\/|$)|api\/docs|favicon)/;

/** RATE_LIMIT_EXCEEDED, and when to come again. */
export class RateLimited extends Refusal {
  constructor(readonly retryAfterSeconds: number) {
    super('RATE_LIMIT_EXCEEDED', 'Too many requests. Wait and try again.', { retryAfterSeconds });
  }
}

/** How many requests a minute an address and a business may make (RATE_LIMIT_PER_MINUTE, RATE_LIMIT_TENANT_PER_MINUTE). */
export interface RateLimits {
  /** Counts one request of the tenant, or of the address where there is none. Throws RateLimited. */
  count(principal: Principal, address: string): Promise<void>;
}

/** Limits kept in the memory of this process. */
export function createRateLimits({ environment }: Foundation): RateLimits {
  const ofAddress = new RateLimiterMemory({ points: environment.rateLimitPerMinute, duration: 60 });
  const ofTenant = new RateLimiterMemory({ points: environment.rateLimitTenantPerMinute, duration: 60 });
  return {
    async count(principal, address) {
      const tenantId = tenantOf(principal);
      try {
        await (tenantId === null ? ofAddress.consume(address) : ofTenant.consume(tenantId));
      } catch (error) {
        if (error instanceof RateLimiterRes) throw new RateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
        throw error;
      }
    },
  };
}

/** Counts what comes to the REST routes without a service key, by address. */
export function limitRestRoutes(app: FastifyInstance, foundation: Foundation, limits: RateLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (uncounted.test((request.url.split('?')[0] as string) || '/') || hasServiceKey(request, foundation.environment.internalServiceKeys)) return;
    await limits.count({ kind: 'anonymous' }, request.ip).catch((error: unknown) => {
      if (error instanceof RateLimited) void reply.header('retry-after', String(error.retryAfterSeconds));
      throw error;
    });
  });
}
