import type { EventDefinition } from '../../schema/events/event';
import type { JobDefinition } from '../jobs/defineJob';
import type { Job, JobHandler, JobRun } from '../jobs/jobs';
import type { Caller, EventReaction } from './subgraphModule';

type Work<Context, Payload, Rest extends unknown[] = []> = (context: Context, payload: Payload, ...rest: Rest) => Promise<unknown>;

interface EventOptions<Context, Payload> {
  /** Only events with these values are handled: the others make no job. */
  when?: Partial<Payload>;
  /** What is done where handling has failed for good (JobHandler.onDead). */
  onDead?: Work<Context, Payload, [occurredAt: Date]>;
}

/** The doors of a subgraph for events and jobs: each parses what it is handed, and goes on with the context of whoever caused it. What does not parse fails, and is tried again. */
export function doorsOf<Context>(contextOf: (caller: Caller) => Context) {
  return {
    onEvent<Payload>({ type, payload }: EventDefinition<Payload>, work: Work<Context, Payload, [occurredAt: Date]>, { when, onDead }: EventOptions<Context, Payload> = {}): Record<string, EventReaction> {
      const doorTo =
        (done: typeof work): EventReaction['handle'] =>
        async (event, caller) => {
          await done(contextOf(caller), payload.parse(event.payload), new Date(event.occurredAt));
        };
      return { [type]: { handle: doorTo(work), ...(when && { when }), ...(onDead && { onDead: doorTo(onDead) }) } };
    },
    /** @param onDead what is done where the job has failed for good (JobHandler.onDead) */
    onJob<Payload extends object>({ topic, payload }: JobDefinition<Payload>, work: Work<Context, Payload>, onDead?: Work<Context, Payload>): Record<string, JobHandler> {
      const doorTo = (done: typeof work) => async (job: Job, run: JobRun) => {
        await done(contextOf(callerOfJob(job, run)), payload.parse(job.payload));
      };
      return { [topic]: Object.assign(doorTo(work), onDead && { onDead: doorTo(onDead) }) };
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
