/** Well; without something that is not critical; not to be relied on. */
export type HealthStatus = 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY';

/** A service is unhealthy after so long without a heartbeat. */
const silenceSecondsMax = 30;

/** What a check of a process found, as its last heartbeat told it. */
export interface CheckResult {
  name: string;
  status: HealthStatus;
  critical: boolean;
  latencyMillis: number;
  message: string | null;
  checkedAt: Date;
}

/** What one process last said of a service that it runs. */
export interface Report {
  name: string;
  version: string;
  lastHeartbeat: Date;
  checks: readonly CheckResult[];
}

/** A service, as the processes that run it report. */
export interface Service {
  name: string;
  category: 'edge' | 'core' | 'support';
  critical: boolean;
  version: string;
  lastHeartbeat: Date | null;
  status: HealthStatus;
}

/** Without these a missed call gets no text, or nobody gets in. A subgraph not named here is support, and not critical. */
const kinds: Record<string, Pick<Service, 'category' | 'critical'>> = {
  gateway: { category: 'edge', critical: true },
  identity: { category: 'core', critical: true },
  tenancy: { category: 'core', critical: true },
  telephony: { category: 'core', critical: true },
  calls: { category: 'core', critical: true },
};

/** The services that the system consists of, heard of or not, by name. `now` is of the clock that stamps the heartbeats. */
export function servicesOf(expected: readonly string[], reports: readonly Report[], now: Date): Service[] {
  const names = [...new Set([...expected, ...reports.map((report) => report.name)])].sort();
  return names.map((name) => serviceOf(name, reports.filter((report) => report.name === name), now));
}

/** As well as the best of the processes that were heard of within 30 s; UNHEALTHY where there is none. */
function serviceOf(name: string, reports: readonly Report[], now: Date): Service {
  const newest = reports.toSorted((a, b) => b.lastHeartbeat.getTime() - a.lastHeartbeat.getTime())[0];
  const states = reports.filter((report) => isHeard(report, now)).map((report) => overall(report.checks));
  const status = (['HEALTHY', 'DEGRADED'] as const).find((state) => states.includes(state)) ?? 'UNHEALTHY';
  return { name, ...(kinds[name] ?? { category: 'support', critical: false }), version: newest?.version ?? 'unknown', lastHeartbeat: newest?.lastHeartbeat ?? null, status };
}

/** What the processes that are heard of stand on: each check once, as the worst of them found it. */
export function checksOf(reports: readonly Report[], now: Date): CheckResult[] {
  const worst = new Map<string, CheckResult>();
  for (const check of reports.filter((report) => isHeard(report, now)).flatMap((report) => report.checks)) {
    const known = worst.get(check.name);
    if (!known || (known.status === 'HEALTHY' && check.status !== 'HEALTHY')) worst.set(check.name, check);
  }
  return [...worst.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function isHeard(report: Report, now: Date): boolean {
  return now.getTime() - report.lastHeartbeat.getTime() <= silenceSecondsMax * 1_000;
}

/** The whole: UNHEALTHY when something critical is down, DEGRADED when something else is not well. */
export function overall(parts: readonly { status: HealthStatus; critical: boolean }[]): HealthStatus {
  const unwell = parts.filter((part) => part.status !== 'HEALTHY');
  if (unwell.some((part) => part.critical && part.status === 'UNHEALTHY')) return 'UNHEALTHY';
  return unwell.length > 0 ? 'DEGRADED' : 'HEALTHY';
}

/** Which services to list; conditions add up. */
export interface ServiceConditions {
  status?: readonly HealthStatus[] | null;
  category?: string | null;
  critical?: boolean | null;
}

/** Whether the service fits every condition; an absent one lets everything through. */
export function matches(service: Service, { status, category, critical }: ServiceConditions): boolean {
  return (!status?.length || status.includes(service.status)) && (category == null || service.category === category) && (critical == null || service.critical === critical);
}
