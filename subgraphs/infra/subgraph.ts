import { forgetAnswers } from '../../platform/http/idempotency';
import { anonymous } from '../../platform/principal/principal';
import type { Caller, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { eventHandlers } from './events/handlers';
import { forgetEvents } from './store/eventLog';
import { healthRoutes, toOverview } from './http/healthRoutes';
import { resolvers } from './resolvers/resolvers';
import { readHealth } from './usecases/readHealth';

/** Which services run, how well, and everything that happens in a business, as it happens. */
export const subgraph: SubgraphModule = {
  name: 'infra',
  typeDefs: () => readSubgraphSdl('infra'),
  worksApart: true,
  paths: ['/health/*', '/metrics/prometheus', '/internal/alerts/trigger', '/internal/metrics/:serviceName', '/internal/*'],
  start(foundation) {
    const contextOf = (caller: Caller) => createContext(foundation, caller);
    const own = contextOf({ principal: anonymous, requestId: 'infra' });
    return Promise.resolve({
      resolvers,
      createContext: contextOf,
      routes: (app) => healthRoutes(app, own, foundation.environment.internalServiceKeys),
      overview: async () => toOverview(await readHealth(own)),
      on: eventHandlers(contextOf),
      schedules: [forgetEvents, forgetAnswers],
    });
  },
};
