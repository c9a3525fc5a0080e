import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { disableApolloTelemetry } from '../platform/config/apolloTelemetry';
import type { Logger } from '../platform/logging/logger';
import type { GatewayContext, SourceFetch, SubgraphSource } from './sources/source';
import { unavailableResult } from './sources/unavailable';

/** Apollo's gateway over our sources: its planner and executor, our way to the subgraphs. */
export function createApolloGateway(supergraphSdl: string, sources: ReadonlyMap<string, SubgraphSource>, log: Logger): ApolloGateway {
  disableApolloTelemetry();
  return new ApolloGateway({
    supergraphSdl,
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    buildService: ({ name }) => dataSource(name, sources.get(name), log),
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => log.warn(message), error: (message) => log.error(message) },
  });
}

/** A subgraph that does not answer costs its own fields only: they come null, with SERVICE_UNAVAILABLE. */
export function dataSource(name: string, source: SubgraphSource | undefined, log: Logger): GraphQLDataSource {
  return {
    async process(options) {
      if (!('incomingRequestContext' in options)) return { data: {} } as never;
      const fetch: SourceFetch = {
        query: options.request.query ?? '',
        document: options.document,
        operationName: options.request.operationName,
        variables: options.request.variables ?? {},
        context: options.context as GatewayContext,
      };
      try {
        if (!source) throw new Error(`${name} has no source`);
        return (await source.process(fetch)) as never;
      } catch (error) {
        log.warn({ err: error, service: name, requestId: fetch.context.requestId }, 'a subgraph did not answer');
        return unavailableResult(name, fetch) as never;
      }
    },
  };
}
