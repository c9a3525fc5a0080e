import type { LiveFeed } from '../../platform/events/liveFeed';
import type { HealthCheck } from '../../platform/health/healthCheck';
import type { Principal } from '../../platform/principal/principal';
import type { Service, ServiceKind } from './domain/services';

export interface Registry {
  /** Every service that ever reported, by name, with its status of now. */
  services(): Promise<Service[]>;
  /** Says that this process is alive and runs these. */
  beat(services: readonly ServiceKind[]): Promise<void>;
  /** Says that this process ends. What no other process runs stays, and falls silent. */
  leave(): Promise<void>;
}

export interface Context {
  principal: Principal;
  registry: Registry;
  /** What the services stand on. */
  checks: readonly HealthCheck[];
  /** The cursor of now in the tenant's log. */
  eventCursor: () => Promise<string>;
  /** The tenant's live events after a cursor. */
  follow: (after: string | null | undefined) => ReturnType<LiveFeed['subscribe']>;
}
