import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type FetchNode, type PlanNode, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../platform/logging/logger';
import type { GatewayContext, SourceResult, SubgraphSource } from './sources/source';
import { dataSource, unavailable } from './supergraph';

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
    const operationName = args.operationName ?? undefined;
    const variables = (args.variableValues ?? {}) as Record<string, unknown>;
    const operation = getOperationAST(args.document, operationName);
    const plan = planOf(args.document, operation?.name?.value, args.document.loc?.source.body ?? JSON.stringify(args.document));
    const source = sources.get(plan.primary.serviceName);
    if (!source) return { errors: [unavailable(plan.primary.serviceName)] };
    const events = await source.subscribe({
      query: plan.primary.operation,
      document: plan.primary.operationDocumentNode,
      operationName: plan.primary.operationName,
      variables: pick(variables, plan.primary.variableUsages),
      context: freshContext(context),
    });
    if (!(Symbol.asyncIterator in events)) return toExecutionResult(events);

    const joined: QueryPlan = { kind: 'QueryPlan', node: sequence(plan.primary, plan.rest) };
    const operationContext = buildOperationContext({ schema: publicSchema, operationDocument: args.document, operationName });
    const join = async (event: SourceResult): Promise<ExecutionResult> => {
      const result = await executeQueryPlan(
        joined,
        { ...services, [plan.primary.serviceName]: answering(plan.primary, event, services[plan.primary.serviceName] as GraphQLDataSource) },
        { request: { query: '', variables, operationName }, context: freshContext(context), logger: log, metrics: {}, cache: undefined } as never,
        operationContext,
        supergraphSchema,
        apiSchema,
      );
      return result as ExecutionResult;
    };
    const results: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        try {
          const next = await events.next();
          return next.done ? { done: true, value: undefined } : { done: false, value: await join(next.value) };
        } catch (error) {
          // The source broke off, or the reader is too slow for it: said to this operation, not to the whole socket.
          await events.return?.();
          return { done: false, value: { errors: [error instanceof GraphQLError ? error : unavailable(plan.primary.serviceName)] } };
        }
      },
      async return() {
        await events.return?.();
        return { done: true, value: undefined };
      },
    };
    return results;
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

function toExecutionResult(result: SourceResult): ExecutionResult {
  return { data: null, errors: (result.errors ?? []).map((error) => new GraphQLError(error.message, { path: error.path, extensions: error.extensions })) };
}
