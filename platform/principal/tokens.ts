import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { refuse } from '../errors/refusal';
import { type Principal, type RoleCode } from './principal';

const audience = 'nevermisscall';
const claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  tenant_id: z.uuid(),
  role: z.enum(['owner', 'admin', 'manager', 'dispatcher', 'technician', 'viewer']),
  permissions: z.array(z.string()),
  scope: z.literal('user'),
  typ: z.literal('access'),
});

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/** Signs and reads access tokens (HS256, jose). Claims: sub, sid, tenant_id, role, permissions, scope, aud, typ, iat, exp. */
export interface Tokens {
  sign(user: { userId: string; sessionId: string; tenantId: string; role: RoleCode; permissions: readonly string[] }): Promise<AccessToken>;
  /** The principal of an access token. Refuses AUTH_TOKEN_EXPIRED or AUTH_TOKEN_INVALID. */
  verify(token: string): Promise<Extract<Principal, { kind: 'user' }> & { expiresAt: Date }>;
}

export function createTokens(secret: string, expiresInSeconds: number): Tokens {
  const key = new TextEncoder().encode(secret);
  return {
    async sign(user) {
      const expiresAt = new Date((Math.floor(Date.now() / 1000) + expiresInSeconds) * 1000);
      const token = await new SignJWT({
        sid: user.sessionId,
        tenant_id: user.tenantId,
        role: user.role,
        permissions: user.permissions,
        scope: 'user',
        typ: 'access',
      })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user.userId)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt };
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, { audience, algorithms: ['HS256'] });
        const parsed = claims.parse(payload);
        return {
          kind: 'user',
          userId: parsed.sub,
          sessionId: parsed.sid,
          tenantId: parsed.tenant_id,
          role: parsed.role,
          permissions: parsed.permissions,
          expiresAt: new Date((payload.exp ?? 0) * 1000),
        };
      } catch (error) {
        if (error instanceof errors.JWTExpired) refuse('AUTH_TOKEN_EXPIRED', 'The access token has expired. Refresh the session.');
        refuse('AUTH_TOKEN_INVALID', 'The access token is not valid.');
      }
    },
  };
}
