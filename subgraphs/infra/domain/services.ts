export type HealthStatus = 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY';

/** A service is unhealthy after so long without a heartbeat. */
export const silenceSecondsMax = 30;
/** Every process beats so often for what it runs. */
export const beatSeconds = 10;

/** What a process says of a service that it runs. */
export interface ServiceKind {
  name: string;
  category: 'edge' | 'core' | 'support';
  critical: boolean;
}

/** A service as the registry knows it: the newest heartbeat of any process that runs it. */
export interface Service {
  name: string;
  category: string;
  critical: boolean;
  version: string;
  lastHeartbeat: Date | null;
  status: HealthStatus;
}

/** Without these a missed call gets no text, or nobody gets in. A subgraph not named here is support, and not critical. */
const kinds: Record<string, Omit<ServiceKind, 'name'>> = {
  gateway: { category: 'edge', critical: true },
  identity: { category: 'core', critical: true },
  tenancy: { category: 'core', critical: true },
  telephony: { category: 'core', critical: true },
  calls: { category: 'core', critical: true },
};

export function kindOf(name: string): ServiceKind {
  return { name, ...(kinds[name] ?? { category: 'support', critical: false }) };
}

/** UNHEALTHY after 30 s of silence, by the clock that the heartbeats are stamped with. */
export function statusAt(now: Date, lastHeartbeat: Date | null): HealthStatus {
  return lastHeartbeat !== null && now.getTime() - lastHeartbeat.getTime() <= silenceSecondsMax * 1_000 ? 'HEALTHY' : 'UNHEALTHY';
}

/** The whole: UNHEALTHY when something critical is not well, DEGRADED when something else is not. */
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

export function matches(service: Service, { status, category, critical }: ServiceConditions): boolean {
  return (!status || status.length === 0 || status.includes(service.status)) && (category == null || service.category === category) && (critical == null || service.critical === critical);
}
