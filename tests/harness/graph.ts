import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphAnswer<T> {
  data: T;
  errors?: { message: string; extensions: { code?: string } }[];
}

/** One GraphQL operation over HTTP. Throws where the answer has errors. */
export async function askGraph<T>(url: string, token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as GraphAnswer<T>;
  if (answer.errors) throw new Error(answer.errors.map((error) => `${error.extensions.code}: ${error.message}`).join('\n'));
  return answer.data;
}

export interface Subscription<T> {
  /** What has come so far, oldest first. Throws what ended the subscription, once something has. */
  readonly received: T[];
  /** Cuts the socket as a lost connection does. */
  drop(): void;
}

/** One subscription on a socket of its own, opened once the server has acknowledged the connection; the client does not connect again by itself. */
export async function subscribeGraph<T>(url: string, token: string, query: string, variables: Record<string, unknown> = {}): Promise<Subscription<T>> {
  const received: T[] = [];
  let socket: WebSocket | undefined;
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` }, retryAttempts: 0, lazy: true });
  const connected = new Promise<void>((resolve) => client.on('connected', (opened) => {
    socket = opened as WebSocket;
    resolve();
  }));
  const failed = new Promise<never>((_resolve, reject) => {
    client.subscribe<T>({ query, variables }, {
      next: (result) => (result.errors ? reject(new Error(JSON.stringify(result.errors))) : received.push(result.data as T)),
      error: reject,
      complete: () => undefined,
    });
  });
  let dropped = false;
  let fault: unknown;
  failed.catch((error: unknown) => (fault = error));
  await Promise.race([connected, failed]);
  return {
    get received() {
      if (fault !== undefined && !dropped) throw fault instanceof Error ? fault : new Error(`the socket closed: ${String((fault as { code?: number }).code)}`);
      return received;
    },
    drop() {
      dropped = true;
      socket?.terminate();
    },
  };
}
