import type { FastifyReply, FastifyRequest } from 'fastify';
import { viewOf } from '../calls/activeCall';
import type { Carrier, CarrierEvent } from '../carrier';

/** A reader that lags by so many bytes is cut off; the browser connects again by itself and reads the state anew. */
const backlogBytesMax = 4 * 1024 * 1024;
const heartbeatMs = 15_000;

/** Server-sent events `message`, `call`, `number`, `webhook`, `fault`, `reset`; the data is the thing itself as JSON. `?phone=` keeps the texts and calls of one phone. */
export function streamTo(carrier: Carrier, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { phone } = request.query as { phone?: string };
  reply.hijack();
  const out = reply.raw;
  out.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'keep-alive' });
  out.write(': connected\n\n');
  const forward = (event: CarrierEvent) => {
    const shown = shownOf(carrier, event);
    if (shown === null || (phone && !concerns(shown.data, phone))) return;
    out.write(`event: ${shown.name}\ndata: ${JSON.stringify(shown.data)}\n\n`);
    if (out.writableLength > backlogBytesMax) out.destroy();
  };
  const heartbeat = setInterval(() => out.write(': still here\n\n'), heartbeatMs).unref();
  carrier.events.on('event', forward);
  request.raw.socket.once('close', () => {
    clearInterval(heartbeat);
    carrier.events.off('event', forward);
  });
  return reply;
}

function shownOf(carrier: Carrier, event: CarrierEvent): { name: string; data: object } | null {
  switch (event.type) {
    case 'message':
      return { name: 'message', data: event.message };
    case 'number':
      return { name: 'number', data: event.number };
    case 'webhook':
      return { name: 'webhook', data: event.webhook };
    case 'fault':
      return { name: 'fault', data: { kind: event.kind, struck: event.struck } };
    case 'reset':
      return { name: 'reset', data: {} };
    case 'call': {
      const call = carrier.calls.get(event.sid);
      return call ? { name: 'call', data: viewOf(call) } : null;
    }
  }
}

function concerns(data: object, phone: string): boolean {
  const { from, to } = data as { from?: string; to?: string };
  return from === undefined || from === phone || to === phone;
}
