import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { type Route, startRelay } from '../events/relay';
import { enforceAuthorization } from '../graphql/authorization';
import { recordOperatorActs } from '../graphql/operatorActs';
import { scalars } from '../graphql/scalars';
import { type JobHandler, type Lane, startWorker } from '../jobs/jobs';
import { startSchedules } from './schedules';
import type { Caller, Foundation, HandledEvent, RunningSubgraph, SubgraphModule } from './subgraphModule';

/** Handlers of events wait for the database alone: more of them at once only lengthen the queue before it, and that of the webhooks. */
const eventConcurrency = 8;
/** So many more are leased at once. */
const eventsAhead = 12;
/** External calls wait long and cost little: more of them than connections may be under way. */
const jobConcurrency = 24;

export interface StartedSubgraph {
  name: string;
  schema: GraphQLSchema;
  running: RunningSubgraph;
}

/** Brings subgraphs to life in this process: each with its schema, authorization enforced; one relay and one worker for all. */
export async function startSubgraphs(modules: readonly SubgraphModule[], foundation: Foundation): Promise<{ subgraphs: StartedSubgraph[]; stop(): Promise<void> }> {
  const subgraphs = await Promise.all(modules.map((module) => open(module, foundation)));
  const lanes = subgraphs.flatMap((subgraph) => subgraph.lanes.filter((lane) => lane.handlers.size > 0));
  const routes = subgraphs.flatMap((subgraph) => subgraph.routes);
  const relay = routes.length > 0 ? startRelay(foundation.database, routes, foundation.log) : null;
  const worker = lanes.length > 0 ? startWorker(foundation.database, lanes, foundation.log) : null;
  const schedules = subgraphs.flatMap(({ running }) => running.schedules ?? []);
  const clock = schedules.length > 0 ? startSchedules(foundation.database, schedules, foundation.log) : null;
  return {
    subgraphs,
    async stop() {
      await clock?.stop();
      await relay?.stop();
      await worker?.stop();
      for (const subgraph of subgraphs) await subgraph.running.stop?.();
    },
  };
}

/** One alone: what a process of the distributed layout runs, and a test of one subgraph. */
export async function startSubgraph(module: SubgraphModule, foundation: Foundation): Promise<StartedSubgraph & { stop(): Promise<void> }> {
  const { subgraphs, stop } = await startSubgraphs([module], foundation);
  return { ...(subgraphs[0] as StartedSubgraph), stop };
}

interface OpenedSubgraph extends StartedSubgraph {
  lanes: Lane[];
  routes: Route[];
}

async function open(module: SubgraphModule, foundation: Foundation): Promise<OpenedSubgraph> {
  const { running, callerOf } = rememberCallers(await module.start(foundation));
  const plain = buildSubgraphSchema([{ typeDefs: parse(module.typeDefs()), resolvers: { ...scalars, ...running.resolvers } as never }]);
  const schema = enforceAuthorization(recordOperatorActs(plain, foundation, callerOf));
  const onEvent = new Map<string, JobHandler>();
  const routes = Object.entries(running.on ?? {}).map(([type, { handle, when }]) => {
    const topic = `on:${module.name}:${type}`;
    onEvent.set(topic, (job, run) => {
      const event = job.payload as HandledEvent;
      return handle(event, { principal: { kind: 'system', tenantId: job.tenantId }, requestId: event.correlationId ?? `event-${event.id}`, run });
    });
    return { consumer: module.name, type, topic, ...(when && { when }) };
  });
  const lanes = [
    { name: `${module.name} events`, handlers: onEvent, concurrency: running.eventConcurrency ?? eventConcurrency, ahead: eventsAhead },
    { name: `${module.name} jobs`, handlers: new Map(Object.entries(running.jobs ?? {})), concurrency: jobConcurrency },
  ];
  return { name: module.name, schema, running, lanes, routes };
}

/** Of each context of an operation, who asked and under which request: subgraphs keep of that what they need. */
function rememberCallers(running: RunningSubgraph): { running: RunningSubgraph; callerOf: (context: object) => Caller } {
  const callers = new WeakMap<object, Caller>();
  const createContext: RunningSubgraph['createContext'] = (caller) => {
    const context = running.createContext(caller);
    callers.set(context, caller);
    return context;
  };
  const callerOf = (context: object) => {
    const caller = callers.get(context);
    if (!caller) throw new Error('a context that this runtime did not make');
    return caller;
  };
  return { running: { ...running, createContext }, callerOf };
}
