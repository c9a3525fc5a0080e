import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { documented } from '../platform/http/docs';
import { answer } from '../platform/http/envelope';
import { hasServiceKey } from '../platform/http/serviceKey';
import { type HealthCheck, runHealthChecks } from '../platform/health/healthCheck';
import { kept } from '../platform/health/kept';
import { checkRow, type Overview, serviceRow, toCheckRow, toStatus, withoutMessages } from '../platform/health/overview';
import type { Foundation } from '../platform/runtime/subgraphModule';

/** Anybody may ask for health, uncounted: however many do, what the checks ask of others (Twilio, under our account) is asked again no sooner than this. */
const checksKeptMillis = 5_000;

/** What a process tells of itself. */
export interface EdgeOptions {
  name: string;
  /** The services that this port answers for. */
  services: readonly string[];
  checks: readonly HealthCheck[];
  isClosing: () => boolean;
  /** How many jobs are dead, for the metrics. */
  deadJobs?: () => Promise<number>;
  /** Whether the dashboard is at this port, to which browsers are sent. Default: no. */
  hasDashboard?: boolean;
  /** At the shared port, which answers for the whole: what infra knows of every service. */
  overview?: () => Promise<Overview>;
}

const health = z.object({ status: checkRow.shape.status, services: z.array(z.union([serviceRow, z.object({ name: z.string(), status: z.enum(['healthy', 'unknown']) })])), uptime_seconds: z.number(), checks: z.array(checkRow) });
const information = z.object({ service: z.string(), version: z.string(), services: z.array(z.string()), started_at: z.string(), endpoints: z.array(z.string()) });

/** What every process serves beside its own routes: health, readiness, information, metrics. */
export function serveEdge(app: FastifyInstance, foundation: Pick<Foundation, 'environment' | 'clock' | 'version' | 'startedAt'>, options: EdgeOptions): void {
  const registry = measure(app);
  if (options.deadJobs) gaugeDeadJobs(registry, kept(options.deadJobs, checksKeptMillis, foundation.clock));
  const info: z.infer<typeof information> = {
    service: options.name,
    version: foundation.version,
    services: [...options.services],
    started_at: foundation.startedAt.toISOString(),
    endpoints: ['/graphql', '/health', '/ready', '/ping', '/info', '/metrics', '/api/docs'],
  };
  const runChecks = kept(() => runHealthChecks(options.checks), checksKeptMillis, foundation.clock);
  const readWhole = options.overview && kept(options.overview, 0, foundation.clock);
  const readOwn = async () => {
    const { status, results } = await runChecks();
    return { status: options.isClosing() ? ('unhealthy' as const) : toStatus(status), checks: results.map(toCheckRow) };
  };
  const readHealth = async (): Promise<z.infer<typeof health>> => {
    const [own, whole] = await Promise.all([readOwn(), readWhole?.().catch(() => null)]);
    const uptime = { uptime_seconds: Math.round((Date.now() - foundation.startedAt.getTime()) / 1000) };
    // The one port that speaks for the others does not know how they are while infra is down: that alone is not well.
    if (whole === null) return { status: worse(own.status, 'degraded'), services: options.services.map((name) => ({ name, status: 'unknown' })), ...uptime, checks: own.checks };
    if (whole === undefined) return { status: own.status, services: options.services.map((name) => ({ name, status: 'healthy' })), ...uptime, checks: own.checks };
    const others = whole.checks.filter((check) => !own.checks.some(({ name }) => name === check.name));
    return { status: worse(own.status, whole.status), services: whole.services, ...uptime, checks: [...own.checks, ...others] };
  };

  app.get('/health', documented({ summary: 'How this port and what it answers for are doing; 503 when not', auth: 'public', answer: health, refusals: [] }), async (request, reply) => {
    const state = await readHealth();
    const told = hasServiceKey(request, foundation.environment.internalServiceKeys) ? state : withoutMessages(state);
    return answer(request, reply, told, state.status === 'unhealthy' ? 503 : 200);
  });
  app.get('/ready', documented({ summary: 'Whether this process takes work; 503 when not', auth: 'public', answer: z.object({ ready: z.boolean() }) }), async (request, reply) => {
    const ready = (await readOwn()).status !== 'unhealthy';
    return answer(request, reply, { ready }, ready ? 200 : 503);
  });
  app.get('/ping', documented({ summary: 'Whether this process answers', auth: 'public', answer: z.object({ pong: z.boolean() }) }), (request, reply) => answer(request, reply, { pong: true }));
  app.get('/info', documented({ summary: 'What this process is', auth: 'public', answer: information }), (request, reply) => answer(request, reply, info));
  app.get('/metrics', documented({ summary: 'Measurements of this process, as Prometheus text', auth: 'public', bare: { 200: z.string() } }), async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  app.get('/', documented({ summary: 'What this process is; browsers are sent to the dashboard', auth: 'public', answer: information }), (request, reply) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && options.hasDashboard === true;
    return wantsPage ? reply.redirect('/app/') : answer(request, reply, info);
  });
}

function measure(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer, by route and status', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5], registers: [registry] });
  app.addHook('onResponse', (request, reply, done) => {
    duration.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}

function gaugeDeadJobs(registry: Registry, count: () => Promise<number>): void {
  new Gauge({
    name: 'jobs_dead',
    help: 'Jobs of all processes that failed for good and wait for an operator',
    registers: [registry],
    async collect() {
      // While the database is away nobody knows: no number is better than an old one.
      const dead = await count().catch(() => null);
      if (dead === null) this.remove();
      else this.set(dead);
    },
  });
}

type Status = Overview['status'];

function worse(a: Status, b: Status): Status {
  return (['unhealthy', 'degraded'] as const).find((status) => a === status || b === status) ?? 'healthy';
}
