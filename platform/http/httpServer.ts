import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { Refusal } from '../errors/refusal';
import type { Foundation } from '../runtime/subgraphModule';
import { answerError } from './envelope';

/** A Fastify with what every process of ours does the same: request ids, size limit, security headers, form bodies, and the envelope for every error. */
export async function createHttpServer(foundation: Foundation): Promise<FastifyInstance> {
  const { environment, log } = foundation;
  const app: FastifyInstance = fastify({
    bodyLimit: environment.bodyLimitBytes,
    // A request id from outside ends up in logs: a plain one is kept, another is replaced.
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
    },
    trustProxy: environment.trustedProxies.length > 0 ? [...environment.trustedProxies] : false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  await app.register(helmet, { contentSecurityPolicy: false });
  await app.register(cors, { origin: [...environment.corsOrigins], credentials: true });
  await app.register(formbody);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.setNotFoundHandler((request, reply) => answerError(request, reply, 404, { code: 'RESOURCE_NOT_FOUND', message: 'There is nothing at this path.' }));
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    if (error instanceof Refusal) return answerError(request, reply, error.httpStatus, { code: error.code, message: error.message, details: error.details });
    if (error instanceof ZodError) {
      const issues = error.issues.map((issue) => ({ field: [...issue.path, ...('keys' in issue ? issue.keys : [])].join('.'), message: issue.message }));
      return answerError(request, reply, 422, { code: 'VALIDATION_FAILED', message: 'The body does not fit.', details: { validation_errors: issues } });
    }
    const status = 'statusCode' in error && error.statusCode !== undefined ? error.statusCode : 500;
    if (status < 500) return answerError(request, reply, status, { code: status === 413 ? 'VALIDATION_FAILED' : 'INVALID_FORMAT', message: error.message });
    log.error({ err: error, requestId: request.id, path: request.routeOptions.url }, 'request failed');
    return answerError(request, reply, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong on our side.' });
  });
  return app;
}
