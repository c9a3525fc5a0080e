import type { Caller, Foundation, RunningSubgraph, SubgraphModule } from '../../platform/runtime/subgraphModule';
import type { Job, JobRun } from '../../platform/jobs/jobs';
import { readSubgraphSdl } from '../../schema/sdl';
import { createRulesDispatcher } from './clients/rulesDispatcher/rulesDispatcher';
import { warmUp } from './clients/rulesDispatcher/warmUp';
import { createZipTable } from './clients/zipTable/zipTable';
import type { Context } from './context';
import { createContext } from './createContext';
import { handlers } from './events/handlers';
import { dispatchRoutes } from './http/dispatchProcess';
import { resolvers } from './resolvers/resolvers';
import { continueConversation } from './usecases/continueConversation';
import type { DueTurn } from './usecases/enqueueTurn';
import { remindHuman } from './usecases/remindHuman';
import { letGoExpired } from './usecases/sayAppointments';

/** Calls, conversations, the dispatcher, leads and appointments. */
export const subgraph: SubgraphModule = { name: 'calls', typeDefs: () => readSubgraphSdl('calls'), start, warmUp };

async function start(foundation: Foundation): Promise<RunningSubgraph> {
  const geocoder = createZipTable();
  const dispatcher = createRulesDispatcher({ geocoder, clock: foundation.clock });
  const contextOf = (caller: Caller): Context => createContext(foundation, { dispatcher, geocoder }, caller);
  const contextOfJob = (job: Job<never>, run: JobRun) => contextOf({ principal: { kind: 'system', tenantId: job.tenantId }, requestId: `job-${job.id}`, run });
  return {
    resolvers,
    createContext: contextOf,
    on: handlers(contextOf),
    jobs: {
      'calls.continueConversation': (job: Job<DueTurn>, run: JobRun) => continueConversation(contextOfJob(job as Job<never>, run), job.payload),
      'calls.remindHuman': (job: Job<{ conversationId: string; since: string }>, run: JobRun) => remindHuman(contextOfJob(job as Job<never>, run), job.payload),
      'calls.letGoExpired': async (job: Job<never>, run: JobRun) => {
        const context = contextOfJob(job, run);
        await context.transaction((opened) => letGoExpired(opened, context.now()));
      },
    } as NonNullable<RunningSubgraph['jobs']>,
    routes: (app) => dispatchRoutes(app, foundation, dispatcher),
    healthChecks: [],
  };
}
