import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { overview, type Overview, serviceRow } from '../../../platform/health/overview';
import { answer, answerError } from '../../../platform/http/envelope';
import { documented } from '../../../platform/http/docs';
import type { Context } from '../context';
import type { Service } from '../domain/services';
import { readHealth, readServices, type SystemHealth } from '../usecases/readHealth';

/** GET /health/overview, /health/infrastructure, /health/services, /health/services/:serviceName: public, in the documented envelope. */
export function healthRoutes(app: FastifyInstance, context: Pick<Context, 'registry' | 'expected' | 'checks'>): void {
  const whole = documented({ summary: 'How the whole system is doing: every service, every check', auth: 'public', answer: overview });
  for (const url of ['/health/overview', '/health/infrastructure']) app.get(url, whole, async (request, reply) => answer(request, reply, toOverview(await readHealth(context))));

  const list = documented({ summary: 'The services that the system consists of, by name', auth: 'public', answer: serviceRow.array() });
  app.get('/health/services', list, async (request, reply) => answer(request, reply, (await readServices(context)).map(toRow)));

  const one = documented({ summary: 'One service', auth: 'public', answer: serviceRow, refusals: [404] });
  app.get<{ Params: { serviceName: string } }>('/health/services/:serviceName', one, async (request, reply) => {
    const service = (await readServices(context)).find(({ name }) => name === request.params.serviceName);
    if (service) return answer(request, reply, toRow(service));
    return answerError(request, reply, 404, { code: 'RESOURCE_NOT_FOUND', message: 'There is no such service.', details: { resource: 'service' } });
  });
}

/** As REST shows it. */
export function toOverview(health: SystemHealth): Overview {
  return {
    status: lower(health.status),
    maintenance: health.maintenance,
    services: health.services.map(toRow),
    checks: health.checks.map((check) => ({
      name: check.name,
      status: lower(check.status),
      critical: check.critical,
      latency_ms: check.latencyMs,
      message: check.message,
      checked_at: check.checkedAt.toISOString(),
    })),
  };
}

function toRow(service: Service): z.infer<typeof serviceRow> {
  return {
    name: service.name,
    status: lower(service.status),
    version: service.version,
    category: service.category,
    critical: service.critical,
    last_heartbeat: service.lastHeartbeat?.toISOString() ?? null,
  };
}

function lower(status: Service['status']): Lowercase<Service['status']> {
  return status.toLowerCase() as Lowercase<Service['status']>;
}
