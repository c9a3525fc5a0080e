import type { FastifyInstance } from 'fastify';
import { Agent, request as send } from 'undici';
import { answerError } from '../platform/http/envelope';
import type { Foundation, SubgraphModule } from '../platform/runtime/subgraphModule';

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
/** A profile photo of 5 MB and its form; each owner has a limit of its own. */
const bodyBytesMax = 6 * 1024 * 1024;
const deadlineMillis = 10_000;
/** Of the connection between the caller and us, not of the message (RFC 9110, 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length', 'expect']);

/** Serves the REST paths of the subgraphs that run elsewhere, by passing each request on to its owner, byte for byte: signatures stay valid. */
export function forwardRoutes(app: FastifyInstance, foundation: Foundation, elsewhere: readonly Pick<SubgraphModule, 'name' | 'paths'>[]): { stop(): Promise<void> } {
  const agent = new Agent({ connections: 64, connectTimeout: 3_000, headersTimeout: deadlineMillis, bodyTimeout: deadlineMillis });
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) => done(null, body));
    for (const { name, paths } of elsewhere) {
      const base = foundation.environment.subgraphUrls[name] ?? '';
      for (const url of paths ?? []) {
        scope.route({
          url,
          method: methods,
          bodyLimit: bodyBytesMax,
          schema: { hide: true } as object,
          handler: async (request, reply) => {
            const headers = Object.fromEntries(Object.entries(request.headers).filter(([header, value]) => !hopByHop.has(header) && value !== undefined)) as Record<string, string>;
            Object.assign(headers, { 'x-request-id': request.id, 'x-forwarded-for': request.ip, 'x-forwarded-host': request.host, 'x-forwarded-proto': request.protocol });
            try {
              const response = await send(base + request.raw.url, { method: request.method as 'GET', headers, dispatcher: agent, signal: AbortSignal.timeout(deadlineMillis), body: Buffer.isBuffer(request.body) ? request.body : null });
              for (const [header, value] of Object.entries(response.headers)) if (!hopByHop.has(header) && value !== undefined) void reply.header(header, value);
              const body = Buffer.from(await response.body.arrayBuffer());
              // An answer without a body (403, 204) stays bare: an empty buffer would be given a type.
              return await reply.code(response.statusCode).send(body.length > 0 ? body : undefined);
            } catch (error) {
              foundation.log.warn({ err: error, service: name, requestId: request.id }, 'a subgraph did not answer');
              return answerError(request, reply, 503, { code: 'SERVICE_UNAVAILABLE', message: 'This part of the service is not available right now.', details: { service: name } });
            }
          },
        });
      }
    }
  });
  return { stop: () => agent.close() };
}
