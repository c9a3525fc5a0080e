import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import { permissionsOf } from './permissions';
import { actingFor, anonymous, may, narrowedTo, type Principal, tenantOf } from './principal';
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
  expect(expiresAt.getTime() / 1000 - (decodeJwt(token).iat as number)).toBe(900);
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
  ['a service’s', () => made({ scope: 'service' })],
  ['an operator’s that names a business', () => made({ scope: 'admin', role: undefined })],
  ['an operator’s with a role', () => made({ scope: 'admin', tenant_id: undefined })],
  ['one without an end', () => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setSubject(user.userId).setAudience('nevermisscall').sign(new TextEncoder().encode(secret))],
  ['no signature', () => Promise.resolve(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...claims, sub: user.userId, aud: 'nevermisscall' })).toString('base64url')}.`)],
])('%s is AUTH_TOKEN_INVALID', async (_name, make) => {
  await expect(createTokens(secret, 900).verify(await make())).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
});

test('each role may do at most what the one above it may', () => {
  const chain = ['owner', 'admin', 'manager', 'dispatcher', 'viewer'] as const;
  for (const [index, role] of chain.slice(1).entries()) expect(permissionsOf[chain[index] as 'owner']).toEqual(expect.arrayContaining([...permissionsOf[role]]));
  expect(permissionsOf.viewer.filter((permission) => !permission.endsWith(':read'))).toEqual([]);
});

const pairs: [string, string, () => ReturnType<typeof generateKeyPairSync>][] = [
  ['RSA', 'RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['P-256', 'ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['P-384', 'ES384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed25519', 'EdDSA', () => generateKeyPairSync('ed25519')],
];
test.each(pairs)('what an %s key signed is checked by anyone with the published key, under %s', async (_name, alg, makePair) => {
  const tokens = createTokens(makePair().privateKey as KeyObject, 900);
  const { token, expiresAt } = await tokens.sign(user);
  expect(await tokens.verify(token)).toEqual({ kind: 'user', ...user, expiresAt });
  const keys = await tokens.publicKeys();
  expect(keys).toEqual([expect.objectContaining({ alg, use: 'sig', kid: expect.any(String) })]);
  expect(keys[0]).not.toHaveProperty('d');
  const { protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys }));
  expect(protectedHeader).toEqual({ alg, kid: keys[0]?.kid });
});

test('a token signed with the public key as if it were a secret, or with another key of the kind, is AUTH_TOKEN_INVALID', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tokens = createTokens(privateKey, 900);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const other = createTokens(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 900);
  for (const token of [await made({}, 'nevermisscall', pem), (await other.sign(user)).token]) await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
});

test('a secret has no public keys', async () => expect(await createTokens(secret, 900).publicKeys()).toEqual([]));

describe('an operator', () => {
  const operator = { kind: 'operator' as const, userId: randomUUID(), sessionId: randomUUID(), tenantId: null };
  const tenantId = randomUUID();

  test('has a token of scope admin, without role or business', async () => {
    const tokens = createTokens(secret, 900);
    const { token, expiresAt } = await tokens.sign(operator);
    expect(await tokens.verify(token)).toEqual({ ...operator, expiresAt });
    const payload = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as object;
    expect(payload).toMatchObject({ scope: 'admin' });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'scope', 'sid', 'sub', 'typ']);
  });

  test('has no right in any business without naming one', () => {
    expect(tenantOf(actingFor(operator, undefined))).toBeNull();
    expect(may(operator, 'platform')).toBe(true);
    expect(permissionsOf.owner.filter((permission) => may(operator, permission))).toEqual([]);
  });

  test('acts for the business that is named, as themselves, with an owner’s rights', () => {
    const acting = actingFor(operator, tenantId.toUpperCase());
    expect(acting).toMatchObject({ userId: operator.userId, sessionId: operator.sessionId, tenantId, role: null });
    expect(permissionsOf.owner.filter((permission) => !may(acting, permission))).toEqual([]);
    expect([may(acting, 'platform'), narrowedTo(acting)]).toEqual([true, null]);
  });

  test.each(['nonsense', `${tenantId}'; --`, ['a', 'b'], 7])('naming %p is refused', (named) => expect(() => actingFor(operator, named)).toThrow(expect.objectContaining({ code: 'INVALID_FORMAT' })));

  test('nobody else leaves their business by naming another', () => {
    const owner: Principal = { kind: 'user', ...user, role: 'owner' };
    expect(actingFor(owner, tenantId)).toBe(owner);
    expect(actingFor(anonymous, tenantId)).toBe(anonymous);
    expect(may(owner, 'platform')).toBe(false);
  });
});

test('a service has no right that a field of the graph asks for', () => {
  const service: Principal = { kind: 'service', tenantId: randomUUID() };
  expect([...permissionsOf.owner, 'platform'].filter((permission) => may(service, permission))).toEqual([]);
});
