import type { FastifyInstance } from 'fastify';
import type { Foundation } from '../../../platform/runtime/subgraphModule';
import { requireServiceKey } from '../../../platform/http/serviceKey';
import { documented } from '../../../platform/http/docs';
import { answer } from '../../../platform/http/envelope';
import type { Context } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import { dispatchBody, readDispatchBody } from '../domain/dispatchBody';
import { dispatchAnswer } from './dispatchAnswer';

/** POST /dispatch/process: stateless, for internal services. */
export function dispatchRoutes(app: FastifyInstance, foundation: Foundation, dispatcher: Context['dispatcher']): void {
  const row = documented({ summary: 'The dispatcher’s next move in a conversation; stateless', auth: 'service', body: dispatchBody, answer: dispatchAnswer, refusals: [422] });
  app.post('/dispatch/process', { ...row, preHandler: requireServiceKey(foundation) }, async (request, reply) => {
    const result = await dispatcher.process(readDispatchBody(request.body, foundation.clock()));
    return answer(request, reply, toSnakeCase(lowerUrgency(result)));
  });
}

/** The answer's field names as the contract writes them; values as they are. */
function toSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), toSnakeCase(inner)]));
}

/** The contract's urgency is in lower case on this door. */
function lowerUrgency(result: DispatchResult): unknown {
  return { ...result, extractedInfo: { ...result.extractedInfo, urgency: result.extractedInfo.urgency.toLowerCase() } };
}
