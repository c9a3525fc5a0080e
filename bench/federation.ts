import { ApolloServer } from '@apollo/server';
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSource } from '@apollo/gateway';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse } from 'graphql';
import { Agent, request } from 'undici';
import { localSource } from '../gateway/sources/localSource';
import type { GatewayContext } from '../gateway/sources/source';
import { dataSource } from '../gateway/supergraph';
import type { Principal } from '../platform/principal/principal';
import { startSubgraph, type StartedSubgraph } from '../platform/runtime/subgraphRuntime';
import { repositoryRoot } from '../schema/files';
import { subgraphModules } from '../subgraphs/registry';
import { percentile, printFigures, type Figures } from './load';
import type { World } from './world';

/** measured.md's: 20 calls, and 4 fields of each from other subgraphs (here tenancy and telephony; nobody has answered a missed call). */
const query = 'query Calls($first: Int) { calls(first: $first) { nodes { id from status tenant { id name businessName } line { number label } } } }';
const calls = 20;
const rounds = 3;

interface Variant {
  name: string;
  url: string;
}

/**
 * The same subgraphs, the same Apollo Server on Fastify and the same plan, all in this process: once with our local sources, once with
 * Apollo's default RemoteGraphQLDataSource, to subgraphs that answer over HTTP with graphql-js. Alternating, so that both have the same machine.
 * `rate` is the number of connections here, each of which asks again as soon as it is answered.
 */
export async function federation(world: World, options: { rate: number; seconds: number }): Promise<Figures[]> {
  const { foundation } = world.application;
  const [business] = await world.businesses(1);
  if (!business?.lineId) throw new Error('no business');
  await seedCalls(world, business.tenantId, business.lineId);
  const principal: Principal = { kind: 'system', tenantId: business.tenantId };
  // A second set beside the application's own, which keeps its to itself; nothing happens during the run, so their workers idle alike.
  const subgraphs = await Promise.all(subgraphModules.map((module) => startSubgraph(module, foundation)));
  const servers: FastifyInstance[] = [];
  const apollos: ApolloServer<GatewayContext>[] = [];
  const urls = new Map<string, string>();
  for (const subgraph of subgraphs) urls.set(subgraph.name, await serve(subgraph, principal, servers));
  const gatewayOf = async (buildService: (definition: { name: string }) => GraphQLDataSource) => {
    const supergraphSdl = readFileSync(join(repositoryRoot(), 'schema/supergraph.generated.graphql'), 'utf8');
    const gateway = new ApolloGateway({ supergraphSdl, queryPlannerConfig: { exposeDocumentNodeInFetchNode: true }, buildService });
    const apollo = new ApolloServer<GatewayContext>({ gateway, stopOnTerminationSignals: false });
    apollos.push(apollo);
    await apollo.start();
    const app = fastify();
    app.post('/graphql', fastifyApolloHandler(apollo, { context: (from) => Promise.resolve({ principal, requestId: from.id, subgraphContexts: new Map() }) }));
    servers.push(app);
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  };
  const local = new Map(subgraphs.map((subgraph) => [subgraph.name, localSource(subgraph, foundation.log)]));
  const variants: Variant[] = [
    { name: 'Apollo default, over HTTP', url: await gatewayOf(({ name }) => new RemoteGraphQLDataSource({ url: urls.get(name) })) },
    { name: 'our local sources', url: await gatewayOf(({ name }) => dataSource(name, local.get(name), foundation.log)) },
  ];
  const agent = new Agent({ connections: options.rate, pipelining: 1 });
  const expected = await ask(agent, variants[0]?.url ?? '', calls);
  if (expected !== (await ask(agent, variants[1]?.url ?? '', calls))) throw new Error('the two answer differently');
  const measured = variants.map((variant) => ({ ...variant, millis: [] as number[], seconds: 0 }));
  for (const variant of measured) await load(agent, variant.url, options.rate, 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of measured) {
      const started = performance.now();
      variant.millis.push(...(await load(agent, variant.url, options.rate, options.seconds / rounds)));
      variant.seconds += (performance.now() - started) / 1000;
    }
  }
  const rate = (variant: { millis: number[]; seconds: number } | undefined) => (variant ? variant.millis.length / variant.seconds : 0);
  const rows = measured.map((variant) => ({
    variant: variant.name, connections: options.rate, 'requests/s': rate(variant), '× default': rate(variant) / rate(measured[0]), 'p50 ms': percentile(variant.millis, 0.5), 'p99 ms': percentile(variant.millis, 0.99),
  }));
  printFigures(`gateway: ${calls} calls with their business and line, subgraphs on PostgreSQL`, rows);
  await agent.close();
  for (const apollo of apollos) await apollo.stop();
  for (const server of servers) await server.close();
  for (const subgraph of subgraphs) await subgraph.stop();
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

async function ask(agent: Agent, url: string, first: number): Promise<string> {
  const response = await request(url, { method: 'POST', dispatcher: agent, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { first } }) });
  const text = await response.body.text();
  if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${response.statusCode} ${text.slice(0, 400)}`);
  return text;
}

/** So many connections, each asking again once it is answered; different variables each time. */
async function load(agent: Agent, url: string, connections: number, seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1000;
  const millis: number[] = [];
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let turn = connection; performance.now() < until; turn += 1) {
        const started = performance.now();
        await ask(agent, url, calls + (turn % 10));
        millis.push(performance.now() - started);
      }
    }),
  );
  return millis;
}
