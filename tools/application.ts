import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Environment } from '../platform/config/environment';
import { isDatabaseAway } from '../platform/database/away';
import { openDatabase } from '../platform/database/database';
import { migrate } from '../platform/database/migrate';
import { createEventReader } from '../platform/events/eventLog';
import { startLiveFeed } from '../platform/events/liveFeed';
import { openWakeChannel } from '../platform/events/wakeChannel';
import { databaseCheck, type HealthCheck } from '../platform/health/healthCheck';
import { startHeartbeat } from '../platform/health/heartbeat';
import { serveDocs } from '../platform/http/docs';
import { createHttpServer } from '../platform/http/httpServer';
import { withIdempotencyKeys } from '../platform/http/idempotency';
import { countDeadJobs } from '../platform/jobs/deadJobs';
import type { Logger } from '../platform/logging/logger';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { startSubgraphs, type StartedSubgraph } from '../platform/runtime/subgraphRuntime';
import { serveEdge } from '../gateway/edge';
import { foreignDocs } from '../gateway/foreignDocs';
import { forwardRoutes } from '../gateway/forward';
import { readOverview } from '../gateway/overview';
import { startGateway } from '../gateway/server';
import { localSource } from '../gateway/sources/localSource';
import { remoteSource } from '../gateway/sources/remoteSource';
import type { SubgraphSource } from '../gateway/sources/source';
import { serveSubgraph } from '../gateway/subgraphServer';
import { migrationSets } from '../migrations';
import { repositoryRoot } from '../schema/files';
import { subgraphModules } from '../subgraphs/registry';
import { basisOf, version } from './basis';
import { seed } from './seed';
import { untilDatabaseAnswers } from './standIn';
import { connectionsApart, startWorkApart, worksApart } from './workApart';

export interface Application {
  urls: { name: string; url: string }[];
  foundation: Foundation;
  close(): Promise<void>;
}

export interface ApplicationOptions {
  environment: Environment;
  databaseUrl: string;
  migrationUrl: string;
  dataDirectory: string;
  log: Logger;
  /** The demo business is made unless told otherwise; never in production. */
  demo?: boolean;
  /** Whether one process for everything may do its events and jobs on a thread of their own. Compiled code only. Default false. */
  workThread?: boolean;
}

/** Does what the first requests would else wait for, of the subgraphs that this process will run. */
export async function warmUp({ run }: Pick<Environment, 'run'>): Promise<void> {
  for (const module of modulesOf(run)) await module.warmUp?.();
}

const hasWorkThread = ({ workThread, environment }: ApplicationOptions) => workThread === true && worksApart(environment);

const modulesOf = (run: Environment['run']) => subgraphModules.filter((module) => run.includes('all') || run.includes(module.name));

const databaseTriesMax = 5;

/** Everything of one process: migrated database, the subgraphs it runs, and the gateway where it runs that. */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const stops: Stop[] = [];
  try {
    return await start(options, stops);
  } catch (error) {
    // What did start would else find its database gone, and say so, while the rest is stopped.
    await stopAll(stops);
    throw error;
  }
}

/** Ends one thing that was started; the last started ends first. */
type Stop = () => Promise<void>;

async function stopAll(stops: Stop[]): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

async function start(options: ApplicationOptions, stops: Stop[]): Promise<Application> {
  const { environment, log } = options;
  const runsAll = environment.run.includes('all');
  const runsGateway = runsAll || environment.run.includes('gateway');
  const wakesUrl = environment.databaseDirectUrl ?? options.databaseUrl;
  const standIn = await untilDatabaseAnswers([options.migrationUrl, options.databaseUrl, ...(runsAll ? [] : [wakesUrl])], basisOf(options));
  const foundation = await whileItComesUp(() => migrate(options.migrationUrl, migrationSets))
    .then(() => whileItComesUp(() => createFoundation(options, stops)))
    .finally(() => standIn?.close());
  const wakes = runsAll ? null : await openWakeChannel(foundation.database, wakesUrl, log);
  if (wakes) stops.push(() => wakes.close());
  if (environment.nodeEnv !== 'production' && options.demo !== false && (runsAll || environment.run.includes('tenancy'))) await seed(foundation);

  const wanted = modulesOf(environment.run);
  const apart = new Set(hasWorkThread(options) ? wanted.filter((module) => module.worksApart).map(({ name }) => name) : []);
  let thread: ReturnType<typeof startWorkApart> | undefined;
  stops.push(async () => thread?.stop());
  const { subgraphs: started, stop: stopSubgraphs } = await startSubgraphs(wanted, foundation, apart);
  stops.push(stopSubgraphs);
  const services = [...(runsGateway ? [{ name: 'gateway', checks: [] }] : []), ...started.map(({ name, running }) => ({ name, checks: running.healthChecks ?? [] }))];
  const heartbeat = await startHeartbeat(foundation.database, services, { version, log });
  stops.push(() => heartbeat.stop());
  let closing = false;
  const isClosing = () => closing;
  const urls: Application['urls'] = [];
  if (runsGateway) {
    const url = await serveGateway(foundation, started, isClosing, stops);
    urls.push({ name: 'Dashboard', url: `${url}/app/` }, { name: 'GraphQL', url: `${url}/graphql` });
  } else {
    for (const subgraph of started) urls.push(await serveSubgraph(foundation, subgraph, { checks: checksOf(foundation, [subgraph]), isClosing, stops }));
  }
  // Not sooner: it loads for a second, and who is waited for is the thread that answers.
  if (apart.size > 0) thread = startWorkApart({ subgraphs: [...apart], environment, databaseUrl: options.databaseUrl, dataDirectory: options.dataDirectory }, foundation.database.wakes, log);
  log.debug({ subgraphs: started.map((subgraph) => subgraph.name) }, 'started');
  return {
    urls,
    foundation,
    async close() {
      closing = true;
      await stopAll(stops);
    },
  };
}

/** A server that has just come up, or is kept busy, may answer once and not the next time: what a start needs of it is asked for again. */
async function whileItComesUp<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === databaseTriesMax || !isDatabaseAway(error)) throw error;
    }
  }
}

async function createFoundation(options: ApplicationOptions, stops: Stop[]): Promise<Foundation> {
  const { environment, databaseUrl, log } = options;
  const maxConnections = hasWorkThread(options) ? environment.dbMaxConnections - connectionsApart(environment) : environment.dbMaxConnections;
  const database = await openDatabase({ url: databaseUrl, maxConnections, applicationName: `nevermisscall ${environment.run.join(',')}` });
  stops.push(() => database.close());
  const events = await createEventReader(database);
  const live = await startLiveFeed(database, events, log);
  stops.push(() => live.stop());
  return { ...basisOf(options), database, events, live, startedAt: new Date() };
}

async function serveGateway(foundation: Foundation, started: StartedSubgraph[], isClosing: () => boolean, stops: Stop[]): Promise<string> {
  const { environment, log } = foundation;
  const app = await createHttpServer(foundation);
  const elsewhere = subgraphModules.filter(({ name }) => !started.some((subgraph) => subgraph.name === name));
  await serveDocs(app, { version, description: 'The REST shims beside GraphQL: webhooks, internal endpoints, health.' }, foreignDocs(elsewhere.map(({ name }) => environment.subgraphUrls[name] ?? ''), log));

  const sources = new Map<string, SubgraphSource>();
  for (const module of subgraphModules) {
    const own = started.find((subgraph) => subgraph.name === module.name);
    sources.set(module.name, own ? localSource(own, log) : remoteSource(module.name, environment.subgraphUrls[module.name] ?? '', foundation));
  }
  const dashboardDirectory = join(repositoryRoot(), 'dashboard/dist');
  const supergraphSdl = readFileSync(join(repositoryRoot(), 'schema/supergraph.generated.graphql'), 'utf8');
  const overview = started.find(({ running }) => running.overview)?.running.overview ?? (() => readOverview(environment.subgraphUrls['infra'] ?? '', environment.internalServiceKeys[0] ?? ''));
  serveEdge(app, foundation, { name: 'nevermisscall', services: subgraphModules.map((module) => module.name), checks: [...checksOf(foundation, started), ...[...sources.values()].flatMap(({ healthCheck }) => healthCheck ?? [])], isClosing, hasDashboard: true, overview, deadJobs: () => countDeadJobs(foundation.database) });
  await withIdempotencyKeys(app, foundation, (scope) => started.forEach((subgraph) => subgraph.running.routes?.(scope)));
  const forward = elsewhere.length > 0 ? forwardRoutes(app, foundation, elsewhere) : undefined;
  const gateway = await startGateway({ foundation, app, supergraphSdl, sources, dashboardDirectory });
  const ended = followSessionEnds(foundation, (sessionId) => gateway.sockets.endSession(sessionId));
  stops.push(async () => {
    ended();
    await gateway.stop();
    await app.close();
    await forward?.stop();
  });
  await app.listen({ host: environment.host, port: environment.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : environment.port;
  return `http://localhost:${port}`;
}

function checksOf(foundation: Foundation, started: StartedSubgraph[]): HealthCheck[] {
  return [databaseCheck(foundation.database), ...started.flatMap((subgraph) => subgraph.running.healthChecks ?? [])];
}

/** A session's end closes its sockets at once, in whichever process it ended. */
function followSessionEnds(foundation: Foundation, end: (sessionId: string) => void): () => void {
  return foundation.live.onEvent('identity.sessionEnded', (event) => end((event.payload as { sessionId: string }).sessionId));
}
