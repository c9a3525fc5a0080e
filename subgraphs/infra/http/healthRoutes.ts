import type { FastifyInstance } from 'fastify';
import { answer, answerError } from '../../../platform/http/envelope';
import type { Context } from '../context';
import type { Service } from '../domain/services';
import { readHealth, type SystemHealth } from '../usecases/readHealth';

/** GET /health/overview, /health/infrastructure, /health/services, /health/services/:serviceName: public, in the documented envelope. */
export function healthRoutes(app: FastifyInstance, context: Pick<Context, 'registry' | 'checks'>): void {
  for (const path of ['/health/overview', '/health/infrastructure']) app.get(path, async (request, reply) => answer(request, reply, toOverview(await readHealth(context))));

  app.get('/health/services', async (request, reply) => answer(request, reply, (await context.registry.services()).map(toRow)));

  app.get<{ Params: { serviceName: string } }>('/health/services/:serviceName', async (request, reply) => {
    const service = (await context.registry.services()).find(({ name }) => name === request.params.serviceName);
    if (service) return answer(request, reply, toRow(service));
    return answerError(request, reply, 404, { code: 'RESOURCE_NOT_FOUND', message: 'There is no such service.', details: { resource: 'service' } });
  });
}

function toOverview(health: SystemHealth): Record<string, unknown> {
  return {
    status: health.status.toLowerCase(),
    maintenance: health.maintenance,
    services: health.services.map(toRow),
    checks: health.checks.map((check) => ({
      name: check.name,
      status: check.status.toLowerCase(),
      critical: check.critical,
      latency_ms: check.latencyMs,
      message: check.message,
      checked_at: check.checkedAt.toISOString(),
    })),
  };
}

function toRow(service: Service): Record<string, unknown> {
  return {
    name: service.name,
    status: service.status.toLowerCase(),
    version: service.version,
    category: service.category,
    critical: service.critical,
    last_heartbeat: service.lastHeartbeat?.toISOString() ?? null,
  };
}
