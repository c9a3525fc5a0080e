/**
 * Subscriptions over one lazy graphql-ws socket. Each remembers the id of the last event it handed on and gives it as
 * `after` when the socket comes back, so a lost connection loses and doubles nothing.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { type Client as SocketClient, createClient as createSocketClient } from 'graphql-ws/client';
import { type AnswerError, NeverMissCallError, endsSession, errorOf } from './errors';

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting';

export interface SubscribeOptions<Data> {
  /** Where to begin: an `eventCursor`, or the id of the last event seen. */
  after?: string | null;
  onEvent: (data: Data) => void;
  /** The connection was lost and is being made anew. */
  onReconnecting?: () => void;
  /** The socket is there, for the first time or again. */
  onConnected?: (connection: { again: boolean }) => void;
  /** The server no longer keeps what came after the last event seen: fetch anew and subscribe from a new `eventCursor`. The subscription is over. */
  onCursorExpired?: () => void;
  /** The server refused for good; the subscription is over. A session that ended is told to the client, not here. */
  onError?: (error: NeverMissCallError) => void;
}

interface StreamOptions {
  url: string;
  getAccessToken: () => string | null | Promise<string | null>;
  /** Gets a new token in place of this one. */
  refresh: (expired: string | null) => Promise<void>;
  sessionEnded: (token: string | null) => void;
  webSocket: unknown;
  reconnectDelayMs: (attempt: number) => number;
}

/** Close codes after which a new attempt makes no sense: the fault is ours, and would come again. */
const hopeless = new Set([1002, 1003, 1007, 1009, 4400, 4406, 4409, 4429]);
/** Refusals that are over before long: a part of the service is being restarted, or too many asked at once. */
const passing = new Set(['NETWORK_ERROR', 'SERVICE_UNAVAILABLE', 'RATE_LIMIT_EXCEEDED']);
const sessionOver = 4401;
const tokenExpired = 4403;
/** A socket that does not answer a ping for this long is dead, whatever the operating system says. */
const pingEveryMs = 10_000;
const pongWaitMs = 5_000;

export function createStream(options: StreamOptions) {
  const listeners = new Set<(state: ConnectionState) => void>();
  const stops = new Set<() => void>();
  let state: ConnectionState = 'idle';
  let attempt = 0;
  let token: string | null = null;
  let tokenStale = false;
  /** What ends the pauses of those who wait for their next attempt. */
  const waiting = new Set<() => void>();
  let pongTimer: ReturnType<typeof setTimeout> | undefined;

  /** Made at the first subscription: who only queries needs no WebSocket. */
  let socket: SocketClient | null = null;
  const openSocket = () => createSocketClient({
    url: options.url,
    webSocketImpl: options.webSocket,
    keepAlive: pingEveryMs,
    retryAttempts: Infinity,
    retryWait: pause,
    shouldRetry: (reason) => !endsSession(reason) && codeOf(reason) !== sessionOver,
    connectionParams: async () => {
      if (tokenStale) await options.refresh(token);
      tokenStale = false;
      token = await options.getAccessToken();
      return token ? { authorization: `Bearer ${token}` } : {};
    },
    on: {
      connecting: () => change(state === 'idle' ? 'connecting' : state),
      connected: () => {
        attempt = 0;
        change('connected');
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        if (codeOf(event) === tokenExpired) tokenStale = true;
        change(stops.size > 0 && codeOf(event) !== sessionOver ? 'reconnecting' : 'idle');
      },
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => socket?.terminate(), pongWaitMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
  });

  function change(next: ConnectionState): void {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener(next);
  }

  /** Waits for the next attempt's turn, or until `reconnectNow`. */
  async function pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, options.reconnectDelayMs(attempt++));
      waiting.add(goOn);
    });
  }

  function subscribe<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, listener: SubscribeOptions<Data>): () => void {
    // graphql-ws writes the payload out at each (re)subscription: what stands in `after` then is what is asked for.
    const resumes = takesAfter(document);
    const payload = { query: print(document), variables: { ...variables } as Record<string, unknown> };
    if (resumes && listener.after) payload.variables['after'] = listener.after;
    let over = false;
    let connectedBefore = false;
    let unsubscribe: () => void = () => {};

    function heed(now: ConnectionState): void {
      if (now === 'reconnecting') listener.onReconnecting?.();
      if (now !== 'connected') return;
      const again = connectedBefore;
      connectedBefore = true;
      listener.onConnected?.({ again });
    }
    const unlisten = onConnectionChange(heed);

    function stop(): void {
      if (over) return;
      over = true;
      unlisten();
      stops.delete(stop);
      unsubscribe();
    }

    /** @returns after a refusal: whether to subscribe again */
    async function survives(reason: unknown): Promise<boolean> {
      if (endsSession(reason) || codeOf(reason) === sessionOver) {
        options.sessionEnded(token);
        return false;
      }
      if (reason instanceof NeverMissCallError) {
        if (reason.code === 'AUTH_TOKEN_EXPIRED') {
          return options.refresh(token).then(() => true, (failure: unknown) => survives(failure));
        }
        if (passing.has(reason.code)) return pause().then(() => true);
        if (reason.code === 'CURSOR_EXPIRED' && listener.onCursorExpired) listener.onCursorExpired();
        else listener.onError?.(reason);
        return false;
      }
      const code = codeOf(reason);
      if (code !== null && hopeless.has(code)) {
        listener.onError?.(new NeverMissCallError('NETWORK_ERROR', `The connection was closed with ${code}.`, { code }));
        return false;
      }
      return pause().then(() => true);
    }

    function fail(reason: unknown): void {
      if (over) return;
      void survives(reason).then((again) => {
        if (over) return;
        if (again) start();
        else stop();
      });
    }

    function start(): void {
      socket ??= openSocket();
      unsubscribe = socket.subscribe<Data>(payload, {
        next: (answer) => {
          if (over) return;
          const data = answer.data;
          if (data == null) {
            unsubscribe();
            fail(errorOf((answer.errors ?? []) as AnswerError[]));
            return;
          }
          attempt = 0;
          const id = resumes ? eventIdOf(data) : null;
          if (id) payload.variables['after'] = id;
          listener.onEvent(data);
        },
        error: (reason) => fail(Array.isArray(reason) ? errorOf(reason as AnswerError[]) : reason),
        complete: () => stop(),
      });
    }

    stops.add(stop);
    if (state === 'connected') heed(state);
    start();
    return stop;
  }

  function onConnectionChange(listener: (state: ConnectionState) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function reconnectNow(): void {
    for (const goOn of [...waiting]) goOn();
  }

  return {
    subscribe,
    onConnectionChange: (listener: (state: ConnectionState) => void) => {
      listener(state);
      return onConnectionChange(listener);
    },
    reconnectNow,
    close: () => {
      for (const stop of [...stops]) stop();
      reconnectNow();
      void socket?.dispose();
      socket = null;
    },
  };
}

function takesAfter(document: TypedDocumentNode<unknown, never> | TypedDocumentNode<unknown, unknown>): boolean {
  return document.definitions.some((definition) => definition.kind === 'OperationDefinition' && definition.variableDefinitions?.some((variable) => variable.variable.name.value === 'after'));
}

/** The id of the event in a subscription's answer, which has one root field. */
function eventIdOf(data: object): string | null {
  const [event] = Object.values(data) as ({ id?: unknown } | null)[];
  return typeof event?.id === 'string' ? event.id : null;
}

function codeOf(reason: unknown): number | null {
  return typeof reason === 'object' && reason !== null && 'code' in reason && typeof reason.code === 'number' ? reason.code : null;
}
