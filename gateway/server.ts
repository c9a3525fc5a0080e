import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { hasServiceKey } from '../platform/http/serviceKey';
import type { Foundation } from '../platform/runtime/subgraphModule';
import type { Logger } from '../platform/logging/logger';
import { serveDashboard } from './dashboard';
import { admit, refuseRequest } from './door';
import { presentError } from './errors';
import { createSupergraph } from './execution/supergraph';
import { landingPage } from './landingPage';
import { limitRules, maxTokens, validationErrorsMax } from './limits';
import { chargingRefusals, createRateLimits, limitRestRoutes } from './rateLimits';
import { scalarLiterals } from './scalars';
import { serveSockets, type Sockets } from './sockets';
import type { GatewayContext, SubgraphSource } from './sources/source';
import { storableLiterals } from './storableText';
import { createSubscribe } from './subscriptions';
import { apolloGateway, askSources } from './supergraph';

/** The door while it is open. `stop` lets requests under way end, and closes the sockets. */
export interface Gateway {
  sockets: Sockets;
  stop(): Promise<void>;
}

/**
 * The one public door: GraphQL over HTTP and WebSocket on the given Fastify, and the dashboard. In order: request id, size, token,
 * rate limit, then the query's limits, validation, plan, execution.
 */
export async function startGateway(options: { foundation: Foundation; app: FastifyInstance; supergraphSdl: string; sources: ReadonlyMap<string, SubgraphSource>; dashboardDirectory: string }): Promise<Gateway> {
  const { foundation, app, supergraphSdl, sources } = options;
  const supergraph = createSupergraph(supergraphSdl, foundation.log);
  const ask = askSources(sources, foundation.log);
  const apollo = new ApolloServer<GatewayContext>({
    gateway: apolloGateway(supergraph, ask),
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: false,
    stopOnTerminationSignals: false,
    validationRules: [...limitRules(), scalarLiterals, storableLiterals],
    validationOptions: { maxErrors: validationErrorsMax },
    parseOptions: { maxTokens },
    plugins: [presentErrors(foundation.log), landingPage(foundation.environment.publicUrl)],
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => foundation.log.warn(message), error: (message) => foundation.log.error(message) },
  });
  await apollo.start();

  const limits = createRateLimits(foundation);
  limitRestRoutes(app, foundation, limits);
  const contexts = new WeakMap<FastifyRequest, GatewayContext>();
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    schema: { hide: true } as FastifySchema,
    preHandler: async (request) => {
      const { principal } = await chargingRefusals(limits, request.ip, admit(foundation, request.headers.authorization, request.headers['x-tenant-id']));
      const charge = hasServiceKey(request, foundation.environment.internalServiceKeys) ? undefined : (points: number) => limits.count(principal, request.ip, points);
      await charge?.(1);
      contexts.set(request, { principal, requestId: request.id, subgraphContexts: new Map(), charge });
    },
    errorHandler: (error, request, reply) => refuseRequest(error, request, reply, { service: 'gateway', log: foundation.log }),
    onSend: (request, reply, payload, done) => done(null, reply.statusCode >= 400 ? presentUnread(payload, request.id, foundation.log) : payload),
    handler: fastifyApolloHandler(apollo, { context: (request) => Promise.resolve(contexts.get(request) as GatewayContext) }),
  });

  const sockets = serveSockets({
    foundation,
    limits,
    server: app.server,
    schema: supergraph.schema,
    subscribe: createSubscribe(supergraph, sources, ask, foundation.log),
    execute: async (args, query) => {
      const response = await apollo.executeOperation({ query, variables: (args.variableValues ?? {}) as never, operationName: args.operationName ?? undefined }, { contextValue: args.contextValue as GatewayContext });
      return (response.body.kind === 'single' ? response.body.singleResult : { errors: [new GraphQLError('Incremental delivery is not offered.')] }) as ExecutionResult;
    },
  });
  await serveDashboard(app, options.dashboardDirectory);
  return {
    sockets,
    async stop() {
      await sockets.close();
      await apollo.stop();
    },
  };
}

/** Codes that say the document or its variables do not fit: under plain JSON, GraphQL over HTTP answers those with 200. */
const documentCodes = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'OPERATION_RESOLUTION_FAILURE']);

/** What every error carries; 200 where GraphQL over HTTP wants it for plain JSON. */
function presentErrors(log: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, contextValue, request }) => {
          if (response.body.kind !== 'single') return Promise.resolve();
          const result = response.body.singleResult;
          if (result.errors) result.errors = result.errors.map((error) => presentError(error, contextValue.requestId, log));
          const wantsStatus = request.http?.headers.get('accept')?.includes('application/graphql-response+json') ?? false;
          const isDocument = result.errors?.every((error) => documentCodes.has(String(error.extensions?.['code']))) ?? false;
          if (!wantsStatus && response.http.status === 400 && isDocument) response.http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}

/** What Apollo refuses before it reads an operation has no plugin's eyes on it: no query, a batch, what may be a forged request. */
function presentUnread(payload: unknown, requestId: string, log: Logger): unknown {
  const body = typeof payload === 'string' && payload.startsWith('{') ? (JSON.parse(payload) as { errors?: GraphQLFormattedError[] }) : {};
  const { errors } = body;
  if (!errors || errors.every((error) => error.extensions?.['requestId'] !== undefined)) return payload;
  return JSON.stringify({ ...body, errors: errors.map((error) => presentError(error, requestId, log)) });
}
