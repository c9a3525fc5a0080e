import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import type { Service } from '../domain/services';
import { readHealth, type SystemHealth } from '../usecases/readHealth';

/** GET /health/overview, /health/infrastructure, /health/services, /health/services/:serviceName: public, in the documented envelope. */
export function healthRoutes(app: FastifyInstance, context: Pick<Context, 'registry' | 'checks'>): void {
  app.get('/health/overview', (request) => enveloped(request, async () => ({ data: toOverview(await readHealth(context)) })));
  app.get('/health/infrastructure', (request) => enveloped(request, async () => ({ data: toOverview(await readHealth(context)) })));
  app.get('/health/services', (request) =>
    enveloped(request, async () => {
      const services = await context.registry.services();
      return { data: services.map(toRow), list: { total_count: services.length, page: 1, limit: services.length } };
    }),
  );
  app.get<{ Params: { serviceName: string } }>('/health/services/:serviceName', async (request, reply) => {
    const service = (await context.registry.services()).find(({ name }) => name === request.params.serviceName);
    if (service) return enveloped(request, () => Promise.resolve({ data: toRow(service) }));
    return reply.code(404).send({ success: false, error: { code: 'RESOURCE_NOT_FOUND', message: 'There is no such service.', details: { resource: 'service' } }, metadata: metadataOf(request, performance.now()) });
  });
}

async function enveloped(request: FastifyRequest, answer: () => Promise<{ data: unknown; list?: Record<string, number> }>): Promise<Record<string, unknown>> {
  const started = performance.now();
  const { data, list } = await answer();
  return { success: true, data, metadata: { ...metadataOf(request, started), ...list } };
}

function metadataOf(request: FastifyRequest, started: number): Record<string, unknown> {
  const id = request.headers['x-request-id'];
  return { timestamp: new Date().toISOString(), request_id: typeof id === 'string' ? id : request.id || randomUUID(), processing_time_ms: Math.round(performance.now() - started) };
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
