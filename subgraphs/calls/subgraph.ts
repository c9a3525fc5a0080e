import type { Caller, Foundation, RunningSubgraph, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createRulesDispatcher } from './clients/rulesDispatcher/rulesDispatcher';
import { warmUp } from './clients/rulesDispatcher/warmUp';
import { createZipTable } from './clients/zipTable/zipTable';
import type { Context } from './context';
import { createContext } from './createContext';
import { eventHandlers } from './events/handlers';
import { dispatchRoutes } from './http/dispatchProcess';
import { jobHandlers } from './jobs/handlers';
import { resolvers } from './resolvers/resolvers';
import { forgetAnswers } from './store/answers';

/** Calls, conversations, the dispatcher, leads and appointments. */
export const subgraph: SubgraphModule = {
  name: 'calls',
  typeDefs: () => readSubgraphSdl('calls'),
  worksApart: true,
  paths: ['/internal/calls/*', '/internal/conversations/*', '/dispatch/*'],
  start,
  warmUp,
};

async function start(foundation: Foundation): Promise<RunningSubgraph> {
  const geocoder = createZipTable();
  const dispatcher = createRulesDispatcher({ geocoder, clock: foundation.clock });
  const contextOf = (caller: Caller): Context => createContext(foundation, { dispatcher, geocoder }, caller);
  return {
    resolvers,
    createContext: contextOf,
    on: eventHandlers(contextOf),
    jobs: jobHandlers(contextOf),
    schedules: [forgetAnswers],
    routes: (app) => dispatchRoutes(app, foundation, dispatcher),
  };
}
