import { createClient, type Client } from 'graphql-ws';
import { SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import type { Foundation } from '../../platform/runtime/subgraphModule';
import type { GatewayContext, SourceFetch, SourceResult, SubgraphSource } from './source';

/** A subgraph that has not answered after this long counts as down. */
const deadlineMillis = 10_000;
/** The header in which the gateway vouches for the caller, as a short-lived signed token. */
export const callerHeader = 'x-nmc-caller';

/** A subgraph in another process: HTTP by undici, subscriptions by graphql-ws, the caller signed with the service key. */
export function remoteSource(name: string, url: string, foundation: Foundation): SubgraphSource {
  const agent = new Agent({ connections: 64, headersTimeout: deadlineMillis, bodyTimeout: deadlineMillis });
  const key = new TextEncoder().encode(foundation.environment.internalServiceKeys[0] ?? '');
  const sign = (context: GatewayContext) => new SignJWT({ principal: context.principal }).setProtectedHeader({ alg: 'HS256' }).setAudience('nmc-subgraph').setIssuedAt().setExpirationTime('1m').sign(key);
  return {
    name,
    async process(fetch) {
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
    },
    async subscribe(fetch) {
      const caller = await sign(fetch.context);
      // A socket for each subscription: it carries one caller, and ends with it.
      const client = createClient({ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { [callerHeader]: caller, requestId: fetch.context.requestId } });
      return iterate(client, fetch);
    },
  };
}

function iterate(client: Client, fetch: SourceFetch): AsyncIterableIterator<SourceResult> {
  const events = client.iterate<Record<string, unknown>>({ query: fetch.query, variables: fetch.variables, operationName: fetch.operationName });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => events.next() as Promise<IteratorResult<SourceResult>>,
    async return() {
      await events.return?.();
      await client.dispose();
      return { done: true, value: undefined };
    },
  };
}
