import type { DocumentNode } from 'graphql';
import type { HealthCheck } from '../../platform/health/healthCheck';
import type { Principal } from '../../platform/principal/principal';

/** What one operation at the gateway carries to every subgraph: who asks, and what the in-process subgraphs keep for its length. */
export interface GatewayContext {
  principal: Principal;
  requestId: string;
  /** One context of each subgraph for an operation, so that its loaders batch across fetches. */
  subgraphContexts: Map<string, unknown>;
  /** Counts so much more against the caller's rate than the request itself, or throws RateLimited. Absent where the caller is not counted. */
  charge?: ((points: number) => Promise<void>) | undefined;
}

/** One fetch of a query plan, or a subscription's primary. */
export interface SourceFetch {
  query: string;
  /** The plan's own parsed document, where there is one: nothing is parsed or validated again. */
  document: DocumentNode | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/** A subgraph's answer; errors as GraphQL writes them. */
export interface SourceResult {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; path?: readonly (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** A subgraph as the gateway sees it: in this process or in another. */
export interface SubgraphSource {
  name: string;
  /** Of one in another process, whether that answers and is well; one of this process has checks of its own. */
  healthCheck?: HealthCheck;
  process(fetch: SourceFetch): Promise<SourceResult>;
  /** The events of a subscription, or the refusal. */
  subscribe(fetch: SourceFetch): Promise<AsyncIterableIterator<SourceResult> | SourceResult>;
}
