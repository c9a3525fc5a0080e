import type { Database } from '../database/database';

/** One thing that is looked at, as the reference's HealthManager: critical ones make the whole unhealthy, others degraded. */
export interface HealthCheck {
  name: string;
  critical: boolean;
  /** Throws, with a reason fit for an operator, when the thing is not well. */
  run(): Promise<void>;
}

export type HealthStatus = 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY';

export interface HealthCheckResult {
  name: string;
  status: HealthStatus;
  critical: boolean;
  latencyMillis: number;
  message: string | null;
  checkedAt: Date;
}

/** Whether the database answers: what every process stands on. */
export function databaseCheck(database: Pick<Database, 'statement'>): HealthCheck {
  return { name: 'database', critical: true, run: async () => void (await database.statement('select 1 as one')) };
}

const checkMillisMax = 5_000;

/** Runs all checks at once, 5 s each at most (domain.md, "Infra"). */
export async function runHealthChecks(checks: readonly HealthCheck[]): Promise<{ status: HealthStatus; results: HealthCheckResult[] }> {
  const results = await Promise.all(checks.map(runOne));
  const failed = results.filter((result) => result.status !== 'HEALTHY');
  const status = failed.some((result) => result.critical) ? 'UNHEALTHY' : failed.length > 0 ? 'DEGRADED' : 'HEALTHY';
  return { status, results };
}

async function runOne(check: HealthCheck): Promise<HealthCheckResult> {
  const started = performance.now();
  const failure = await withDeadline(check.run()).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  );
  return {
    name: check.name,
    critical: check.critical,
    status: failure === null ? 'HEALTHY' : check.critical ? 'UNHEALTHY' : 'DEGRADED',
    latencyMillis: Math.round(performance.now() - started),
    message: failure,
    checkedAt: new Date(),
  };
}

async function withDeadline(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkMillisMax / 1000} s`)), checkMillisMax);
  });
  await Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
