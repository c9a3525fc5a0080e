import { mapAsyncIterator } from '@graphql-tools/utils';
import { createSourceEventStream, type DocumentNode, execute, type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { isDatabaseAway } from '../../platform/database/away';
import { Refusal } from '../../platform/errors/refusal';
import type { Logger } from '../../platform/logging/logger';
import type { StartedSubgraph } from '../../platform/runtime/subgraphRuntime';
import { faultMessage } from '../errors';
import type { GatewayContext, SourceFetch, SourceResult, SubgraphSource } from './source';
import { unavailable } from './unavailable';

/** A subgraph of this process: graphql-js on its schema, with the document that the plan already parsed. No HTTP, no text in between. */
export function localSource(subgraph: StartedSubgraph, log: Logger): SubgraphSource {
  const argumentsOf = (fetch: SourceFetch, contextValue: unknown): ExecutionArgs => ({
    schema: subgraph.schema,
    document: fetch.document ?? parse(fetch.query),
    variableValues: fetch.variables,
    operationName: fetch.operationName ?? null,
    contextValue,
  });
  const newContext = (context: GatewayContext) => subgraph.running.createContext({ principal: context.principal, requestId: context.requestId });
  const contextOf = (context: GatewayContext) => {
    const made = context.subgraphContexts.get(subgraph.name) ?? newContext(context);
    context.subgraphContexts.set(subgraph.name, made);
    return made;
  };
  const present = (result: ExecutionResult, context: GatewayContext) => presentResult(result, subgraph.name, context.requestId, log);
  return {
    name: subgraph.name,
    async process(fetch) {
      // What a mutation changed must not be answered from loaders filled before it.
      if (isMutation(fetch.document)) fetch.context.subgraphContexts.delete(subgraph.name);
      return present(await execute(argumentsOf(fetch, contextOf(fetch.context))), fetch.context);
    },
    async subscribe(fetch) {
      const results = await subscribeFresh(argumentsOf(fetch, newContext(fetch.context)), () => newContext(fetch.context));
      if (!(Symbol.asyncIterator in results)) return present(results, fetch.context);
      return mapAsyncIterator(results, (result) => present(result, fetch.context));
    },
  };
}

/**
 * As graphql-js' `subscribe`, but each event is resolved under a context of its own: with one for the whole subscription,
 * the loaders would answer the tenth event with what they read for the first.
 */
export async function subscribeFresh(args: ExecutionArgs, contextOfEvent: () => unknown): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const stream = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in stream)) return stream;
  return mapAsyncIterator(
    stream[Symbol.asyncIterator]() as AsyncIterableIterator<unknown>,
    (event) => execute({ ...args, rootValue: event, contextValue: contextOfEvent() }),
    (error: unknown) => {
      throw isDatabaseAway(error) ? new Refusal('SERVICE_UNAVAILABLE', 'This is not available right now. Resume from the last id.') : error;
    },
  );
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
  const code = error.extensions['code'] ?? (isMisfit(error) ? 'BAD_USER_INPUT' : undefined);
  if (code !== undefined) return { message: error.message, ...path, extensions: { ...error.extensions, code, service } };
  log.error({ err: error.originalError ?? error, requestId, service, path: error.path }, 'a resolver failed');
  // Whoever asks again is answered once it is back; a subscription resumes.
  if (isDatabaseAway(error.originalError)) return { ...unavailable(service).toJSON(), ...path };
  return { message: faultMessage, ...path, extensions: { code: 'INTERNAL_SERVER_ERROR', service } };
}

/** graphql-js itself found that a variable or argument does not fit its type: such errors have no code. */
function isMisfit(error: GraphQLError): boolean {
  const thrown = error.originalError;
  return thrown === undefined || (thrown instanceof GraphQLError && /^Argument "/.test(thrown.message));
}
