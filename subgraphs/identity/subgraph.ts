import type { ResolverMap, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { keyRoutes } from './http/keyRoutes';
import { forgetSessions } from './store/sessions';
import { resolvers } from './resolvers/resolvers';

/** People, what they may do, and their sessions. */
export const subgraph: SubgraphModule = {
  name: 'identity',
  typeDefs: () => readSubgraphSdl('identity'),
  paths: ['/internal/users/*', '/internal/tenants/:tenantId/users', '/uploads/*', '/.well-known/*'],
  start: (foundation) =>
    Promise.resolve({
      resolvers: resolvers as ResolverMap,
      createContext: (caller) => createContext(foundation, caller),
      schedules: [forgetSessions],
      routes: (app) => keyRoutes(app, foundation.tokens),
    }),
};
