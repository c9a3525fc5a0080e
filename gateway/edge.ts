import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { answer } from '../platform/http/envelope';
import { type HealthCheck, runHealthChecks } from '../platform/health/healthCheck';
import type { Foundation } from '../platform/runtime/subgraphModule';

/** What every process serves beside its own routes: health, readiness, information, metrics. */
export function serveEdge(app: FastifyInstance, foundation: Foundation, options: { name: string; services: readonly string[]; checks: readonly HealthCheck[]; isClosing: () => boolean; hasDashboard: boolean }): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer, by route and status', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5], registers: [registry] });
  app.addHook('onResponse', (request, reply, done) => {
    duration.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });
  const information = { service: options.name, version: '0.1.0', services: options.services, started_at: foundation.startedAt.toISOString(), endpoints: ['/graphql', '/health', '/ready', '/ping', '/info', '/metrics', '/api/docs'] };
  const health = async () => {
    const { status, results } = await runHealthChecks(options.checks);
    return {
      status: options.isClosing() ? 'UNHEALTHY' : status,
      services: options.services,
      uptime_seconds: Math.round((Date.now() - foundation.startedAt.getTime()) / 1000),
      checks: results.map((check) => ({ name: check.name, status: check.status, critical: check.critical, latency_ms: check.latencyMillis, message: check.message, checked_at: check.checkedAt.toISOString() })),
    };
  };
  app.get('/health', async (request, reply) => {
    const state = await health();
    return answer(request, reply, { ...state, status: state.status.toLowerCase() }, state.status === 'UNHEALTHY' ? 503 : 200);
  });
  app.get('/ready', async (request, reply) => {
    const state = await health();
    return answer(request, reply, { ready: state.status !== 'UNHEALTHY' }, state.status === 'UNHEALTHY' ? 503 : 200);
  });
  app.get('/ping', (request, reply) => answer(request, reply, { pong: true }));
  app.get('/info', (request, reply) => answer(request, reply, information));
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  app.get('/', (request, reply) => {
    const wantsPage = options.hasDashboard && (request.headers.accept ?? '').includes('text/html');
    return wantsPage ? reply.redirect('/app/') : answer(request, reply, information);
  });
}
