import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse } from 'graphql';
import { request } from 'undici';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createSupergraph } from '../gateway/execution/supergraph';
import { localSource } from '../gateway/sources/localSource';
import type { GatewayContext } from '../gateway/sources/source';
import { apolloGateway, askSources } from '../gateway/supergraph';
import type { Principal } from '../platform/principal/principal';
import { startSubgraphs, type StartedSubgraph } from '../platform/runtime/subgraphRuntime';
import { repositoryRoot } from '../schema/files';
import { subgraphModules } from '../subgraphs/registry';
import { type Asked, calls, type Target } from './federationAsker';
import { cpuMeter, percentile, printFigures, type Figures } from './load';
import type { World } from './world';

const rounds = 3;
const owner = { email: 'owner@bench.test', password: 'never-miss-a-call', firstName: 'Ann', lastName: 'Lee', role: 'owner' as const };

interface Variant extends Target {
  name: string;
}

/**
 * The same subgraphs, the same Apollo Server on Fastify and the same plan, all in this process: with Apollo's default gateway and
 * RemoteGraphQLDataSource, to subgraphs that answer over HTTP with graphql-js; with our executor and local sources; and, for what our door costs, the
 * application's own gateway, with its token, session, rate and limits. Alternating, so that all have the same machine.
 * `rate` is the number of connections here, each of which asks again as soon as it is answered. CPU is this process's: not that of PostgreSQL or of who asks.
 */
export async function federation(world: World, options: { rate: number; seconds: number }): Promise<Figures[]> {
  const { foundation } = world.application;
  const [business] = await world.businesses(1, { users: [owner] });
  if (!business?.lineId) throw new Error('no business');
  await seedCalls(world, business.tenantId, business.lineId);
  const principal: Principal = { kind: 'system', tenantId: business.tenantId };
  // A second set beside the application's own, which keeps its to itself; nothing happens during the run, so their workers idle alike.
  const { subgraphs, stop: stopSubgraphs } = await startSubgraphs(subgraphModules, foundation);
  const servers: FastifyInstance[] = [];
  const apollos: ApolloServer<GatewayContext>[] = [];
  const urls = new Map<string, string>();
  for (const subgraph of subgraphs) urls.set(subgraph.name, await serve(subgraph, principal, servers));
  const supergraphSdl = readFileSync(join(repositoryRoot(), 'schema/supergraph.generated.graphql'), 'utf8');
  const serverOf = async (gateway: ApolloServerOptionsWithGateway<GatewayContext>['gateway']) => {
    const apollo = new ApolloServer<GatewayContext>({ gateway, stopOnTerminationSignals: false });
    apollos.push(apollo);
    await apollo.start();
    const app = fastify();
    app.post('/graphql', fastifyApolloHandler(apollo, { context: (from) => Promise.resolve({ principal, requestId: from.id, subgraphContexts: new Map() }) }));
    servers.push(app);
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  };
  // @apollo/gateway reports usage hourly and probes cloud metadata from its constructor, unless this is set before.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const sources = new Map(subgraphs.map((subgraph) => [subgraph.name, localSource(subgraph, foundation.log)]));
  const variants: Variant[] = [
    { name: 'Apollo default, over HTTP', url: await serverOf(new ApolloGateway({ supergraphSdl, buildService: ({ name }) => new RemoteGraphQLDataSource({ url: urls.get(name) }) })) },
    { name: 'our executor, local sources', url: await serverOf(apolloGateway(createSupergraph(supergraphSdl, foundation.log), askSources(sources, foundation.log))) },
    { name: '… behind our whole door', url: `${world.url}/graphql`, authorization: `Bearer ${await login(world)}` },
  ];
  const asker = startAsker();
  const answers = new Set<string>();
  for (const variant of variants) answers.add(await asker.firstAnswer(variant));
  if (answers.size !== 1) throw new Error('they answer differently');
  const measured = variants.map((variant) => ({ ...variant, millis: [] as number[], seconds: 0, cpuMillis: 0 }));
  for (const variant of measured) await asker.load(variant, options.rate, 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of measured) {
      const started = performance.now();
      const cpu = cpuMeter();
      variant.millis.push(...(await asker.load(variant, options.rate, options.seconds / rounds / variants.length)));
      variant.seconds += (performance.now() - started) / 1000;
      variant.cpuMillis += cpu();
    }
  }
  const rate = (variant: { millis: number[]; seconds: number } | undefined) => (variant ? variant.millis.length / variant.seconds : 0);
  const rows = measured.map((variant) => ({
    variant: variant.name, connections: options.rate, 'requests/s': rate(variant), '× default': rate(variant) / rate(measured[0]), 'p50 ms': percentile(variant.millis, 0.5), 'p99 ms': percentile(variant.millis, 0.99), 'CPU ms/request': variant.cpuMillis / variant.millis.length,
  }));
  printFigures(`gateway: ${calls} calls with their business and line, subgraphs on PostgreSQL`, rows);
  asker.stop();
  for (const apollo of apollos) await apollo.stop();
  for (const server of servers) await server.close();
  await stopSubgraphs();
  return rows;
}

/** A subgraph over HTTP at its least: parse, execute, send. Validation is left out, which favours the variant we compare with. */
async function serve(subgraph: StartedSubgraph, principal: Principal, servers: FastifyInstance[]): Promise<string> {
  const app = fastify();
  const documents = new Map<string, ReturnType<typeof parse>>();
  app.post<{ Body: { query: string; variables?: Record<string, unknown>; operationName?: string } }>('/graphql', async ({ body, id }) => {
    const document = documents.get(body.query) ?? parse(body.query);
    documents.set(body.query, document);
    return execute({ schema: subgraph.schema, document, variableValues: body.variables ?? {}, operationName: body.operationName, contextValue: subgraph.running.createContext({ principal, requestId: id }) });
  });
  servers.push(app);
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
}

async function seedCalls(world: World, tenantId: string, lineId: string): Promise<void> {
  await world.sql.query(
    `insert into calls.calls (tenant_id, twilio_sid, line_id, "from", "to", status, started_at)
     select $1, 'CA' || lpad(to_hex(n), 32, '0'), $2, '+1406' || (2000000 + n), '+12085000000', 'COMPLETED', clock_timestamp() - make_interval(mins => n) from generate_series(1, $3::int) as n`,
    [tenantId, lineId, calls],
  );
}

/** Asks from a process of its own, as clients do. */
function startAsker() {
  const child = fork(join(__dirname, 'federationAsker.js'), { execArgv: [] });
  const order = async (target: Target, connections: number, seconds: number): Promise<Asked> => {
    child.send({ target, connections, seconds });
    const [told] = (await once(child, 'message')) as [Asked | { failed: string }];
    if ('failed' in told) throw new Error(told.failed);
    return told;
  };
  return {
    firstAnswer: async (target: Target) => (await order(target, 1, 0)).firstAnswer,
    load: async (target: Target, connections: number, seconds: number) => (await order(target, connections, seconds)).millis,
    stop: () => child.disconnect(),
  };
}

async function login(world: World): Promise<string> {
  const text = 'mutation($input: LoginInput!) { login(input: $input) { accessToken } }';
  const response = await request(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: text, variables: { input: { email: owner.email, password: owner.password } } }) });
  const { data } = (await response.body.json()) as { data: { login: { accessToken: string } } };
  return data.login.accessToken;
}
