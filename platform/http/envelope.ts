import type { FastifyReply, FastifyRequest } from 'fastify';

/** The documented envelope of every JSON answer (rest.yaml): success, data or error, metadata. */
export function answer(request: FastifyRequest, reply: FastifyReply, data: unknown, status = 200): FastifyReply {
  return reply.code(status).send({ success: true, data, metadata: metadata(request, reply) });
}

/** The envelope of a list: of one that comes whole, its one page. */
export function answerList(request: FastifyRequest, reply: FastifyReply, rows: readonly unknown[]): FastifyReply {
  return reply.code(200).send({ success: true, data: rows, metadata: { ...metadata(request, reply), total_count: rows.length, page: 1, limit: rows.length } });
}

/** The envelope of a refusal or fault. */
export function answerError(request: FastifyRequest, reply: FastifyReply, status: number, error: { code: string; message: string; details?: Record<string, unknown> }): FastifyReply {
  return reply.code(status).send({ success: false, error: { ...error, details: error.details ?? {} }, metadata: metadata(request, reply) });
}

function metadata(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  return { timestamp: new Date().toISOString(), request_id: request.id, processing_time_ms: Math.round(reply.elapsedTime) };
}
