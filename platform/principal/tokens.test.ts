import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { permissionsOf } from './permissions';
import { createTokens } from './tokens';

const secret = 'a secret of the token tests, long enough';
const user = { userId: randomUUID(), sessionId: randomUUID(), tenantId: randomUUID(), role: 'dispatcher' as const, permissions: permissionsOf.dispatcher };
const claims = { sid: user.sessionId, tenant_id: user.tenantId, role: 'dispatcher', permissions: [], scope: 'user', typ: 'access' };
const made = (changed: object, audience = 'nevermisscall', key = secret, algorithm = 'HS256') =>
  new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg: algorithm }).setSubject(user.userId).setAudience(audience).setExpirationTime('5m').sign(new TextEncoder().encode(key));

test('what was signed is read again, with the time at which it ends', async () => {
  const tokens = createTokens(secret, 900);
  const { token, expiresAt } = await tokens.sign(user);
  expect(await tokens.verify(token)).toEqual({ kind: 'user', ...user, expiresAt });
  expect(Math.abs(expiresAt.getTime() - Date.now() - 900_000)).toBeLessThan(2_000);
});

test('an expired one is AUTH_TOKEN_EXPIRED', async () => {
  const { token } = await createTokens(secret, -10).sign(user);
  await expect(createTokens(secret, 900).verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_EXPIRED' });
});

test.each([
  ['nonsense', () => Promise.resolve('nonsense')],
  ['another secret', () => made({}, 'nevermisscall', `${secret}!`)],
  ['another audience', () => made({}, 'nmc-subgraph')],
  ['another algorithm', () => made({}, 'nevermisscall', secret.repeat(2), 'HS512')],
  ['a refresh token', () => made({ typ: 'refresh' })],
  ['a role that is none', () => made({ role: 'root' })],
  ['no tenant', () => made({ tenant_id: undefined })],
  ['a tenant that is no id', () => made({ tenant_id: 'x' })],
  ['no signature', () => Promise.resolve(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...claims, sub: user.userId, aud: 'nevermisscall' })).toString('base64url')}.`)],
])('%s is AUTH_TOKEN_INVALID', async (_name, make) => {
  await expect(createTokens(secret, 900).verify(await make())).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
});

test('each role may do at most what the one above it may', () => {
  const chain = ['owner', 'admin', 'manager', 'dispatcher', 'viewer'] as const;
  for (const [index, role] of chain.slice(1).entries()) expect(permissionsOf[chain[index] as 'owner']).toEqual(expect.arrayContaining([...permissionsOf[role]]));
  expect(permissionsOf.viewer.filter((permission) => !permission.endsWith(':read'))).toEqual([]);
});
