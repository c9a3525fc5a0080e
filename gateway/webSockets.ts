import type { Server } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../platform/logging/logger';
import { closeCodeOf } from './errors';

/** WebSockets of this HTTP server are taken at /graphql, and nowhere else. */
export function acceptWebSockets(server: Server, webSockets: WebSocketServer, log: Logger): void {
  server.on('upgrade', (request, socket, head) => {
    if ((request.url ?? '').split('?')[0] !== '/graphql') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSockets.emit('connection', webSocket, request);
      // ws has closed it with the fitting code (1009); graphql-ws would print each to standard error.
      webSocket.removeAllListeners('error').on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    });
  });
}

/** Where only a new socket helps the reader, closes this one with the code; the stock client connects again and resumes. */
export function closingSocket(results: AsyncIterableIterator<ExecutionResult>, socket: WebSocket): AsyncIterableIterator<ExecutionResult> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      results.next().catch((error: unknown) => {
        const code = closeCodeOf(error);
        if (code === null) throw error;
        socket.close(code, (error as Error).message.slice(0, 120));
        return { done: true, value: undefined };
      }),
    return: async () => {
      await results.return?.();
      return { done: true, value: undefined };
    },
  };
}
