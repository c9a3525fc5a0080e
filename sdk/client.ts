/**
 * The typed client: queries and mutations over HTTP, subscriptions that survive lost connections over one shared
 * WebSocket. Works in browsers and in Node (give `webSocket` there).
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { NeverMissCallError, endsSession } from './errors';
import { sendRequest } from './request';
import { type ConnectionState, type SubscribeOptions, createStream } from './stream';

export interface ClientOptions {
  /** Absolute address of the GraphQL endpoint, such as https://example.com/graphql. */
  url: string;
  /** The access token to send; null for a caller who has not logged in. */
  getAccessToken: () => string | null | Promise<string | null>;
  /** Gets a new access token once the server called the present one expired; without it such requests fail. */
  refresh?: () => Promise<unknown>;
  /** The session is over; only a new log-in helps. Told once for each token that was refused. */
  onSessionEnded?: () => void;
  /** WebSocket class where the platform has none: `import WebSocket from 'ws'`. */
  webSocket?: unknown;
  /** How long to wait before the nth attempt (from 0) to reconnect, in milliseconds; 250 ms doubling to 15 s, with jitter, when left out. */
  reconnectDelayMs?: (attempt: number) => number;
}

export interface Client {
  /** @throws NeverMissCallError */
  query<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
  /** @throws NeverMissCallError */
  mutate<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
  /** Listens until the returned function is called. Where the operation takes `$after`, nothing is lost or doubled over reconnections. */
  subscribe<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, options: SubscribeOptions<Data>): () => void;
  /** The shared socket's state now and at each change; returns how to stop listening. */
  onConnectionChange(listener: (state: ConnectionState) => void): () => void;
  /** Tries at once instead of waiting for the next attempt: the network is back, the page visible again. */
  reconnectNow(): void;
  /** Ends every subscription and closes the socket. */
  close(): void;
}

export function createClient(options: ClientOptions): Client {
  let refreshing: Promise<unknown> | null = null;
  let endedFor: string | null | undefined;

  /** Many requests may find the token expired at once; they share one refresh, and one that is late finds the new token there. */
  async function refreshOnce(expired: string | null): Promise<void> {
    if (!options.refresh) throw new NeverMissCallError('AUTH_TOKEN_EXPIRED', 'The access token has expired.');
    if (!refreshing && (await options.getAccessToken()) !== expired) return;
    refreshing ??= options.refresh().finally(() => (refreshing = null));
    await refreshing;
  }

  function sessionEnded(token: string | null): void {
    if (endedFor === token) return;
    endedFor = token;
    options.onSessionEnded?.();
  }

  async function execute<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const token = await options.getAccessToken();
    try {
      return await sendRequest(options.url, document, variables, token);
    } catch (error) {
      const expired = error instanceof NeverMissCallError && error.code === 'AUTH_TOKEN_EXPIRED';
      if (endsSession(error) && token) sessionEnded(token);
      if (!expired || !options.refresh) throw error;
    }
    await refreshOnce(token).catch((error) => {
      if (endsSession(error)) sessionEnded(token);
      throw error;
    });
    return sendRequest(options.url, document, variables, await options.getAccessToken());
  }

  const stream = createStream({
    url: options.url.replace(/^http/, 'ws'),
    getAccessToken: options.getAccessToken,
    refresh: refreshOnce,
    sessionEnded,
    webSocket: options.webSocket,
    reconnectDelayMs: options.reconnectDelayMs ?? ((attempt) => Math.min(250 * 2 ** attempt, 15_000) * (0.5 + Math.random())),
  });

  return { query: execute, mutate: execute, ...stream };
}
