import { EventEmitter } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { serveEdge } from '../gateway/edge';
import { forwardRoutes } from '../gateway/forward';
import { isDatabaseAway } from '../platform/database/away';
import type { Database } from '../platform/database/database';
import { databaseCheck } from '../platform/health/healthCheck';
import { answerError } from '../platform/http/envelope';
import { createHttpServer } from '../platform/http/httpServer';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { subgraphModules } from '../subgraphs/registry';
import { type Port, portsOf } from './ports';
import { UnknownDatabaseHost } from './unknownDatabaseHost';

const pauseMillis = 500;
const connectMillis = 3_000;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What a stand-in needs to know of the process it stands in for. */
export type StandInFoundation = Pick<Foundation, 'environment' | 'tokens' | 'log' | 'clock' | 'dataDirectory' | 'version'>;

export interface StandIn {
  /** Resolves once the ports are free again; what was taken in meanwhile lies in the spool. */
  close(): Promise<void>;
}

/**
 * Waits until every address answers. Meanwhile, from the first refusal on, this process's ports answer what can be answered without a
 * database: Twilio's webhooks (calls are forwarded as the mirror on disk says, the rest is kept on disk), health; 503 for all else.
 * Returns the stand-in, if there was need of one: close it when the application is about to take over.
 * @throws Error of PostgreSQL for whatever waiting does not mend: a wrong password, an unknown database
 * @throws UnknownDatabaseHost where the first try finds no such host and nothing could stand in: a slip of the pen, more likely than an outage
 */
export async function untilDatabaseAnswers(urls: readonly string[], foundation: StandInFoundation): Promise<StandIn | null> {
  let standIn: StandIn | null = null;
  for (;;) {
    try {
      for (const url of new Set(urls)) await ask(url);
      return standIn;
    } catch (error) {
      if (!isDatabaseAway(error)) {
        await standIn?.close();
        throw error;
      }
      if (!standIn) {
        const { code, hostname } = error as { code?: string; hostname?: string };
        if (code === 'ENOTFOUND' && !(await canStandIn(foundation))) throw new UnknownDatabaseHost(hostname ?? '');
        foundation.log.error({ err: error }, 'the database does not answer: calls are forwarded as last known, texts are kept, until it does');
        standIn = await startStandIn(foundation, error);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMillis));
  }
}

/** Whether calls can be answered without the database: from what an earlier run left on disk, or by a telephony that runs elsewhere. */
async function canStandIn({ environment: { run, subgraphUrls }, dataDirectory }: StandInFoundation): Promise<boolean> {
  if (existsSync(join(dataDirectory, 'mirror', 'lines.json'))) return true;
  const spool = join(dataDirectory, 'spool');
  if (existsSync(spool) && readdirSync(spool).some((file) => file.endsWith('.jsonl'))) return true;
  if (!run.includes('gateway') || run.includes('telephony')) return false;
  return fetch(`${subgraphUrls['telephony'] ?? ''}/health`, { signal: AbortSignal.timeout(connectMillis) }).then(
    async ({ body }) => {
      await body?.cancel();
      return true;
    },
    () => false,
  );
}

async function ask(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectMillis, application_name: 'nevermisscall start' });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function startStandIn(known: StandInFoundation, cause: unknown): Promise<StandIn> {
  const foundation: Foundation = { ...known, ...nothingBehind(cause), startedAt: new Date() };
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of stops) await stop();
  };
  try {
    for (const port of portsOf(foundation.environment)) await serveAlone(port, foundation, stops);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

async function serveAlone({ name, port }: Port, foundation: Foundation, stops: (() => Promise<void>)[]): Promise<void> {
  const { host, run } = foundation.environment;
  const servesTelephony = name === 'telephony' || (name === 'gateway' && (run.includes('all') || run.includes('telephony')));
  const app = await createHttpServer(foundation);
  stops.unshift(() => app.close());
  serveEdge(app, foundation, { name, services: [name], checks: [databaseCheck(foundation.database)], isClosing: () => false });
  if (servesTelephony) stops.push(await mountTelephony(app, foundation));
  else if (name === 'gateway') stops.push(forwardRoutes(app, foundation, subgraphModules.filter((module) => module.name === 'telephony')).stop);
  app.route({
    method: methods,
    url: '/*',
    handler: (request, reply) => answerError(request, reply.header('retry-after', '1'), 503, { code: 'SERVICE_UNAVAILABLE', message: 'The database is away; try again shortly.' }),
  });
  await app.listen({ host, port });
}

/** Telephony as it always is: its webhooks need nobody else, and no database to be answered. */
async function mountTelephony(app: FastifyInstance, foundation: Foundation): Promise<() => Promise<void>> {
  const telephony = subgraphModules.find(({ name }) => name === 'telephony');
  const running = await telephony?.start(foundation);
  running?.routes?.(app);
  return async () => running?.stop?.();
}

/** A database that cannot be reached, and what lies in it. */
function nothingBehind(cause: unknown): Pick<Foundation, 'database' | 'events' | 'live'> {
  const away = (): never => {
    throw Object.assign(new Error('the database does not answer', { cause }), { code: 'ECONNREFUSED' });
  };
  const database: Database = { transaction: async () => away(), statement: async () => away(), reader: away, reserve: async () => database, wakes: new EventEmitter(), close: async () => undefined };
  return {
    database,
    events: { now: away, position: away, after: away, toLogged: away },
    live: { subscribe: async () => away(), onEvent: away, stop: async () => undefined },
  };
}
