import { type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server';
import type { PlanNode } from '@apollo/query-planner';
import { GraphQLError, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql';
import type { Logger } from '../platform/logging/logger';
import type { Ask } from './execution/executePlan';
import type { Data } from './execution/projection';
import type { Operation, Supergraph } from './execution/supergraph';
import { RateLimited } from './rateLimits';
import type { GatewayContext, SubgraphSource } from './sources/source';
import { unavailableResult } from './sources/unavailable';

/** The supergraph as Apollo Server takes one: it parses, validates and answers, the supergraph executes. The schema does not change while it runs. */
export function apolloGateway(supergraph: Supergraph, ask: Ask): ApolloServerOptionsWithGateway<GatewayContext>['gateway'] {
  const { schema } = supergraph;
  return {
    onSchemaLoadOrUpdate: (told) => {
      told({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, source, request, operation: named, context }) => {
          // Apollo Server gives this its own code and status.
          if (!named) return { errors: [new GraphQLError(request.operationName ? `Unknown operation named "${request.operationName}".` : 'The document has no operation, or several: name one.')] };
          const variables: Data = request.variables ?? {};
          const operation = supergraph.prepare(document, request.operationName ?? undefined, source);
          const fitting = supergraph.coerce(operation, variables);
          if ('errors' in fitting) return { errors: fitting.errors };
          if (operation.definition.operation === OperationTypeNode.SUBSCRIPTION) return { errors: [new GraphQLError('Subscriptions are offered over WebSocket.', { extensions: { code: 'VALIDATION_FAILED', http: { status: 400 } } })] };
          const refused = await chargeMutations(operation, context as GatewayContext);
          if (refused) return { errors: [refused] };
          const plan = supergraph.plan(operation, fitting.coerced);
          return (await supergraph.execute(operation, plan, plan.node as PlanNode | undefined, { variables, context: context as GatewayContext, ask })) as never;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/**
 * Each mutation of an operation counts as a request of its own: by aliases one request would try fifty passwords. Answers why it is refused, where
 * it is: RATE_LIMIT_EXCEEDED (429), and nothing was done.
 */
async function chargeMutations({ definition, fragments }: Operation, { charge }: GatewayContext): Promise<GraphQLError | null> {
  const more = definition.operation === OperationTypeNode.MUTATION ? fieldCount(definition.selectionSet, fragments) - 1 : 0;
  if (more <= 0) return null;
  try {
    await charge?.(more);
    return null;
  } catch (error) {
    if (!(error instanceof RateLimited)) throw error;
    const headers = new HeaderMap([['retry-after', String(error.retryAfterSeconds)]]);
    return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: error.httpStatus, headers } } });
  }
}

/** How many fields a selection has, those of its fragments among them. */
function fieldCount({ selections }: SelectionSetNode, fragments: Operation['fragments']): number {
  let count = 0;
  for (const selection of selections) {
    const inner = selection.kind === Kind.FIELD ? null : selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet;
    count += inner ? fieldCount(inner, fragments) : 1;
  }
  return count;
}

/** A subgraph that does not answer costs its own fields only: they come null, with SERVICE_UNAVAILABLE. */
export function askSources(sources: ReadonlyMap<string, SubgraphSource>, log: Logger): Ask {
  return async (service, fetch) => {
    try {
      const source = sources.get(service);
      if (!source) throw new Error(`${service} has no source`);
      return await source.process(fetch);
    } catch (error) {
      log.warn({ err: error, service, requestId: fetch.context.requestId }, 'a subgraph did not answer');
      return unavailableResult(service, fetch);
    }
  };
}
