import type { FastifyInstance } from 'fastify';
import type { GraphQLFieldResolver, GraphQLScalarType } from 'graphql';
import type { Database } from '../database/database';
import type { Environment } from '../config/environment';
import type { EventReader, LoggedEvent } from '../events/eventLog';
import type { LiveFeed } from '../events/liveFeed';
import type { JobHandler, JobRun } from '../jobs/jobs';
import type { Logger } from '../logging/logger';
import type { Principal } from '../principal/principal';
import type { Tokens } from '../principal/tokens';
import type { Schedule } from './schedules';
import type { HealthCheck } from '../health/healthCheck';
import type { Overview } from '../health/overview';

/** What every subgraph stands on, made once for each process. */
export interface Foundation {
  environment: Environment;
  database: Database;
  events: EventReader;
  live: LiveFeed;
  tokens: Tokens;
  log: Logger;
  clock: () => Date;
  /** Where files of this process are kept (`.data/`). */
  dataDirectory: string;
  startedAt: Date;
  /** Of this program, as package.json has it. */
  version: string;
}

/** Who asks, and under which request. */
export interface Caller {
  principal: Principal;
  /** What it all began with: a request of a client, or a call or text of a customer by the carrier's sid. Events, jobs and logs carry it on. */
  requestId: string;
  /** The job whose effect this is; its completion joins the first transaction. */
  run?: JobRun;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;
export type ResolverMap = Record<string, GraphQLScalarType | Record<string, unknown>> | Record<string, Record<string, Resolver | { subscribe: unknown; resolve?: unknown }>>;

/** An event handed to a handler, as the relay wrote it into the job. */
export type HandledEvent = Pick<LoggedEvent, 'tenantId' | 'type' | 'payload' | 'correlationId'> & { occurredAt: string; id: string };

/** What a subgraph does about one kind of event. */
export interface EventReaction {
  handle(event: HandledEvent, caller: Caller): Promise<void>;
  /** What is done where handling has failed for good: as of a job (JobHandler.onDead). */
  onDead?(event: HandledEvent, caller: Caller): Promise<void>;
  /** Values that its payload must have to be handled: most changes of a thing concern nobody else. */
  when?: Readonly<Record<string, unknown>>;
  /** Whether its effect may lag behind in a rush: then it is worked off a few at a time, beside those for which a customer waits. Default false. */
  mayLag?: boolean;
}

/**
 * A subgraph's manifest: everything the runtime needs to serve it, alone in a process or with the others.
 * `start` makes what it keeps open (clients, mirrors); the rest is plain data.
 */
export interface SubgraphModule {
  name: string;
  typeDefs: () => string;
  /** Its REST paths (contract/rest.yaml), for whoever passes them on to its process, as Fastify writes them; of two that fit, the more exact wins. */
  paths?: readonly string[];
  start(foundation: Foundation): Promise<RunningSubgraph>;
  /** Whether its events and jobs need nothing that its requests keep in memory: then a thread of their own may do them. */
  worksApart?: boolean;
  /** What that thread makes in place of `start`, where requests need more that may not be there twice. */
  startWorking?(foundation: Foundation): Promise<WorkingSubgraph>;
  /** What the first request would else wait for: done once for a process, while its database comes up. */
  warmUp?(): Promise<void>;
}

/** What a subgraph does without being asked. */
export type WorkingSubgraph = Pick<RunningSubgraph, 'on' | 'jobs' | 'schedules' | 'stop'>;

export interface RunningSubgraph {
  resolvers: ResolverMap;
  createContext(caller: Caller): { principal: Principal };
  routes?(app: FastifyInstance): void;
  /** Event type → what is done about it. The handler runs at least once and takes effect once: its transaction completes the job. */
  on?: Record<string, EventReaction>;
  /** Topic → handler of this subgraph's own jobs. */
  jobs?: Record<string, JobHandler>;
  /** Regular work of the whole system, done once among all processes. */
  schedules?: Schedule[];
  /** What this subgraph stands on beside the database. */
  healthChecks?: HealthCheck[];
  /** How the whole system is doing: of the one subgraph that knows, for the gateway's /health. */
  overview?(): Promise<Overview>;
  stop?(): Promise<void>;
}
