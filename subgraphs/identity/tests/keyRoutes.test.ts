import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { readEnvironment } from '../../../platform/config/environment';
import { createHttpServer } from '../../../platform/http/httpServer';
import { createLogger } from '../../../platform/logging/logger';
import { createTokens, type Tokens } from '../../../platform/principal/tokens';
import { keyRoutes } from '../http/keyRoutes';

async function published(tokens: Tokens) {
  const app = await createHttpServer({ environment: readEnvironment({ NODE_ENV: 'test' }), log: createLogger({ level: 'silent', format: 'json' }) });
  keyRoutes(app, tokens);
  const answer = await app.inject('/.well-known/jwks.json');
  await app.close();
  return answer;
}

test('whoever has the published keys can check a token that the key pair signed, and nothing more', async () => {
  const tokens = createTokens(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 900);
  const answer = await published(tokens);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('application/json')]);
  const keys = answer.json<JSONWebKeySet>();
  expect(Object.keys(keys)).toEqual(['keys']);
  expect(answer.body).not.toContain('"d"');
  const userId = randomUUID();
  const { token } = await tokens.sign({ kind: 'operator', userId, sessionId: randomUUID(), tenantId: null });
  expect((await jwtVerify(token, createLocalJWKSet(keys))).payload.sub).toBe(userId);
});

test('where a secret signs, nothing is published', async () => {
  expect((await published(createTokens('a secret of at least thirty-two bytes', 900))).json()).toEqual({ keys: [] });
});
