import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors/refusal';
import type { Foundation } from '../runtime/subgraphModule';

/** Whether the request carries one of our service keys; compared by hash in constant time, so that neither length nor content leaks. */
export function hasServiceKey(request: FastifyRequest, keys: readonly string[]): boolean {
  const given = request.headers['x-service-key'];
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  // Every key is compared, also after one matched.
  return keys.filter((key) => timingSafeEqual(digest(key), digest(given))).length > 0;
}

/** A Fastify pre-handler for rows marked `service` in rest.yaml: 401 without the key. */
export function requireServiceKey(foundation: Pick<Foundation, 'environment'>): (request: FastifyRequest) => Promise<void> {
  return (request) => {
    if (!hasServiceKey(request, foundation.environment.internalServiceKeys)) refuse('AUTH_TOKEN_INVALID', 'A service key is needed for this.');
    return Promise.resolve();
  };
}
