import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type FetchNode, type PlanNode, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST, getVariableValues, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../platform/logging/logger';
import { mapResults } from './sources/localSource';
import type { GatewayContext, SourceResult, SubgraphSource } from './sources/source';
import { unavailable } from './sources/unavailable';
import { dataSource } from './supergraph';

/** Answers the events, each joined with the other subgraphs' fields, or the errors that refuse the operation. */
export type Subscribe = (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

/**
 * Federated subscriptions on Apollo's own planner: it gives {primary, rest}, which the gateway merely refuses to run. The primary runs on the owning
 * subgraph; for each event the plan `primary, then rest` is executed with the primary's source answering with the event, so that fields
 * of every subgraph resolve, under a fresh context. Method and figures: design/measured.md, "Federated subscriptions".
 */
export function createSubscribe(supergraphSdl: string, sources: ReadonlyMap<string, SubgraphSource>, log: Logger): Subscribe {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  const apiSchema = supergraph.apiSchema();
  const publicSchema = apiSchema.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const services = Object.fromEntries([...sources].map(([name, source]) => [name, dataSource(name, source, log)]));
  const plans = new LRUCache<string, SubscriptionNode>({ max: 500 });

  const planOf = (document: DocumentNode, operationName: string | undefined, text: string): SubscriptionNode => {
    const key = `${operationName ?? ''}|${text}`;
    const known = plans.get(key);
    if (known) return known;
    const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { operationName: operationName ?? '', validate: false }));
    if (node?.kind !== 'Subscription') throw new GraphQLError('This is not a subscription.');
    plans.set(key, node);
    return node;
  };

  return async (args) => {
    const context = args.contextValue as GatewayContext;
    const operation = getOperationAST(args.document, args.operationName);
    const operationName = operation?.name?.value;
    const coerced = getVariableValues(publicSchema, operation?.variableDefinitions ?? [], { ...args.variableValues });
    if (coerced.errors) return { errors: coerced.errors.map((error) => withCode(error, 'BAD_USER_INPUT')) };
    const variables = coerced.coerced;
    const { primary, rest } = planOf(args.document, operationName, args.document.loc?.source.body ?? JSON.stringify(args.document));
    const owner = sources.get(primary.serviceName);
    if (!owner) return { errors: [unavailable(primary.serviceName)] };
    const events = await owner
      .subscribe({ query: primary.operation, document: primary.operationDocumentNode, operationName: primary.operationName, variables: pick(variables, primary.variableUsages), context: freshContext(context) })
      .catch((error: unknown): SourceResult => {
        log.warn({ err: error, service: primary.serviceName, requestId: context.requestId }, 'a subgraph did not take a subscription');
        return { errors: [unavailable(primary.serviceName).toJSON()] };
      });
    if (!(Symbol.asyncIterator in events)) return { errors: (events.errors ?? []).map(toError) };

    const joined: QueryPlan = { kind: 'QueryPlan', node: sequence(primary, rest) };
    const operationContext = buildOperationContext({ schema: publicSchema, operationDocument: args.document, operationName });
    const join = (event: SourceResult) =>
      executeQueryPlan(
        joined,
        { ...services, [primary.serviceName]: answering(primary, event, services[primary.serviceName] as GraphQLDataSource) },
        { request: { query: '', variables, operationName }, context: freshContext(context), logger: log, metrics: {}, cache: undefined } as never,
        operationContext,
        supergraphSchema,
        apiSchema,
      ) as Promise<ExecutionResult>;
    return mapResults(events, join);
  };
}

function sequence(primary: FetchNode, rest: PlanNode | undefined): PlanNode {
  return rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary;
}

/** The owning subgraph answers the primary with the event, and everything else as ever. */
function answering(primary: FetchNode, event: SourceResult, source: GraphQLDataSource): GraphQLDataSource {
  return { process: (options) => (options.request.query === primary.operation ? Promise.resolve(event as never) : source.process(options)) };
}

function freshContext(context: GatewayContext): GatewayContext {
  return { ...context, subgraphContexts: new Map() };
}

function pick(variables: Record<string, unknown>, names: readonly string[] | undefined): Record<string, unknown> {
  return Object.fromEntries((names ?? []).filter((name) => name in variables).map((name) => [name, variables[name]]));
}

function toError(error: NonNullable<SourceResult['errors']>[number]): GraphQLError {
  return new GraphQLError(error.message, { path: error.path, extensions: error.extensions });
}

/** The error under this code, whatever code it came with. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { ...error.extensions, code } });
}
