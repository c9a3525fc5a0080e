import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { documented } from '../../../platform/http/docs';
import type { Tokens } from '../../../platform/principal/tokens';

/** How long others may keep the keys: a new one is known everywhere before a day has passed. */
const cacheSeconds = 3_600;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), use: z.literal('sig') })) });

/** GET /.well-known/jwks.json: the public keys that access tokens are checked with, as RFC 7517 has them; none where a secret signs them. */
export function keyRoutes(app: FastifyInstance, tokens: Tokens): void {
  app.get('/.well-known/jwks.json', documented({ summary: 'Public keys that access tokens are checked with (RFC 7517)', auth: 'public', bare: { 200: keySet } }), async (_request, reply) =>
    reply.header('cache-control', `public, max-age=${cacheSeconds}`).send({ keys: await tokens.publicKeys() }),
  );
}
