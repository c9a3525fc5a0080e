import type { ResolverMap, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { resolvers } from './resolvers/resolvers';

/** The businesses, and how each wants its calls, texts and visits handled. */
export const subgraph: SubgraphModule = {
  name: 'tenancy',
  typeDefs: () => readSubgraphSdl('tenancy'),
  paths: ['/internal/tenants/*', '/internal/config/*', '/oauth/*'],
  start: (foundation) =>
    Promise.resolve({
      resolvers: resolvers as ResolverMap,
      createContext: (caller) => createContext(foundation, caller),
    }),
};
