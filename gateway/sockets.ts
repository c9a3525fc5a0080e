import type { IncomingMessage, Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { mapAsyncIterator } from '@graphql-tools/utils';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { CloseCode, type Context as SocketContext } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Refusal, refuse } from '../platform/errors/refusal';
import type { Principal } from '../platform/principal/principal';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { readClientAddress } from './clientAddress';
import { admit, type Admitted } from './door';
import { presentError } from './errors';
import { withCode } from './execution/supergraph';
import { limitRules, maxTokens, operationsMax, validationErrorsMax } from './limits';
import { chargingRefusals, RateLimited, type RateLimits } from './rateLimits';
import { scalarLiterals } from './scalars';
import type { GatewayContext } from './sources/source';
import { storableLiterals } from './storableText';
import type { Subscribe } from './subscriptions';
import { acceptWebSockets, closingSocket } from './webSockets';

/** types.graphql, "real time": how the stock client takes each. */
const closeCodes = { unauthorized: 4401, expired: 4403, overloaded: 4290 };
/** What may wait in a socket for a reader that lags. */
const bufferedBytesMax = 8 * 1024 * 1024;
const timerMillisMax = 2 ** 31 - 1;

type Extra = Record<string, unknown> & {
  socket: WebSocket;
  request: IncomingMessage;
  principal?: Principal;
  expiry?: NodeJS.Timeout;
};
type Member = Extract<Principal, { kind: 'user' | 'operator' }>;
/** What one operation over a socket carries: the gateway's context, and its own text for Apollo. */
type OperationContext = GatewayContext & { query: string };

/** Every WebSocket that is open at this door. */
export interface Sockets {
  /** Closes the sockets of a session that ended. */
  endSession(sessionId: string): void;
  close(): Promise<void>;
}

/** graphql-transport-ws at /graphql: subscriptions, and queries and mutations too; the same token, limits and plan as over HTTP. */
export function serveSockets(options: {
  foundation: Foundation;
  limits: RateLimits;
  server: Server;
  schema: GraphQLSchema;
  subscribe: Subscribe;
  execute: (args: ExecutionArgs, query: string) => Promise<ExecutionResult>;
}): Sockets {
  const { foundation, limits } = options;
  const { environment, log } = foundation;
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: environment.wsMessageLimitBytes });
  const addressOf = readClientAddress(environment.trustedProxies);
  const open = createRoster(environment.maxConnectionsPerTenant);
  const rules = [...specifiedRules, ...limitRules(), scalarLiterals, storableLiterals];
  const requestIds = new WeakMap<object, string>();
  const present = (errors: readonly (GraphQLError | { message: string })[], requestId: string) =>
    errors.map((error) => presentError(error instanceof GraphQLError ? located(error).toJSON() : error, requestId, log));

  const disposable = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: 10_000,
      onConnect: async (context) => {
        const { socket, request } = context.extra;
        try {
          const { principal, expiresAt } = await chargingRefusals(limits, addressOf(request), admitMember(foundation, context.connectionParams ?? {}));
          // The client may have gone while the session was looked up.
          if (socket.readyState !== socket.OPEN) return false;
          if (!open.add(socket, principal)) return close(socket, closeCodes.overloaded, 'Too many connections');
          context.extra.principal = principal;
          context.extra.expiry = setTimeout(() => socket.close(closeCodes.expired, 'Token expired'), Math.min(expiresAt.getTime() - Date.now(), timerMillisMax));
          return true;
        } catch (error) {
          if (error instanceof RateLimited || (error instanceof Refusal && error.code === 'SERVICE_UNAVAILABLE')) return close(socket, closeCodes.overloaded, error.message);
          if (error instanceof Refusal) return close(socket, error.code === 'AUTH_TOKEN_EXPIRED' ? closeCodes.expired : closeCodes.unauthorized, error.message);
          log.error({ err: error }, 'a connection failed');
          return close(socket, CloseCode.InternalServerError, 'Something went wrong on our side.');
        }
      },
      onClose: (context) => forget(context, open),
      onSubscribe: async (context, _id, payload) => {
        const requestId = randomUUID();
        requestIds.set(payload, requestId);
        const principal = context.extra.principal as Principal;
        try {
          const charge = (points: number) => limits.count(principal, addressOf(context.extra.request), points);
          await charge(1);
          if (Object.keys(context.subscriptions).length > operationsMax) refuse('RATE_LIMIT_EXCEEDED', `A socket carries ${operationsMax} operations at once. End one, or open another socket.`, { max: operationsMax });
          const document = parse(payload.query, { maxTokens });
          const errors = validate(options.schema, document, rules, { maxErrors: validationErrorsMax });
          if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
          if (!getOperationAST(document, payload.operationName)) return [unresolved(payload.operationName)];
          const contextValue: OperationContext = { principal, requestId, subgraphContexts: new Map(), charge, query: payload.query };
          return { schema: options.schema, document, operationName: payload.operationName, variableValues: payload.variables, contextValue };
        } catch (error) {
          if (error instanceof Refusal) return [error];
          if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
          throw error;
        }
      },
      subscribe: async (args) => {
        const results = await options.subscribe(args as ExecutionArgs);
        if (!(Symbol.asyncIterator in results)) return refusing(results.errors?.[0]);
        return results;
      },
      execute: (args) => options.execute(args as ExecutionArgs, (args.contextValue as OperationContext).query),
      onOperation: ({ extra }, _id, _payload, _args, results) => {
        if (!(typeof results === 'object' && Symbol.asyncIterator in results)) return undefined;
        return closingSocket(results as AsyncIterableIterator<ExecutionResult>, extra.socket) as never;
      },
      onNext: ({ extra }, _id, payload, _args, result) => {
        if (extra.socket.bufferedAmount > bufferedBytesMax) extra.socket.close(closeCodes.overloaded, 'Too slow');
        const { errors, ...rest } = result as ExecutionResult;
        return { ...rest, ...(errors ? { errors: present(errors, requestIds.get(payload) ?? '') } : {}) };
      },
      onError: (_context, _id, payload, errors) => present(errors, requestIds.get(payload) ?? ''),
    },
    webSockets,
  );

  acceptWebSockets(options.server, webSockets, log);

  return {
    endSession: (sessionId) => open.ofSession(sessionId).forEach((socket) => socket.close(closeCodes.unauthorized, 'Session ended')),
    async close() {
      const impatience = setTimeout(() => webSockets.clients.forEach((client) => client.terminate()), 2_000);
      await disposable.dispose();
      clearTimeout(impatience);
    },
  };
}

/** Whoever connects has a token: nothing of a socket is public. */
async function admitMember(foundation: Foundation, given: Record<string, unknown>): Promise<{ principal: Member; expiresAt: Date }> {
  const { principal, expiresAt }: Admitted = await admit(foundation, given['authorization'] ?? given['Authorization'], given['tenantId']);
  if ((principal.kind !== 'user' && principal.kind !== 'operator') || expiresAt === null) refuse('AUTH_TOKEN_INVALID', 'A token is needed');
  return { principal, expiresAt };
}

/** Who is connected, and how many of each tenant; operators who act for none count together. */
function createRoster(perTenantMax: number) {
  const members = new Map<WebSocket, Member>();
  const counts = new Map<string | null, number>();
  return {
    /** False where the tenant has as many as it may. */
    add(socket: WebSocket, member: Member): boolean {
      const count = counts.get(member.tenantId) ?? 0;
      if (count >= perTenantMax) return false;
      counts.set(member.tenantId, count + 1);
      members.set(socket, member);
      return true;
    },
    remove(socket: WebSocket): void {
      const member = members.get(socket);
      if (!member || !members.delete(socket)) return;
      const left = (counts.get(member.tenantId) ?? 1) - 1;
      if (left > 0) counts.set(member.tenantId, left);
      else counts.delete(member.tenantId);
    },
    ofSession: (sessionId: string): WebSocket[] => [...members].filter(([, member]) => member.sessionId === sessionId).map(([socket]) => socket),
  };
}

function close(socket: WebSocket, code: number, reason: string): false {
  socket.close(code, reason.slice(0, 120));
  return false;
}

function forget(context: SocketContext<Record<string, unknown>, Extra>, open: ReturnType<typeof createRoster>): void {
  clearTimeout(context.extra.expiry);
  open.remove(context.extra.socket);
}

/** As Apollo says it over HTTP; graphql-ws would answer without a code. */
function unresolved(operationName: string | null | undefined): GraphQLError {
  const message = operationName ? `Unknown operation named "${operationName}".` : 'The document has no operation, or several: name one.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

/** What graphql-ws turns into an `error` message for the operation: an iterator that throws at once. */
function refusing(error: GraphQLError | undefined): AsyncIterableIterator<ExecutionResult> {
  return mapAsyncIterator({ next: () => Promise.reject(error ?? new Error('a subscription was refused without an error')) }, (result: ExecutionResult) => result);
}

/** graphql-ws wraps what an iterator throws, and loses its path. */
function located(error: GraphQLError): GraphQLError {
  return error.path === undefined && error.originalError instanceof GraphQLError ? error.originalError : error;
}
