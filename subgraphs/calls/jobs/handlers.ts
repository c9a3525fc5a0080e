import type { JobHandler } from '../../../platform/jobs/jobs';
import { doorsOf } from '../../../platform/runtime/callers';
import type { Caller } from '../../../platform/runtime/subgraphModule';
import type { Context } from '../context';
import { continueConversation } from '../usecases/continueConversation';
import { giveUpTurn } from '../usecases/giveUp';
import { handBack } from '../usecases/handBack';
import { continueConversationJob, handBackJob, letGoExpiredJob, remindHumanJob } from '../usecases/ownJobs';
import { remindHuman } from '../usecases/remindHuman';
import { letGoExpired } from '../usecases/letGoHolds';

/** How this subgraph's own jobs are worked off: parse, one use case. */
export function jobHandlers(contextOf: (caller: Caller) => Context): Record<string, JobHandler> {
  const { onJob: on } = doorsOf(contextOf);
  return {
    ...on(continueConversationJob, continueConversation, giveUpTurn),
    ...on(remindHumanJob, remindHuman),
    ...on(handBackJob, handBack),
    ...on(letGoExpiredJob, (context) => context.transaction((opened) => letGoExpired(opened, context.now()))),
  };
}
