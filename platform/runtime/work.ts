import type { Database } from '../database/database';
import { startRelay } from '../events/relay';
import { type Job, type JobHandler, type JobRun, startWorker } from '../jobs/jobs';
import type { Logger } from '../logging/logger';
import { startSchedules } from './schedules';
import type { EventReaction, HandledEvent, WorkingSubgraph } from './subgraphModule';

/** Handlers of events wait for the database alone: more of them at once only lengthen the queue before it, and that of the webhooks. */
const eventConcurrency = 8;
/** Of those that may lag: so few that a rush of calls is texted at once and counted a little later, and so many that these go on meanwhile. */
const laggingConcurrency = 2;
/** So many more are leased at once. */
const eventsAhead = 12;
/** External calls wait long and cost little: more of them than connections may be under way. */
const jobConcurrency = 24;

interface Working {
  name: string;
  running: Omit<WorkingSubgraph, 'stop'>;
}

/** What subgraphs do without being asked: one relay, one worker and one clock for all of them. */
export function startWork(subgraphs: readonly Working[], { database, log }: { database: Database; log: Logger }): { stop(): Promise<void> } {
  const lanes = subgraphs.flatMap(lanesOf).filter((lane) => lane.handlers.size > 0);
  const routes = subgraphs.flatMap(routesOf);
  const schedules = subgraphs.flatMap(({ running }) => running.schedules ?? []);
  const relay = routes.length > 0 ? startRelay(database, routes, log) : null;
  const worker = lanes.length > 0 ? startWorker(database, lanes, log) : null;
  const clock = schedules.length > 0 ? startSchedules(database, schedules, log) : null;
  return {
    async stop() {
      await clock?.stop();
      await relay?.stop();
      await worker?.stop();
    },
  };
}

const topicOf = (subgraph: string, eventType: string) => `on:${subgraph}:${eventType}`;

function routesOf({ name, running }: Working) {
  return Object.entries(running.on ?? {}).map(([type, { when }]) => ({ consumer: name, type, topic: topicOf(name, type), ...(when && { when }) }));
}

const asJob =
  (handle: EventReaction['handle']) =>
  (job: Job, run: JobRun): Promise<void> => {
    const event = job.payload as HandledEvent;
    return handle(event, { principal: { kind: 'system', tenantId: job.tenantId }, requestId: event.correlationId ?? `event-${event.id}`, run });
  };

function lanesOf({ name, running }: Working) {
  const reactions = Object.entries(running.on ?? {});
  const handlersOf = (lags: boolean) =>
    new Map(
      reactions
        .filter(([, { mayLag }]) => (mayLag ?? false) === lags)
        .map(([type, { handle, onDead }]): [string, JobHandler] => [topicOf(name, type), Object.assign(asJob(handle), onDead && { onDead: asJob(onDead) })]),
    );
  return [
    { name: `${name} events`, handlers: handlersOf(false), concurrency: eventConcurrency, ahead: eventsAhead },
    { name: `${name} lagging events`, handlers: handlersOf(true), concurrency: laggingConcurrency, ahead: eventsAhead },
    { name: `${name} jobs`, handlers: new Map(Object.entries(running.jobs ?? {})), concurrency: jobConcurrency },
  ];
}
