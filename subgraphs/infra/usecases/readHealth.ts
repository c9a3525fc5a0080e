import { type HealthCheckResult, runHealthChecks } from '../../../platform/health/healthCheck';
import type { Context } from '../context';
import { type HealthStatus, overall, type Service } from '../domain/services';

export interface SystemHealth {
  status: HealthStatus;
  services: Service[];
  checks: (Omit<HealthCheckResult, 'latencyMillis'> & { latencyMs: number })[];
  maintenance: boolean;
}

/** How the system is doing now. It answers with the database down too: then no service is known, and the check says why. */
export async function readHealth(context: Pick<Context, 'registry' | 'checks'>): Promise<SystemHealth> {
  const [{ results }, services] = await Promise.all([runHealthChecks(context.checks), context.registry.services().catch(() => [])]);
  const checks = results.map(({ latencyMillis, ...result }) => ({ ...result, latencyMs: latencyMillis }));
  return { status: overall([...services, ...checks]), services, checks, maintenance: false };
}
