import { forgetAnswers } from '../../platform/http/idempotency';
import { anonymous } from '../../platform/principal/principal';
import type { SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { onAppointmentChanged } from './events/handlers';
import { forgetEvents } from './store/eventLog';
import { healthRoutes, toOverview } from './http/healthRoutes';
import { resolvers } from './resolvers/resolvers';
import { readHealth } from './usecases/readHealth';

/** Which services run, how well, and everything that happens in a business, as it happens. */
export const subgraph: SubgraphModule = {
  name: 'infra',
  typeDefs: () => readSubgraphSdl('infra'),
  start(foundation) {
    const own = createContext(foundation, { principal: anonymous, requestId: 'infra' });
    return Promise.resolve({
      resolvers,
      createContext: (caller) => createContext(foundation, caller),
      routes: (app) => healthRoutes(app, own),
      overview: async () => toOverview(await readHealth(own)),
      on: { 'calls.appointmentChanged': (event, caller) => onAppointmentChanged(event, createContext(foundation, caller)) },
      schedules: [forgetEvents, forgetAnswers],
      healthChecks: [...own.checks],
    });
  },
};
