import { execute, GraphQLError, parse, specifiedRules, subscribe, validate, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { jwtVerify } from 'jose';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { Refusal, refuse } from '../platform/errors/refusal';
import type { HealthCheck } from '../platform/health/healthCheck';
import { createHttpServer } from '../platform/http/httpServer';
import type { Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import type { StartedSubgraph } from '../platform/runtime/subgraphRuntime';
import { admit, refusalBody } from './door';
import { serveEdge } from './edge';
import { limitRules, maxTokens } from './limits';
import { presentResult } from './sources/localSource';
import { callerHeader } from './sources/remoteSource';

const body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish(), operationName: z.string().nullish() });

/** One subgraph alone in its process, on its documented port: as closed as the gateway, whoever reaches it directly. */
export async function serveSubgraph(
  foundation: Foundation,
  subgraph: StartedSubgraph,
  options: { checks: readonly HealthCheck[]; isClosing: () => boolean; stops: (() => Promise<void>)[] },
): Promise<{ name: string; url: string }> {
  const { environment } = foundation;
  const app = await createHttpServer(foundation);
  const callerOf = (signed: unknown, authorization: unknown) => (typeof signed === 'string' ? verifyCaller(foundation, signed) : admit(foundation, authorization).then((admitted) => admitted.principal));
  const argumentsOf = (principal: Principal, requestId: string, operation: z.infer<typeof body>): ExecutionArgs | readonly GraphQLError[] => {
    const document = parse(operation.query, { maxTokens });
    const errors = validate(subgraph.schema, document, [...specifiedRules, ...limitRules()], { maxErrors: 5 });
    if (errors.length > 0) return errors;
    return { schema: subgraph.schema, document, variableValues: operation.variables ?? {}, operationName: operation.operationName ?? null, contextValue: subgraph.running.createContext({ principal, requestId }) };
  };

  app.post('/graphql', async (request, reply) => {
    try {
      const principal = await callerOf(request.headers[callerHeader], request.headers.authorization);
      const args = argumentsOf(principal, request.id, body.parse(request.body));
      if (!('schema' in args)) return reply.code(400).send({ errors: args.map((error) => ({ message: error.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })) });
      return reply.send(presentResult(await execute(args), subgraph.name, request.id, foundation.log));
    } catch (error) {
      if (error instanceof Refusal) return reply.code(error.httpStatus).send(refusalBody(error, request.id));
      if (error instanceof GraphQLError) return reply.code(400).send({ errors: [{ message: error.message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
      throw error;
    }
  });
  serveEdge(app, foundation, { name: subgraph.name, services: [subgraph.name], checks: options.checks, isClosing: options.isClosing, hasDashboard: false });
  subgraph.running.routes?.(app);

  const webSockets = new WebSocketServer({ noServer: true, maxPayload: environment.wsMessageLimitBytes });
  const disposable = useServer<Record<string, unknown>, { principal?: Principal }>(
    {
      onConnect: async (context) => {
        const principal = await callerOf(context.connectionParams?.[callerHeader], context.connectionParams?.['authorization']).catch(() => null);
        if (!principal) return false;
        context.extra.principal = principal;
        return true;
      },
      onSubscribe: (context, id, payload) => argumentsOf(context.extra.principal as Principal, id, { query: payload.query, variables: payload.variables ?? null, operationName: payload.operationName ?? null }),
      subscribe: (args) => subscribe(args as ExecutionArgs),
      execute: (args) => execute(args as ExecutionArgs),
    },
    webSockets,
  );
  app.server.on('upgrade', (request, socket, head) => webSockets.handleUpgrade(request, socket, head, (webSocket) => webSockets.emit('connection', webSocket, request)));

  const url = new URL(environment.subgraphUrls[subgraph.name] ?? 'http://127.0.0.1');
  await app.listen({ host: environment.host, port: Number(url.port) });
  options.stops.push(async () => {
    await disposable.dispose();
    await app.close();
  });
  return { name: subgraph.name, url: `http://${environment.host}:${url.port}/graphql` };
}

/** The caller that the gateway vouches for; refuses AUTH_TOKEN_INVALID for any other signature. */
async function verifyCaller(foundation: Foundation, signed: string): Promise<Principal> {
  for (const key of foundation.environment.internalServiceKeys) {
    const verified = await jwtVerify(signed, new TextEncoder().encode(key), { audience: 'nmc-subgraph', algorithms: ['HS256'] }).catch(() => null);
    if (verified) return verified.payload['principal'] as Principal;
  }
  return refuse('AUTH_TOKEN_INVALID', 'The caller is not signed by a gateway of ours.');
}
