import { doorsOf } from '../../platform/runtime/callers';
import type { Caller, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { eventHandlers } from './events/handlers';
import { resolvers } from './resolvers/resolvers';
import { repeatNoticeJob } from './usecases/raiseAlert';
import { repeatNotice } from './usecases/repeatNotice';

/** What a human should look at, until one has. */
export const subgraph: SubgraphModule = {
  name: 'alerts',
  typeDefs: () => readSubgraphSdl('alerts'),
  worksApart: true,
  paths: ['/internal/alerts/*'],
  async start(foundation) {
    const contextOf = (caller: Caller) => createContext(foundation, caller);
    return {
      resolvers,
      createContext: contextOf,
      on: eventHandlers(contextOf),
      jobs: doorsOf(contextOf).onJob(repeatNoticeJob, (context, { alertId }) => repeatNotice(context, alertId)),
    };
  },
};
