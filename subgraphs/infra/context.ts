import type { LiveFeed } from '../../platform/events/liveFeed';
import type { HealthCheck } from '../../platform/health/healthCheck';
import type { Principal } from '../../platform/principal/principal';
import type { Report } from './domain/services';

/** The services that have reported. */
export interface Registry {
  /** What every process last said of each service that it runs, and the time of the clock that stamped it. */
  read(): Promise<{ reports: Report[]; now: Date }>;
}

/** What infra knows of visits: whose each is. */
export interface Appointments {
  /** Keeps whose visit it is, unless something newer is known; `userId` is null for a worker who is no user. */
  save(appointment: { id: string; conversationId: string; userId: string | null; changedAt: Date }): Promise<void>;
  /** Whether the user has a visit that came of the conversation. */
  isOwn(userId: string, conversationId: string): Promise<boolean>;
}

/** What one request or event stands on. */
export interface Context {
  principal: Principal;
  registry: Registry;
  /** The services that the system consists of, whether they ever reported or not. */
  expected: readonly string[];
  /** What infra itself stands on. */
  checks: readonly HealthCheck[];
  /** The cursor of now in the tenant's log. */
  eventCursor: () => Promise<string>;
  /** The tenant's live events after a cursor. */
  follow: (after: string | null | undefined) => ReturnType<LiveFeed['subscribe']>;
  /** Single reads, each in one trip: for queries. */
  stores: { appointments: Pick<Appointments, 'isOwn'> };
  /** One transaction of the caller's tenant; the first of a handler completes its job. */
  transaction<T>(work: (tx: { appointments: Appointments }) => Promise<T>): Promise<T>;
}
