import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

const securitySchemes = {
  service: { type: 'apiKey', in: 'header', name: 'x-service-key', description: 'One of our own services.' },
  twilio: { type: 'apiKey', in: 'header', name: 'x-twilio-signature', description: "Twilio's signature over the public address and the form." },
} as const;

/**
 * OpenAPI 3.1 at /api/docs/openapi.json and a page at /api/docs, of the routes registered from here on.
 * @param foreign the documented paths of what this port passes on to others; of a path that is here too, this one is told
 */
export async function serveDocs(app: FastifyInstance, { version, description }: { version: string; description: string }, foreign: () => Promise<Record<string, object>> = () => Promise.resolve({})): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'NeverMissCall', version, description }, components: { securitySchemes } },
    transform: jsonSchemaTransform,
  });
  const whole = async () => {
    const own = app.swagger();
    return { ...own, paths: { ...(await foreign()), ...own.paths } };
  };
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // The page reads its own copy, which is to tell the same.
    uiHooks: { preHandler: async (request, reply) => (request.routeOptions.url === '/api/docs/json' ? reply.send(await whole()) : undefined) },
  });
  app.get('/api/docs/openapi.json', { schema: { hide: true } as FastifySchema }, whole);
}

const metadata = z.object({ timestamp: z.iso.datetime(), request_id: z.string(), processing_time_ms: z.number() });
const listMetadata = metadata.extend({ total_count: z.number().int(), page: z.number().int(), limit: z.number().int() });
const refusal = z.object({ success: z.literal(false), error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }), metadata });

/** What a row of rest.yaml takes and answers, for its OpenAPI. */
export interface Documentation {
  summary: string;
  auth: 'public' | keyof typeof securitySchemes | readonly (keyof typeof securitySchemes)[];
  body?: z.ZodType;
  /** `data` of the envelope. */
  answer?: z.ZodType;
  /** Whole answers that have no envelope, by status. */
  bare?: Record<number, z.ZodType>;
  /** Statuses of the envelope's refusals, beside the one for wrong credentials. */
  refusals?: readonly number[];
}

/** A route's options that say so. */
export function documented({ summary, auth, body, answer, bare, refusals = [] }: Documentation): { schema: FastifySchema } {
  const schemes = auth === 'public' ? [] : [auth].flat();
  const statuses = [...(schemes.includes('service') ? [401] : []), ...refusals];
  const response = {
    ...(answer && { 200: z.object({ success: z.literal(true), data: answer, metadata: answer instanceof z.ZodArray ? listMetadata : metadata }) }),
    ...bare,
    ...Object.fromEntries(statuses.map((status) => [status, refusal])),
  };
  const security = schemes.map((scheme) => ({ [scheme]: [] }));
  return { schema: { summary, security, ...(body && { body }), response } as FastifySchema };
}
