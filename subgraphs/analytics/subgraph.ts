import type { Caller, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { eventHandlers } from './events/handlers';
import { resolvers } from './resolvers/resolvers';

/** The business's figures, counted as things happen. */
export const subgraph: SubgraphModule = {
  name: 'analytics',
  typeDefs: () => readSubgraphSdl('analytics'),
  worksApart: true,
  paths: ['/internal/process/*', '/internal/kpis/*', '/internal/metrics/bulk', '/internal/metrics/system', '/internal/tenants/:tenantId/analytics', '/reports/*'],
  async start(foundation) {
    const contextOf = (caller: Caller) => createContext(foundation, caller);
    return {
      resolvers,
      createContext: contextOf,
      on: eventHandlers(contextOf),
    };
  },
};
