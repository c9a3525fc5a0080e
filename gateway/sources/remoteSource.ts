import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { type Client, createClient } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import { SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import type { Foundation } from '../../platform/runtime/subgraphModule';
import { SocketMustClose, toGraphQLError } from '../errors';
import type { GatewayContext, SourceFetch, SourceResult, SubgraphSource } from './source';
import { unavailable } from './unavailable';

/** A subgraph that has not answered after this long counts as down. */
const deadlineMillis = 10_000;
/** After so many failures in a row it is left alone for a moment: its fields come null at once, not after the deadline each time. */
const failuresMax = 5;
const leftAloneMillis = 1_000;
/** Below the 5 s that a check may take. */
const healthMillisMax = 4_000;
/** The header in which the gateway vouches for the caller, as a short-lived signed token. */
export const callerHeader = 'x-nmc-caller';
/** Whom that token is for: it opens nothing else. */
export const callerAudience = 'nmc-subgraph';

/** A subgraph in another process: HTTP by undici, subscriptions by graphql-ws, the caller signed with the service key. */
export function remoteSource(name: string, url: string, foundation: Foundation): SubgraphSource {
  const agent = new Agent({ connections: 64, connectTimeout: 3_000, headersTimeout: deadlineMillis, bodyTimeout: deadlineMillis });
  const key = new TextEncoder().encode(foundation.environment.internalServiceKeys[0] ?? '');
  const breaker = circuitBreaker(handleAll, { breaker: new ConsecutiveBreaker(failuresMax), halfOpenAfter: leftAloneMillis });
  const sign = (context: GatewayContext) => new SignJWT({ principal: context.principal }).setProtectedHeader({ alg: 'HS256' }).setAudience(callerAudience).setIssuedAt().setExpirationTime('1m').sign(key);
  const ask = async (fetch: SourceFetch): Promise<SourceResult> => {
    const response = await request(`${url}/graphql`, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(deadlineMillis),
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', 'x-request-id': fetch.context.requestId, [callerHeader]: await sign(fetch.context) },
      body: JSON.stringify({ query: fetch.query, variables: fetch.variables, operationName: fetch.operationName }),
    });
    if (response.statusCode >= 500) {
      await response.body.dump();
      throw new Error(`${name} answered ${response.statusCode}`);
    }
    return (await response.body.json()) as SourceResult;
  };
  return {
    name,
    // One that is down costs its own fields only, so the whole is degraded.
    healthCheck: {
      name,
      critical: false,
      run: async () => {
        const { statusCode, body } = await request(`${url}/health`, { dispatcher: agent, signal: AbortSignal.timeout(healthMillisMax) });
        await body.dump();
        if (statusCode !== 200) throw new Error(`its health answers ${statusCode}`);
      },
    },
    process: (fetch) => breaker.execute(() => ask(fetch)),
    async subscribe(fetch) {
      const caller = await sign(fetch.context);
      let connected = false;
      // A socket for each subscription: it carries one caller, and ends with it.
      const client = createClient({
        url: `${url.replace(/^http/, 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionAckWaitTimeout: deadlineMillis,
        connectionParams: { [callerHeader]: caller, requestId: fetch.context.requestId },
        on: { connected: () => (connected = true) },
      });
      return iterate(client, fetch, (error) => broken(error, name, connected));
    },
  };
}

function iterate(client: Client, fetch: SourceFetch, toError: (error: unknown) => Error): AsyncIterableIterator<SourceResult> {
  const events = client.iterate<Record<string, unknown>>({ query: fetch.query, variables: fetch.variables, operationName: fetch.operationName });
  const leave = async () => {
    await events.return?.();
    await client.dispose();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const next = await events.next();
        if (next.done) await leave();
        return next.done ? { done: true, value: undefined } : { done: false, value: next.value as SourceResult };
      } catch (error) {
        await client.dispose();
        throw toError(error);
      }
    },
    async return() {
      await leave();
      return { done: true, value: undefined };
    },
  };
}

/** A refusal stays one; of a connection lost under way the client is told to connect again, and resumes from its last event. */
function broken(error: unknown, name: string, connected: boolean): Error {
  if (Array.isArray(error)) {
    const [first = { message: 'refused without an error' }] = error as GraphQLFormattedError[];
    return toGraphQLError(first);
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 4290) return new SocketMustClose(4290, 'Too slow');
  return connected ? new SocketMustClose(1012, 'A service was started anew') : unavailable(name);
}
