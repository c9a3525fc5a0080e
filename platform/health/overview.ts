import { z } from 'zod';
import type { HealthCheckResult, HealthStatus } from './healthCheck';

const status = z.enum(['healthy', 'degraded', 'unhealthy']);

/** A check as the REST answers show it. */
export const checkRow = z.object({
  name: z.string(),
  status,
  critical: z.boolean(),
  latency_ms: z.number(),
  message: z.string().nullable(),
  checked_at: z.string(),
});

/** A service as the REST answers show it. */
export const serviceRow = z.object({
  name: z.string(),
  status,
  version: z.string(),
  category: z.string(),
  critical: z.boolean(),
  last_heartbeat: z.string().nullable(),
});

/** The whole system as the REST answers show it. */
export const overview = z.object({ status, maintenance: z.boolean(), services: z.array(serviceRow), checks: z.array(checkRow) });

export type Overview = z.infer<typeof overview>;

/** What was found wrong may name addresses of ours: the operator and our own services are told, everybody else hears how it is (roles.md). */
export function withoutMessages<Told extends { checks: z.infer<typeof checkRow>[] }>(told: Told): Told {
  return { ...told, checks: told.checks.map((check) => ({ ...check, message: null })) };
}

export function toStatus(found: HealthStatus): Overview['status'] {
  return found.toLowerCase() as Lowercase<HealthStatus>;
}

export function toCheckRow(check: HealthCheckResult): z.infer<typeof checkRow> {
  return { name: check.name, status: toStatus(check.status), critical: check.critical, latency_ms: check.latencyMillis, message: check.message, checked_at: check.checkedAt.toISOString() };
}
