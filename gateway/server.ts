import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../platform/errors/refusal';
import { hasServiceKey } from '../platform/http/serviceKey';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { admit, rateKey, refusalBody } from './door';
import { limitRules, maxTokens } from './limits';
import { serveSockets, type Sockets } from './sockets';
import type { GatewayContext, SubgraphSource } from './sources/source';
import { createSubscribe } from './subscriptions';
import { createApolloGateway } from './supergraph';

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
  const gateway = createApolloGateway(supergraphSdl, sources, foundation.log);
  let schema: import('graphql').GraphQLSchema | null = null;
  gateway.onSchemaLoadOrUpdate((loaded) => (schema = loaded.apiSchema));
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: false,
    stopOnTerminationSignals: false,
    validationRules: limitRules(),
    parseOptions: { maxTokens },
    plugins: [errorMetadata],
    formatError: (formatted) => present(formatted, foundation),
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => foundation.log.warn(message), error: (message) => foundation.log.error(message) },
  });
  await apollo.start();

  const limits = {
    address: new RateLimiterMemory({ points: foundation.environment.rateLimitPerMinute, duration: 60 }),
    tenant: new RateLimiterMemory({ points: foundation.environment.rateLimitTenantPerMinute, duration: 60 }),
  };
  const contexts = new WeakMap<FastifyRequest, GatewayContext>();
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    preHandler: async (request, reply) => {
      try {
        const { principal } = await admit(foundation, request.headers.authorization);
        const { scope, key } = rateKey(request, principal);
        if (!hasServiceKey(request, foundation.environment.internalServiceKeys)) await limits[scope].consume(key);
        contexts.set(request, { principal, requestId: request.id, subgraphContexts: new Map() });
      } catch (error) {
        if (error instanceof Refusal) return reply.code(error.httpStatus).send(refusalBody(error, request.id));
        if (error instanceof RateLimiterRes) return tooMany(request, reply, error);
        throw error;
      }
    },
    handler: fastifyApolloHandler(apollo, { context: (request) => Promise.resolve(contexts.get(request) as GatewayContext) }),
  });

  const sockets = serveSockets({
    foundation,
    server: app.server,
    schema: () => schema as import('graphql').GraphQLSchema,
    subscribe: createSubscribe(supergraphSdl, sources, foundation.log),
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

/** The request id and the time on every error; 200 where GraphQL over HTTP wants it for plain JSON. */
const errorMetadata: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ response, contextValue, request }) => {
        if (response.body.kind !== 'single') return Promise.resolve();
        const result = response.body.singleResult;
        if (result.errors)
          result.errors = result.errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId: contextValue.requestId, timestamp: new Date().toISOString() } }));
        const wantsStatus = request.http?.headers.get('accept')?.includes('application/graphql-response+json') ?? false;
        if (!wantsStatus && response.http.status === 400 && result.errors) response.http.status = 200;
        return Promise.resolve();
      },
    }),
};

/** Codes of refusals stay; a fault that no source presented is logged and shown without its text. */
function present(error: import('graphql').GraphQLFormattedError, foundation: Foundation): import('graphql').GraphQLFormattedError {
  const { code, serviceName, service, stacktrace: _stacktrace, exception: _exception, ...rest } = (error.extensions ?? {}) as Record<string, unknown>;
  const owner = service ?? serviceName ?? 'gateway';
  if (code === 'INTERNAL_SERVER_ERROR' && error.message !== 'Something went wrong on our side.') {
    foundation.log.error({ message: error.message, path: error.path }, 'the gateway failed');
    return { message: 'Something went wrong on our side.', path: error.path, extensions: { code, service: owner } };
  }
  return { ...error, extensions: { ...rest, code: code ?? 'INTERNAL_SERVER_ERROR', service: owner } };
}

function tooMany(request: FastifyRequest, reply: FastifyReply, state: RateLimiterRes): FastifyReply {
  const refusal = new Refusal('RATE_LIMIT_EXCEEDED', 'Too many requests. Wait and try again.');
  return reply.code(429).header('retry-after', String(Math.max(1, Math.ceil(state.msBeforeNext / 1000)))).send(refusalBody(refusal, request.id));
}

async function serveDashboard(app: FastifyInstance, directory: string): Promise<void> {
  if (!existsSync(join(directory, 'index.html'))) return;
  await app.register(fastifyStatic, { root: directory, prefix: '/app/', wildcard: false });
  // The page's own addresses (/app/conversations/…) are all the one page.
  app.get('/app/*', (_request, reply) => reply.sendFile('index.html'));
}
