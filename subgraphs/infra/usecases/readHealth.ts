import { runHealthChecks } from '../../../platform/health/healthCheck';
import type { Context } from '../context';
import { type CheckResult, checksOf, type HealthStatus, overall, type Service, servicesOf } from '../domain/services';

/** How the whole is doing: as badly as the worst of its critical parts, and not well while any other is not. */
export interface SystemHealth {
  status: HealthStatus;
  services: Service[];
  /** Infra's own checks, run now, and those of every process, as its last heartbeat told them. */
  checks: CheckResult[];
  maintenance: boolean;
}

/** How the system is doing now. It answers with the database down too: then no service is heard of, and the check says why. */
export async function readHealth(context: Pick<Context, 'registry' | 'expected' | 'checks'>): Promise<SystemHealth> {
  const [own, { reports, now }] = await Promise.all([runHealthChecks(context.checks), context.registry.read().catch(() => ({ reports: [], now: new Date() }))]);
  const told = checksOf(reports, now).filter((check) => !own.results.some(({ name }) => name === check.name));
  const services = servicesOf(context.expected, reports, now);
  const checks = [...own.results, ...told];
  return { status: overall([...services, ...checks]), services, checks, maintenance: false };
}

/** The services that the system consists of, by name, with their status of now. */
export async function readServices(context: Pick<Context, 'registry' | 'expected'>): Promise<Service[]> {
  const { reports, now } = await context.registry.read();
  return servicesOf(context.expected, reports, now);
}
