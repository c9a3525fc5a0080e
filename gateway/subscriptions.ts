import { mapAsyncIterator } from '@graphql-tools/utils';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql';
import type { Logger } from '../platform/logging/logger';
import { toGraphQLError } from './errors';
import type { Ask } from './execution/executePlan';
import type { Supergraph } from './execution/supergraph';
import type { GatewayContext, SourceResult, SubgraphSource } from './sources/source';
import { unavailable } from './sources/unavailable';

/** Answers the events, each joined with the other subgraphs' fields, or the errors that refuse the operation. */
export type Subscribe = (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

/**
 * Federated subscriptions on Apollo's own planner: it gives {primary, rest}. The primary runs on the owning subgraph; for each event the plan
 * `primary, then rest` is executed with the primary's source answering with the event, so that fields of every subgraph resolve, under a fresh
 * context. Method and figures: design/measured.md, "Federated subscriptions".
 */
export function createSubscribe(supergraph: Supergraph, sources: ReadonlyMap<string, SubgraphSource>, ask: Ask, log: Logger): Subscribe {
  return async (args) => {
    const context = args.contextValue as GatewayContext;
    const operationName = getOperationAST(args.document, args.operationName)?.name?.value;
    const operation = supergraph.prepare(args.document, operationName, args.document.loc?.source.body ?? JSON.stringify(args.document));
    const variables = { ...args.variableValues };
    const fitting = supergraph.coerce(operation, variables);
    if ('errors' in fitting) return { errors: fitting.errors };
    const plan = supergraph.plan(operation, fitting.coerced);
    if (plan.node?.kind !== 'Subscription') return { errors: [new GraphQLError('There is nothing here to subscribe to.', { extensions: { code: 'BAD_USER_INPUT' } })] };
    const { primary, rest } = plan.node;
    const owner = sources.get(primary.serviceName);
    if (!owner) return { errors: [unavailable(primary.serviceName)] };
    const events = await owner
      .subscribe({ query: primary.operation, document: primary.operationDocumentNode, operationName: primary.operationName, variables: pick(variables, primary.variableUsages), context: freshContext(context) })
      .catch((error: unknown): SourceResult => {
        log.warn({ err: error, service: primary.serviceName, requestId: context.requestId }, 'a subgraph did not take a subscription');
        return { errors: [unavailable(primary.serviceName).toJSON()] };
      });
    if (!(Symbol.asyncIterator in events)) return { errors: (events.errors ?? []).map(toGraphQLError) };
    const joined = sequence(primary, rest);
    return mapAsyncIterator(events, (event) =>
      supergraph.execute(operation, plan, joined, { variables, context: freshContext(context), ask: answering(primary, event, ask) }),
    );
  };
}

function sequence(primary: FetchNode, rest: PlanNode | undefined): PlanNode {
  return rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary;
}

/** The owning subgraph answers the primary with the event, and everything else as ever. */
function answering(primary: FetchNode, event: SourceResult, ask: Ask): Ask {
  return (service, fetch) => (fetch.query === primary.operation ? Promise.resolve(event) : ask(service, fetch));
}

function freshContext(context: GatewayContext): GatewayContext {
  return { ...context, subgraphContexts: new Map() };
}

function pick(variables: Record<string, unknown>, names: readonly string[] | undefined): Record<string, unknown> {
  return Object.fromEntries((names ?? []).filter((name) => name in variables).map((name) => [name, variables[name]]));
}
