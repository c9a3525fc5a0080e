import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { overview, type Overview, serviceRow, toCheckRow, toStatus, withoutMessages } from '../../../platform/health/overview';
import { kept } from '../../../platform/health/kept';
import { answer, answerError, answerList } from '../../../platform/http/envelope';
import { documented } from '../../../platform/http/docs';
import { hasServiceKey } from '../../../platform/http/serviceKey';
import type { Context } from '../context';
import type { Service } from '../domain/services';
import { readHealth, readServices, type SystemHealth } from '../usecases/readHealth';

/** GET /health/overview, /health/infrastructure, /health/services, /health/services/:serviceName: public, in the documented envelope. With a service key the checks tell what they found wrong. */
export function healthRoutes(app: FastifyInstance, context: Pick<Context, 'registry' | 'expected' | 'checks'>, serviceKeys: readonly string[]): void {
  // Anybody may ask, uncounted: however many do at once, the database is asked once.
  const now = () => new Date();
  const health = kept(() => readHealth(context), 0, now);
  const services = kept(() => readServices(context), 0, now);
  const whole = documented({ summary: 'How the whole system is doing: every service, every check', auth: 'public', answer: overview });
  for (const url of ['/health/overview', '/health/infrastructure'])
    app.get(url, whole, async (request, reply) => {
      const state = toOverview(await health());
      return answer(request, reply, hasServiceKey(request, serviceKeys) ? state : withoutMessages(state));
    });

  const list = documented({ summary: 'The services that the system consists of, by name', auth: 'public', answer: serviceRow.array() });
  app.get('/health/services', list, async (request, reply) => answerList(request, reply, (await services()).map(toRow)));

  const one = documented({ summary: 'One service', auth: 'public', answer: serviceRow, refusals: [404] });
  app.get<{ Params: { serviceName: string } }>('/health/services/:serviceName', one, async (request, reply) => {
    const service = (await services()).find(({ name }) => name === request.params.serviceName);
    if (service) return answer(request, reply, toRow(service));
    return answerError(request, reply, 404, { code: 'RESOURCE_NOT_FOUND', message: 'There is no such service.', details: { resource: 'service' } });
  });
}

/** As REST shows it. */
export function toOverview(health: SystemHealth): Overview {
  return { status: toStatus(health.status), maintenance: health.maintenance, services: health.services.map(toRow), checks: health.checks.map(toCheckRow) };
}

function toRow(service: Service): z.infer<typeof serviceRow> {
  const { name, status, version, category, critical, lastHeartbeat } = service;
  return { name, status: toStatus(status), version, category, critical, last_heartbeat: lastHeartbeat?.toISOString() ?? null };
}
