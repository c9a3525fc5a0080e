import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, errors, exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { refuse } from '../errors/refusal';
import type { RoleCode } from './permissions';
import type { Principal } from './principal';

const audience = 'nevermisscall';
const session = { sub: z.uuid(), sid: z.uuid(), typ: z.literal('access') };
const claims = z.discriminatedUnion('scope', [
  z.object({
    ...session,
    scope: z.literal('user'),
    tenant_id: z.uuid(),
    role: z.enum(['owner', 'admin', 'manager', 'dispatcher', 'technician', 'viewer']),
    permissions: z.array(z.string()),
  }),
  // The operator of the platform: no role and no business (roles.md).
  z.object({ ...session, scope: z.literal('admin'), tenant_id: z.never().optional(), role: z.never().optional() }),
]);

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/** Whose token it is: a person of one business, or an operator of the platform. */
export type TokenHolder = Extract<Principal, { kind: 'operator' }> | (Omit<Extract<Principal, { kind: 'user' }>, 'kind' | 'role'> & { kind?: 'user'; role: RoleCode });

/** Signs and reads access tokens (jose). Claims: sub, sid, tenant_id, role, permissions, scope (user | admin), aud, typ, iat, exp. */
export interface Tokens {
  sign(holder: TokenHolder): Promise<AccessToken>;
  /** The principal of an access token. Refuses AUTH_TOKEN_EXPIRED or AUTH_TOKEN_INVALID. */
  verify(token: string): Promise<Extract<Principal, { kind: 'user' | 'operator' }> & { expiresAt: Date }>;
  /** The public keys that tokens are checked with (RFC 7517); none where a secret signs them. */
  publicKeys(): Promise<JWK[]>;
}

/** @param key a shared secret (HS256), or a private key: RSA (RS256), EC on P-256, P-384 or P-521 (ES256 …), Ed25519 (EdDSA) */
export function createTokens(key: string | KeyObject, expiresInSeconds: number): Tokens {
  const algorithm = typeof key === 'string' ? 'HS256' : (algorithmOf(key) ?? refuseKey());
  // jose would import the bytes of a secret anew for each token.
  const keys = typeof key === 'string' ? importSecret(key).then((secret) => ({ signing: secret, checking: secret })) : Promise.resolve({ signing: key, checking: createPublicKey(key) });
  const publicKeys = async (): Promise<JWK[]> => {
    if (typeof key === 'string') return [];
    const jwk = await exportJWK((await keys).checking);
    return [{ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' }];
  };
  const keyId = publicKeys().then(([jwk]) => (jwk?.kid === undefined ? {} : { kid: jwk.kid }));
  return {
    publicKeys,
    async sign(holder) {
      const expiresAt = new Date((Math.floor(Date.now() / 1000) + expiresInSeconds) * 1000);
      const token = await new SignJWT({ sid: holder.sessionId, ...rightsOf(holder), typ: 'access' })
        .setProtectedHeader({ alg: algorithm, ...(await keyId) })
        .setSubject(holder.userId)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign((await keys).signing);
      return { token, expiresAt };
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, (await keys).checking, { audience, algorithms: [algorithm], requiredClaims: ['exp'] });
        return { ...holderOf(payload), expiresAt: new Date((payload.exp as number) * 1000) };
      } catch (error) {
        if (error instanceof errors.JWTExpired) refuse('AUTH_TOKEN_EXPIRED', 'The access token has expired. Refresh the session.');
        refuse('AUTH_TOKEN_INVALID', 'The access token is not valid.');
      }
    },
  };
}

/** The algorithm that goes with a private key; nothing for a key that no token is signed with. */
export function algorithmOf(key: KeyObject): string | undefined {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') return (details?.modulusLength ?? 0) >= 2048 ? 'RS256' : undefined;
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (key.asymmetricKeyType !== 'ec') return undefined;
  return { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }[details?.namedCurve ?? ''];
}

function importSecret(secret: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

function rightsOf(holder: TokenHolder): JWTPayload {
  if (holder.kind === 'operator') return { scope: 'admin' };
  return { scope: 'user', tenant_id: holder.tenantId, role: holder.role, permissions: holder.permissions };
}

function holderOf(payload: JWTPayload): Extract<Principal, { kind: 'user' | 'operator' }> {
  const parsed = claims.parse(payload);
  const who = { userId: parsed.sub, sessionId: parsed.sid };
  if (parsed.scope === 'admin') return { kind: 'operator', ...who, tenantId: null };
  return { kind: 'user', ...who, tenantId: parsed.tenant_id, role: parsed.role, permissions: parsed.permissions };
}

function refuseKey(): never {
  throw new Error('tokens are signed with an RSA key of 2048 bits or more, an EC key on P-256, P-384 or P-521, or an Ed25519 key');
}
