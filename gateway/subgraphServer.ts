import { mapAsyncIterator } from '@graphql-tools/utils';
import { type DocumentNode, execute, type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError, parse, specifiedRules, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { Refusal, refuse } from '../platform/errors/refusal';
import type { HealthCheck } from '../platform/health/healthCheck';
import { serveDocs } from '../platform/http/docs';
import { createHttpServer } from '../platform/http/httpServer';
import { withIdempotencyKeys } from '../platform/http/idempotency';
import { countDeadJobs } from '../platform/jobs/deadJobs';
import type { Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import type { StartedSubgraph } from '../platform/runtime/subgraphRuntime';
import { admit, refuseRequest } from './door';
import { serveEdge } from './edge';
import { presentError, toGraphQLError } from './errors';
import { withCode } from './execution/supergraph';
import { limitRules, maxTokens, validationErrorsMax } from './limits';
import { presentResult, subscribeFresh } from './sources/localSource';
import { callerAudience, callerHeader } from './sources/remoteSource';
import type { SourceResult } from './sources/source';
import { acceptWebSockets, closingSocket } from './webSockets';

const operation = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish(), operationName: z.string().nullish() });
type Operation = z.infer<typeof operation>;

/** Keys of a hundred entities, many times over: what the gateway fetches at once. */
const gatewayBodyBytesMax = 8 * 1024 * 1024;
/** Distinct operations that a gateway's plans send: parsed and validated once. */
const documentsMax = 1_000;

interface Caller {
  principal: Principal;
  /** Vouched for by a gateway of ours, which has applied the limits to the client's own query. */
  signed: boolean;
}

/** One subgraph alone in its process, on its documented port: as closed as the gateway, whoever reaches it directly. */
export async function serveSubgraph(
  foundation: Foundation,
  subgraph: StartedSubgraph,
  options: { checks: readonly HealthCheck[]; isClosing: () => boolean; stops: (() => Promise<void>)[] },
): Promise<{ name: string; url: string }> {
  const { environment, log } = foundation;
  const app = await createHttpServer(foundation);
  await serveDocs(app, { version: foundation.version, description: `The REST shims of ${subgraph.name}.` });
  const documents = new LRUCache<string, DocumentNode>({ max: documentsMax });
  const callerOf = async (signature: unknown, authorization: unknown, tenantId: unknown): Promise<Caller> =>
    typeof signature === 'string' ? { principal: await verifyCaller(foundation, signature), signed: true } : { principal: (await admit(foundation, authorization, tenantId)).principal, signed: false };
  const documentOf = (query: string, signed: boolean): DocumentNode | readonly GraphQLError[] => {
    const key = `${signed ? 's' : 'u'}${query}`;
    const known = documents.get(key);
    if (known) return known;
    const document = parseText(query, signed);
    if (document instanceof GraphQLError) return [withCode(document, 'GRAPHQL_PARSE_FAILED')];
    const errors = validate(subgraph.schema, document, signed ? specifiedRules : [...specifiedRules, ...limitRules()], { maxErrors: validationErrorsMax });
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    documents.set(key, document);
    return document;
  };
  const presentErrors = (errors: readonly (GraphQLError | GraphQLFormattedError)[], requestId: string) =>
    errors.map((error) => presentError(error instanceof GraphQLError ? error.toJSON() : error, requestId, log, subgraph.name));
  const argumentsOf = ({ principal, signed }: Caller, requestId: string, { query, variables, operationName }: Operation): ExecutionArgs | readonly GraphQLError[] => {
    const document = documentOf(query, signed);
    if (!('kind' in document)) return document;
    return { schema: subgraph.schema, document, variableValues: variables ?? {}, operationName: operationName ?? null, contextValue: subgraph.running.createContext({ principal, requestId }) };
  };

  const answerOf = (result: ExecutionResult, requestId: string): SourceResult => {
    const { data, errors } = presentResult(result, subgraph.name, requestId, log);
    return { data, ...(errors && { errors: presentErrors(errors, requestId) }) };
  };

  app.post('/graphql', { bodyLimit: gatewayBodyBytesMax, errorHandler: (error, request, reply) => refuseRequest(error, request, reply, { service: subgraph.name, log }) }, async (request, reply) => {
    const caller = await callerOf(request.headers[callerHeader], request.headers.authorization, request.headers['x-tenant-id']);
    const read = readOperation(request.body);
    if (read instanceof Refusal) return reply.code(400).send({ errors: presentErrors([read], request.id) });
    const args = argumentsOf(caller, request.id, read);
    if (!('schema' in args)) return reply.code(400).send({ errors: presentErrors(args, request.id) });
    return reply.send(answerOf(await execute(args), request.id));
  });
  serveEdge(app, foundation, { name: subgraph.name, services: [subgraph.name], checks: options.checks, isClosing: options.isClosing, deadJobs: () => countDeadJobs(foundation.database) });
  await withIdempotencyKeys(app, foundation, (scope) => subgraph.running.routes?.(scope));

  const webSockets = new WebSocketServer({ noServer: true, maxPayload: gatewayBodyBytesMax });
  const disposable = useServer<Record<string, unknown>, { caller?: Caller; requestId?: string }>(
    {
      onConnect: async (context) => {
        const given = context.connectionParams ?? {};
        const caller = await callerOf(given[callerHeader], given['authorization'], given['tenantId']).catch((error: unknown) => {
          if (!(error instanceof Refusal)) log.error({ err: error }, 'a connection failed');
          return null;
        });
        if (!caller) {
          context.extra.socket.close(4401, 'Unauthorized');
          return false;
        }
        Object.assign(context.extra, { caller, requestId: typeof given['requestId'] === 'string' ? given['requestId'] : undefined });
        return true;
      },
      onSubscribe: (context, id, payload) => argumentsOf(context.extra.caller as Caller, context.extra.requestId ?? id, { query: payload.query, variables: payload.variables, operationName: payload.operationName }),
      subscribe: async (args) => {
        const { principal, requestId } = args.contextValue as { principal: Principal; requestId?: string };
        return subscribeFresh(args as ExecutionArgs, () => subgraph.running.createContext({ principal, requestId: requestId ?? 'subscription' }));
      },
      execute: (args) => execute(args as ExecutionArgs),
      onOperation: (context, id, _payload, _args, results) => presentStream(results as ExecutionResult, context.extra.socket, (result) => answerOf(result, context.extra.requestId ?? id)) as never,
      onNext: (_context, _id, _payload, _args, result) => result as never,
      onError: (context, id, _payload, errors) => presentErrors(errors.map((error) => (error.originalError instanceof GraphQLError ? error.originalError : error)), context.extra.requestId ?? id),
    },
    webSockets,
  );
  acceptWebSockets(app.server, webSockets, log);

  const url = new URL(environment.subgraphUrls[subgraph.name] ?? 'http://127.0.0.1');
  await app.listen({ host: environment.host, port: Number(url.port || '80') });
  options.stops.push(async () => {
    await disposable.dispose();
    await app.close();
  });
  return { name: subgraph.name, url: `http://${environment.host}:${url.port}/graphql` };
}

/** The operation of a body, or why it is none: REQUIRED_FIELD_MISSING or INVALID_FORMAT, with the field. */
function readOperation(body: unknown): Operation | Refusal {
  const read = operation.safeParse(body);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path[0];
  const isMissing = field === 'query' && (body as Record<string, unknown>)['query'] === undefined;
  return isMissing ? new Refusal('REQUIRED_FIELD_MISSING', '`query` is missing.', { field }) : new Refusal('INVALID_FORMAT', 'The body is no operation.', field === undefined ? {} : { field });
}

/** The document, or what is wrong with its text. */
function parseText(query: string, signed: boolean): DocumentNode | GraphQLError {
  try {
    return parse(query, signed ? {} : { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** Errors of a refusal or an event as over HTTP; a reader too slow is told by the socket's code. */
function presentStream(results: ExecutionResult | AsyncIterableIterator<ExecutionResult>, socket: WebSocket, present: (result: ExecutionResult) => SourceResult): unknown {
  if (!(Symbol.asyncIterator in results)) {
    const refused = present(results);
    if (results.data !== undefined || !refused.errors?.[0]) return refused;
    const error = toGraphQLError(refused.errors[0]);
    // Thrown by an iterator, it reaches the gateway as an `error` message, which ends the operation.
    return mapAsyncIterator({ next: () => Promise.reject(error) }, present);
  }
  return mapAsyncIterator(closingSocket(results, socket), present);
}

/** The caller that the gateway vouches for; refuses AUTH_TOKEN_INVALID for any other signature. */
async function verifyCaller(foundation: Foundation, signature: string): Promise<Principal> {
  for (const key of foundation.environment.internalServiceKeys) {
    const verified = await jwtVerify(signature, new TextEncoder().encode(key), { audience: callerAudience, algorithms: ['HS256'] }).catch(() => null);
    if (verified) return verified.payload['principal'] as Principal;
  }
  return refuse('AUTH_TOKEN_INVALID', 'The caller is not signed by a gateway of ours.');
}
