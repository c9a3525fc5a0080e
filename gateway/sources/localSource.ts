import { type DocumentNode, execute, type ExecutionResult, type GraphQLError, parse, subscribe } from 'graphql';
import type { Logger } from '../../platform/logging/logger';
import type { StartedSubgraph } from '../../platform/runtime/subgraphRuntime';
import type { GatewayContext, SourceFetch, SourceResult, SubgraphSource } from './source';

/** A subgraph of this process: graphql-js on its schema, with the document that the plan already parsed. No HTTP, no text in between. */
export function localSource(subgraph: StartedSubgraph, log: Logger): SubgraphSource {
  const argumentsOf = (fetch: SourceFetch, contextValue: unknown) => ({
    schema: subgraph.schema,
    document: fetch.document ?? parse(fetch.query),
    variableValues: fetch.variables,
    operationName: fetch.operationName ?? null,
    contextValue,
  });
  const newContext = (context: GatewayContext) => {
    const made = subgraph.running.createContext({ principal: context.principal, requestId: context.requestId });
    context.subgraphContexts.set(subgraph.name, made);
    return made;
  };
  const present = (result: ExecutionResult, context: GatewayContext) => presentResult(result, subgraph.name, context.requestId, log);
  return {
    name: subgraph.name,
    async process(fetch) {
      // What a mutation changed must not be answered from loaders filled before it.
      const known = isMutation(fetch.document) ? undefined : fetch.context.subgraphContexts.get(subgraph.name);
      return present(await execute(argumentsOf(fetch, known ?? newContext(fetch.context))), fetch.context);
    },
    async subscribe(fetch) {
      const events = await subscribe(argumentsOf(fetch, newContext(fetch.context)));
      if (!(Symbol.asyncIterator in events)) return present(events, fetch.context);
      const presented: AsyncIterableIterator<SourceResult> = {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          const next = await events.next();
          return next.done ? { done: true, value: undefined } : { done: false, value: present(next.value, fetch.context) };
        },
        async return() {
          await events.return(undefined);
          return { done: true, value: undefined };
        },
      };
      return presented;
    },
  };
}

function isMutation(document: DocumentNode | undefined): boolean {
  return document?.definitions.some((definition) => definition.kind === 'OperationDefinition' && definition.operation === 'mutation') ?? false;
}

/** Refusals go out as they are; a fault is logged once, with the request id, and shown as INTERNAL_SERVER_ERROR without its text. */
export function presentResult(result: ExecutionResult, service: string, requestId: string, log: Logger): SourceResult {
  if (!result.errors) return { data: result.data ?? null };
  return { data: result.data ?? null, errors: result.errors.map((error) => presentError(error, service, requestId, log)) };
}

function presentError(error: GraphQLError, service: string, requestId: string, log: Logger): NonNullable<SourceResult['errors']>[number] {
  const path = error.path ? { path: error.path } : {};
  const code = error.extensions['code'] ?? (error.originalError as { extensions?: Record<string, unknown> } | undefined)?.extensions?.['code'];
  // An error of graphql-js itself (a variable that does not fit) has no original; ours has a code.
  if (code !== undefined || !error.originalError) return { message: error.message, ...path, extensions: { ...error.extensions, code: code ?? 'BAD_USER_INPUT', service } };
  log.error({ err: error.originalError, requestId, service, path: error.path }, 'a resolver failed');
  return { message: 'Something went wrong on our side.', ...path, extensions: { code: 'INTERNAL_SERVER_ERROR', service } };
}
