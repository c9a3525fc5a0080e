import type { FastifyInstance } from 'fastify';
import type { Tokens } from '../../../platform/principal/tokens';

/** How long others may keep the keys: a new one is known everywhere before a day has passed. */
const cacheSeconds = 3_600;

/** GET /.well-known/jwks.json: the public keys that access tokens are checked with, as RFC 7517 has them; none where a secret signs them. */
export function keyRoutes(app: FastifyInstance, tokens: Tokens): void {
  app.get('/.well-known/jwks.json', { schema: { summary: 'Public keys of access tokens (RFC 7517)', tags: ['identity'] } as object }, async (_request, reply) =>
    reply.header('cache-control', `public, max-age=${cacheSeconds}`).send({ keys: await tokens.publicKeys() }),
  );
}
