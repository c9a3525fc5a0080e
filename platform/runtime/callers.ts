import type { EventDefinition } from '../../schema/events/event';
import type { JobDefinition } from '../jobs/defineJob';
import type { Job, JobHandler, JobRun } from '../jobs/jobs';
import type { Caller, EventReaction } from './subgraphModule';

/** The doors of a subgraph for events and jobs: each parses what it is handed, and goes on with the context of whoever caused it. What does not parse fails, and is tried again. */
export function doorsOf<Context>(contextOf: (caller: Caller) => Context) {
  return {
    /** @param when only events with these values are handled: the others make no job */
    onEvent<Payload>({ type, payload }: EventDefinition<Payload>, work: (context: Context, payload: Payload, occurredAt: Date) => Promise<unknown>, when?: Partial<Payload>): Record<string, EventReaction> {
      const handle: EventReaction['handle'] = async (event, caller) => {
        await work(contextOf(caller), payload.parse(event.payload), new Date(event.occurredAt));
      };
      return { [type]: { handle, ...(when && { when }) } };
    },
    onJob<Payload extends object>({ topic, payload }: JobDefinition<Payload>, work: (context: Context, payload: Payload) => Promise<unknown>): Record<string, JobHandler> {
      return {
        [topic]: async (job, run) => {
          await work(contextOf(callerOfJob(job, run)), payload.parse(job.payload));
        },
      };
    },
  };
}

/** Of events for whose effect no customer waits: they may lag behind in a rush of those for which one does. */
export function mayLag(reactions: Record<string, EventReaction>): Record<string, EventReaction> {
  return Object.fromEntries(Object.entries(reactions).map(([type, reaction]) => [type, { ...reaction, mayLag: true }]));
}

/** Who acts when a job runs: the system, for the job's business, under what it all began with. */
function callerOfJob(job: Job, run: JobRun): Caller {
  return { principal: { kind: 'system', tenantId: job.tenantId }, requestId: job.correlationId ?? `job-${job.id}`, run };
}
