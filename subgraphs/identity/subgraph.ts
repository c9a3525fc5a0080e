import type { ResolverMap, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { resolvers } from './resolvers/resolvers';

/** People, what they may do, and their sessions. */
export const subgraph: SubgraphModule = {
  name: 'identity',
  typeDefs: () => readSubgraphSdl('identity'),
  start: (foundation) =>
    Promise.resolve({
      resolvers: resolvers as ResolverMap,
      createContext: (caller) => createContext(foundation, caller),
    }),
};
