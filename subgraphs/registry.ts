import type { SubgraphModule } from '../platform/runtime/subgraphModule';
import { subgraph as alerts } from './alerts/subgraph';
import { subgraph as analytics } from './analytics/subgraph';
import { subgraph as calls } from './calls/subgraph';
import { subgraph as identity } from './identity/subgraph';
import { subgraph as infra } from './infra/subgraph';
import { subgraph as telephony } from './telephony/subgraph';
import { subgraph as tenancy } from './tenancy/subgraph';

/** Every subgraph of the supergraph. */
export const subgraphModules: readonly SubgraphModule[] = [identity, tenancy, telephony, calls, analytics, alerts, infra];
