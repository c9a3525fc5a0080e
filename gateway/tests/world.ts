import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readEnvironment, type Environment } from '../../platform/config/environment';
import { openDatabase } from '../../platform/database/database';
import { Refusal, refuse } from '../../platform/errors/refusal';
import { createHttpServer } from '../../platform/http/httpServer';
import { createLogger } from '../../platform/logging/logger';
import { permissionsOf, type RoleCode } from '../../platform/principal/permissions';
import { createTokens } from '../../platform/principal/tokens';
import type { Foundation, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { type StartedSubgraph, startSubgraphs } from '../../platform/runtime/subgraphRuntime';
import { asAdmin, createSystemDatabase } from '../../tests/harness/database';
import { serveEdge } from '../edge';
import { type Gateway, startGateway } from '../server';
import { localSource } from '../sources/localSource';
import { remoteSource } from '../sources/remoteSource';
import type { SubgraphSource } from '../sources/source';
import { serveSubgraph } from '../subgraphServer';
import { freePort } from '../../tests/harness/freePort';

/** What every mini subgraph agrees on: the directives of schema/shared.graphql. */
const shared = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external"])
  directive @authenticated on FIELD_DEFINITION | OBJECT
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
  directive @public on FIELD_DEFINITION | OBJECT
`;

const sdl: Record<string, string> = {
  people: `${shared}
    type Query { me: Person! @authenticated  salaries: [Int!]! @requiresScopes(scopes: [["users:write"]])  hello: String! @public  boom: String @public  teapot: String @public }
    type Mutation { rename(name: String!): Person! @authenticated }
    type Person @key(fields: "id") { id: ID!  name: String!  boss: Person  pay: Int @requiresScopes(scopes: [["users:write"]])  broken: String }
  `,
  reviews: `${shared}
    type Query { reviews: [Review!]! @authenticated  fragile: [Review!] @authenticated }
    type Mutation { addReview(body: String!): Review! @authenticated }
    type Subscription { reviewAdded(after: ID, refused: Boolean): Review! @authenticated }
    type Review @key(fields: "id") { id: ID!  body: String!  author: Person!  approver: Person  loads: Int! }
    type Person @key(fields: "id") { id: ID!  reviews: [Review!]! }
  `,
};

export interface World {
  url: string;
  /** Of a subgraph's own port. Only in the remote world. */
  urlOf(name: string): string;
  gateway: Gateway;
  environment: Environment;
  said: EventEmitter;
  /** Messages of the faults that were logged. */
  logged: string[];
  /** A token of a session that is alive: of a new one, or of the given one, which is begun where it was not. */
  token(role?: RoleCode, options?: { sessionId?: string; tenantId?: string; expiresInSeconds?: number }): Promise<string>;
  post(query: string, options?: { token?: string; variables?: Record<string, unknown>; headers?: Record<string, string> }): Promise<{ status: number; headers: Headers; body: Answer }>;
  connect(token: string | null): Client;
  /** Ends the session in the database; the door is told nothing. */
  endSession(sessionId: string): Promise<void>;
  /** Stops the process (as it were) of the subgraph. Only in the remote world. */
  kill(name: string): Promise<void>;
  /** Starts it anew, on its port. */
  revive(name: string): Promise<void>;
  /** Lets so much time pass for what goes by the foundation's clock. */
  passMillis(millis: number): void;
  close(): Promise<void>;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

const userId = '7a0e4b80-0000-4000-8000-0000000000ff';
const secret = 'a secret of the tests, of thirty-two characters or more';

/** A gateway on a free port over two mini subgraphs, in this process or each behind a port of its own. */
export async function startWorld(options: { remote?: boolean; variables?: Record<string, string> } = {}): Promise<World> {
  const environment = readEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', RATE_LIMIT_PER_MINUTE: '10000', RATE_LIMIT_TENANT_PER_MINUTE: '10000', ...options.variables });
  const said = new EventEmitter();
  const logged: string[] = [];
  let passed = 0;
  const log = createLogger({ level: 'silent', format: 'json' });
  const keep = (object: { err?: { message: string } }) => void logged.push(object.err?.message ?? '');
  Object.assign(log, { error: keep });
  const system = await createSystemDatabase();
  const database = await openDatabase({ url: system.databaseUrl, maxConnections: 4, applicationName: 'gateway tests' });
  // The mini subgraphs have no events: nothing here follows the log.
  const foundation = { environment, database, tokens: createTokens(secret, 900), log, clock: () => new Date(Date.now() + passed), dataDirectory: '/nonexistent', startedAt: new Date(), version: 'test' } as unknown as Foundation;
  const sessions = await sessionsOf(system.adminUrl);

  const { subgraphs: started, stop } = await startSubgraphs([people(), reviews(said)], foundation);
  const sources = new Map<string, SubgraphSource>();
  const processes = new Map<string, Process>();
  for (const subgraph of started) {
    if (options.remote) processes.set(subgraph.name, await behindPort(foundation, subgraph));
    sources.set(subgraph.name, processes.get(subgraph.name)?.source ?? localSource(subgraph, log));
  }

  const app = await createHttpServer(foundation);
  serveEdge(app, foundation, { name: 'gateway', services: [...sources.keys()], checks: [...sources.values()].flatMap(({ healthCheck }) => healthCheck ?? []), isClosing: () => false });
  const dashboardDirectory = await mkdtemp(join(tmpdir(), 'nevermisscall-page-'));
  await writeFile(join(dashboardDirectory, 'index.html'), '<title>The page</title>');
  const gateway = await startGateway({ foundation, app, supergraphSdl: supergraph(), sources, dashboardDirectory });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const kill = async (name: string) => processes.get(name)?.kill();
  return {
    url,
    urlOf: (name) => processes.get(name)?.url as string,
    gateway,
    environment,
    said,
    logged,
    kill,
    revive: async (name) => processes.get(name)?.start(),
    endSession: sessions.end,
    passMillis: (millis) => void (passed += millis),
    async token(role = 'dispatcher', { sessionId = randomUUID(), tenantId = '7a0e4b80-0000-4000-8000-0000000000aa', expiresInSeconds = 900 } = {}) {
      await sessions.begin(sessionId, tenantId);
      const user = { userId, sessionId, tenantId, role, permissions: permissionsOf[role] };
      return (await createTokens(secret, expiresInSeconds).sign(user)).token;
    },
    async post(query, { token, variables, headers } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
    connect: (token) => createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true, ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}) }),
    async close() {
      await gateway.stop();
      await app.close();
      for (const name of processes.keys()) await kill(name);
      await stop();
      await database.close();
      await system.drop();
      await rm(dashboardDirectory, { recursive: true });
    },
  };
}

interface Process {
  url: string;
  source: SubgraphSource;
  start(): Promise<void>;
  kill(): Promise<void>;
}

async function behindPort(foundation: Foundation, subgraph: StartedSubgraph): Promise<Process> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const environment = { ...foundation.environment, subgraphUrls: { ...foundation.environment.subgraphUrls, [subgraph.name]: url } };
  let stops: (() => Promise<void>)[] = [];
  const start = async () => void (await serveSubgraph({ ...foundation, environment }, subgraph, { checks: [], isClosing: () => false, stops }));
  await start();
  return {
    url,
    source: remoteSource(subgraph.name, url, foundation),
    start,
    async kill() {
      for (const stop of stops) await stop();
      stops = [];
    },
  };
}

function supergraph(): string {
  const composed = composeServices(Object.entries(sdl).map(([name, text]) => ({ name, url: `http://${name}/graphql`, typeDefs: parse(text) })));
  if (composed.supergraphSdl === undefined) throw new Error(String(composed.errors));
  return composed.supergraphSdl;
}

/** The one person of these tests, and their sessions, as rows of identity. */
async function sessionsOf(adminUrl: string): Promise<{ begin(sessionId: string, tenantId: string): Promise<void>; end(sessionId: string): Promise<void> }> {
  await asAdmin(adminUrl, `insert into identity.users (id, unique_id, email, username, first_name, last_name, password_hash) values ($1, 'u-1', 'ann@example.test', 'ann', 'Ann', 'Lee', '-')`, [userId]);
  return {
    async begin(sessionId, tenantId) {
      await asAdmin(adminUrl, `insert into identity.memberships (tenant_id, user_id, role) values ($1, $2, 'owner') on conflict do nothing`, [tenantId, userId]);
      await asAdmin(adminUrl, `insert into identity.sessions (id, tenant_id, user_id, created_at, expires_at) values ($1, $2, $3, now(), now() + interval '1 day') on conflict do nothing`, [sessionId, tenantId, userId]);
    },
    end: async (sessionId) => void (await asAdmin(adminUrl, 'update identity.sessions set ended_at = now() where id = $1', [sessionId])),
  };
}

const names: Record<string, string> = { p1: 'Ana', p2: 'Bo' };

function people(): SubgraphModule {
  const resolvers = {
    Query: {
      me: () => ({ id: 'p1' }),
      salaries: () => [1, 2],
      hello: () => 'hello',
      boom: () => {
        throw new Error('the password is 1234');
      },
      teapot: () => refuse('BUSINESS_RULE_VIOLATION', 'Short and stout.', { handle: 'here' }),
    },
    Mutation: { rename: (_: unknown, { name }: { name: string }) => ((names['p1'] = name), { id: 'p1' }) },
    Person: {
      __resolveReference: ({ id }: { id: string }) => (id in names ? { id } : null),
      name: ({ id }: { id: string }) => names[id],
      boss: () => ({ id: 'p2' }),
      pay: () => 100,
      broken: () => {
        throw new Error('broken inside');
      },
    },
  };
  return { name: 'people', typeDefs: () => sdl['people'] as string, start: () => Promise.resolve({ resolvers: resolvers as never, createContext: ({ principal }) => ({ principal }) }) };
}

function reviews(said: EventEmitter): SubgraphModule {
  const review = (id: string, author = 'p1') => ({ id, body: `review ${id}`, author: { __typename: 'Person', id: author }, approver: { __typename: 'Person', id: 'left' } });
  const resolvers = {
    Query: { reviews: () => [review('1'), review('2', 'p2'), review('3')], fragile: () => [review('1')] },
    Mutation: { addReview: (_: unknown, { body }: { body: string }) => ({ ...review('9'), body }) },
    Subscription: {
      reviewAdded: {
        subscribe: (_: unknown, { refused }: { refused?: boolean }) => {
          if (refused) throw new Refusal('CURSOR_EXPIRED', 'Too old.', { field: 'after' });
          return listen(said);
        },
        resolve: (event: { id: string }) => review(event.id),
      },
    },
    Review: { loads: (_: unknown, __: unknown, context: { loads: number }) => (context.loads += 1) },
    Person: { reviews: ({ id }: { id: string }) => [review(`of-${id}`, id)] },
  };
  return {
    name: 'reviews',
    typeDefs: () => sdl['reviews'] as string,
    start: () => Promise.resolve({ resolvers: resolvers as never, createContext: ({ principal }) => ({ principal, loads: 0 }) as never }),
  };
}

/** The events, each once; the event `tooSlow` breaks the stream as the live feed does. */
function listen(said: EventEmitter): AsyncIterableIterator<unknown> {
  const leave = new AbortController();
  const events = on(said, 'review', { signal: leave.signal });
  said.emit('listening');
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { value, done } = await events.next().catch((error: Error) => (error.name === 'AbortError' ? { value: undefined, done: true } : Promise.reject(error)));
      const [event] = (value ?? []) as [{ id: string } | undefined];
      if (event?.id === 'tooSlow') throw new Refusal('SERVICE_UNAVAILABLE', 'The subscriber is too slow.', { closeCode: 4290 });
      return { value: event, done: done ?? false };
    },
    async return() {
      leave.abort();
      said.emit('left');
      return { value: undefined, done: true };
    },
  };
}

