import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A raw graphql-transport-ws socket that has been acknowledged. */
export async function openSocket(url: string, bearer: string, more: Record<string, unknown> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const acknowledged = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${bearer}`, ...more } }));
  expect(JSON.parse(String((await acknowledged)[0]))).toMatchObject({ type: 'connection_ack' });
  return socket;
}

/** The first answer to one operation. */
export async function ask(socket: WebSocket, id: string, query: string, variables: object = {}): Promise<{ type: string; payload: unknown }> {
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } }));
  for (;;) {
    const message = JSON.parse(String((await once(socket, 'message'))[0])) as { id: string; type: string; payload: unknown };
    if (message.id === id && message.type !== 'complete') return message;
  }
}
