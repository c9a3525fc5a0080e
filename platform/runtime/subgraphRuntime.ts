import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { startRelay } from '../events/relay';
import { enforceAuthorization } from '../graphql/authorization';
import { scalars } from '../graphql/scalars';
import { startWorker, type JobHandler } from '../jobs/jobs';
import type { Foundation, HandledEvent, RunningSubgraph, SubgraphModule } from './subgraphModule';

/** External calls wait long and cost little: more of them than connections may be under way. */
const concurrency = 24;

export interface StartedSubgraph {
  name: string;
  schema: GraphQLSchema;
  running: RunningSubgraph;
  stop(): Promise<void>;
}

/** Brings a subgraph to life in this process: its schema with authorization enforced, its relay, its worker. */
export async function startSubgraph(module: SubgraphModule, foundation: Foundation): Promise<StartedSubgraph> {
  const running = await module.start(foundation);
  const typeDefs = parse(module.typeDefs());
  const schema = enforceAuthorization(buildSubgraphSchema([{ typeDefs, resolvers: { ...scalars, ...running.resolvers } as never }]));

  const handlers = new Map<string, JobHandler>(Object.entries((running.jobs ?? {}) as Record<string, JobHandler>));
  const topics = new Map<string, string[]>();
  for (const [type, handle] of Object.entries(running.on ?? {})) {
    const topic = `on:${module.name}:${type}`;
    topics.set(type, [topic]);
    handlers.set(topic, (job, run) => {
      const event = job.payload as HandledEvent<never>;
      return handle(event, { principal: { kind: 'system', tenantId: job.tenantId }, requestId: event.correlationId ?? `event-${event.id}`, run });
    });
  }
  const log = foundation.log.child({ subgraph: module.name });
  const relay = topics.size > 0 ? startRelay(foundation.database, { consumer: module.name, topics }, log) : null;
  const worker = handlers.size > 0 ? startWorker(foundation.database, { name: module.name, handlers, concurrency, log }) : null;
  return {
    name: module.name,
    schema,
    running,
    async stop() {
      await relay?.stop();
      await worker?.stop();
      await running.stop?.();
    },
  };
}
