import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLSchema, parse, specifiedRules, validate, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { CloseCode, type Context as SocketContext } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Refusal } from '../platform/errors/refusal';
import type { Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { admit } from './door';
import { limitRules, maxTokens } from './limits';
import type { GatewayContext } from './sources/source';
import type { Subscribe } from './subscriptions';

/** types.graphql, "real time": how the stock client takes each. */
const closeCodes = { unauthorized: 4401, expired: 4403, tooSlow: 4290 };

interface Extra extends Record<PropertyKey, unknown> {
  socket: WebSocket;
  principal?: Principal;
  expiry?: NodeJS.Timeout;
}

export interface Sockets {
  /** Closes the sockets of a session that ended. */
  endSession(sessionId: string): void;
  close(): Promise<void>;
}

/** graphql-transport-ws at /graphql: subscriptions, and queries and mutations too; the same token, limits and plan as over HTTP. */
export function serveSockets(options: {
  foundation: Foundation;
  server: Server;
  schema: () => GraphQLSchema;
  subscribe: Subscribe;
  execute: (args: ExecutionArgs, query: string) => Promise<ExecutionResult>;
}): Sockets {
  const { foundation } = options;
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: foundation.environment.wsMessageLimitBytes });
  const open = new Map<WebSocket, Extract<Principal, { kind: 'user' }>>();
  const rules = [...specifiedRules, ...limitRules()];

  const disposable = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: 10_000,
      onConnect: async (context) => {
        const { socket } = context.extra;
        try {
          const { principal, expiresAt } = await admit(foundation, context.connectionParams?.['authorization']);
          if (principal.kind !== 'user' || expiresAt === null) return close(socket, closeCodes.unauthorized, 'A token is needed');
          const ofTenant = [...open.values()].filter((other) => other.tenantId === principal.tenantId).length;
          if (ofTenant >= foundation.environment.maxConnectionsPerTenant) return close(socket, closeCodes.tooSlow, 'Too many connections');
          context.extra.principal = principal;
          context.extra.expiry = setTimeout(() => socket.close(closeCodes.expired, 'Token expired'), Math.min(expiresAt.getTime() - Date.now(), 2 ** 31 - 1));
          open.set(socket, principal);
          return true;
        } catch (error) {
          const expired = error instanceof Refusal && error.code === 'AUTH_TOKEN_EXPIRED';
          if (error instanceof Refusal) return close(socket, expired ? closeCodes.expired : closeCodes.unauthorized, error.message.slice(0, 120));
          foundation.log.error({ err: error }, 'a connection failed');
          return close(socket, CloseCode.InternalServerError, 'Something went wrong on our side.');
        }
      },
      onClose: (context) => forget(context, open),
      onSubscribe: (context, _id, payload) => {
        try {
          const document = parse(payload.query, { maxTokens });
          const errors = validate(options.schema(), document, rules, { maxErrors: 5 });
          if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
          const contextValue: GatewayContext & { query: string } = { principal: context.extra.principal as Principal, requestId: randomUUID(), subgraphContexts: new Map(), query: payload.query };
          return { schema: options.schema(), document, operationName: payload.operationName, variableValues: payload.variables, contextValue };
        } catch (error) {
          if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
          throw error;
        }
      },
      subscribe: (args) => options.subscribe(args as ExecutionArgs),
      execute: (args) => options.execute(args as ExecutionArgs, (args.contextValue as { query: string }).query),
      onNext: (context, _id, _payload, _args, result) => {
        // A reader that lags is told so and resumes; what waits in the socket's buffer counts as well.
        if (isTooSlow(result as ExecutionResult) || context.extra.socket.bufferedAmount > 8 * 1024 * 1024) context.extra.socket.close(closeCodes.tooSlow, 'Too slow');
      },
    },
    webSockets,
  );

  options.server.on('upgrade', (request, socket, head) => {
    const path = (request.url ?? '').split('?')[0];
    if (path !== '/graphql') return socket.destroy();
    webSockets.handleUpgrade(request, socket, head, (webSocket) => webSockets.emit('connection', webSocket, request));
  });

  return {
    endSession(sessionId) {
      for (const [socket, principal] of open) if (principal.sessionId === sessionId) socket.close(closeCodes.unauthorized, 'Session ended');
    },
    async close() {
      for (const client of webSockets.clients) client.close(1001, 'Going away');
      await disposable.dispose();
    },
  };
}

function close(socket: WebSocket, code: number, reason: string): false {
  socket.close(code, reason);
  return false;
}

function forget(context: SocketContext<Record<string, unknown>, Extra>, open: Map<WebSocket, unknown>): void {
  clearTimeout(context.extra.expiry);
  open.delete(context.extra.socket);
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { ...error.extensions, code: error.extensions['code'] ?? code } });
}

function isTooSlow(result: ExecutionResult): boolean {
  return result.errors?.some((error) => (error.extensions['details'] as { closeCode?: number } | undefined)?.closeCode === closeCodes.tooSlow) ?? false;
}
