import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { isDatabaseAway } from '../database/away';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../logging/logger';
import type { Foundation } from '../runtime/subgraphModule';
import { answerError } from './envelope';
import { createMethodTable } from './methodTable';

/** What a page of ours may load: its own files alone. Styles in elements, as component libraries write them; sockets to ourselves. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** Requests under way when a process ends have so long to be answered: the carrier's webhooks and what a person has just asked for. */
const drainMillisMax = 3_000;

/** Schemas describe (docs.ts): what comes in is parsed by each route, after it has looked at who calls. Given here, Fastify does not load Ajv. */
const compilersFactory = {
  buildValidator: () => () => (value: unknown) => ({ value }),
  buildSerializer: () => () => (value: unknown) => JSON.stringify(value),
};

/** A Fastify with what every process of ours does the same: request ids, size limit, security headers, form bodies, and the envelope for every error. */
export async function createHttpServer(foundation: Pick<Foundation, 'environment' | 'log'>): Promise<FastifyInstance> {
  const { environment, log } = foundation;
  const refuseError = (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => presentError(error, request, reply, log);
  const app: FastifyInstance = fastify({
    bodyLimit: environment.bodyLimitBytes,
    // A request id from outside ends up in logs: a plain one is kept, another is replaced.
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
    },
    trustProxy: environment.trustedProxies.length > 0 ? [...environment.trustedProxies] : false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    schemaController: { compilersFactory: compilersFactory as never }, // its types know Ajv's alone
    // What fails before a route is found, such as a path with a broken escape.
    frameworkErrors: (error, request, reply) => void refuseError(error, request, reply.header('x-request-id', request.id)),
  });
  app.addHook('preClose', (done) => {
    const impatience = setTimeout(() => app.server.closeAllConnections(), drainMillisMax).unref();
    app.server.once('close', () => clearTimeout(impatience));
    done();
  });
  // Before all that may answer, as CORS does a preflight.
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  await app.register(helmet, { contentSecurityPolicy });
  await app.register(cors, { origin: [...environment.corsOrigins], credentials: true });
  await app.register(formbody);
  const methods = createMethodTable(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.of(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return answerError(request, reply, 404, { code: 'RESOURCE_NOT_FOUND', message: 'There is nothing at this path.' });
    return answerError(request, reply.header('allow', allowed.join(', ')), 405, { code: 'INVALID_FORMAT', message: `This path takes ${allowed.join(', ')}.`, details: { allowed } });
  });
  app.setErrorHandler(refuseError);
  return app;
}

function presentError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  if (error instanceof Refusal) return answerError(request, reply, error.httpStatus, { code: error.code, message: error.message, details: error.details });
  if (error instanceof ZodError) {
    const issues = error.issues.map((issue) => ({ field: [...issue.path, ...('keys' in issue ? issue.keys : [])].join('.'), message: issue.message }));
    return answerError(request, reply, 422, { code: 'VALIDATION_FAILED', message: 'The body does not fit.', details: { validation_errors: issues } });
  }
  if ('code' in error && unreadable.has(error.code)) {
    return answerError(request, reply, 422, { code: 'VALIDATION_FAILED', message: 'The body does not fit.', details: { validation_errors: [{ field: '', message: error.message }] } });
  }
  const status = 'statusCode' in error && error.statusCode !== undefined ? error.statusCode : 500;
  if (status < 500) return answerError(request, reply, status, { code: status === 413 ? 'VALIDATION_FAILED' : 'INVALID_FORMAT', message: error.message });
  log.error({ err: error, requestId: request.id, path: request.routeOptions.url }, 'request failed');
  if (isDatabaseAway(error)) return answerError(request, reply, 503, { code: 'SERVICE_UNAVAILABLE', message: 'This is not available right now. Try again.' });
  return answerError(request, reply, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong on our side.' });
}

/** A body that is no JSON, or none where there should be one, fits no schema (rest.yaml: 422). */
const unreadable = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);
