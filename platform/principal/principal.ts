/** The roles of one business, in falling order of rights (roles.md). */
export type RoleCode = 'owner' | 'admin' | 'manager' | 'dispatcher' | 'technician' | 'viewer';

/** Who acts, and for which business. Everything that touches data is born with one. */
export type Principal =
  | { kind: 'anonymous' }
  | { kind: 'user'; userId: string; sessionId: string; tenantId: string; role: RoleCode; permissions: readonly string[] }
  | { kind: 'service'; tenantId: string | null }
  | { kind: 'system'; tenantId: string };

export const anonymous: Principal = { kind: 'anonymous' };

/** The tenant whose rows this principal may see; null sees none. */
export function tenantOf(principal: Principal): string | null {
  return principal.kind === 'anonymous' ? null : principal.tenantId;
}

/** Whether the principal holds the permission, e.g. `calls:read`. The system itself holds every one. */
export function may(principal: Principal, permission: string): boolean {
  if (principal.kind === 'system') return true;
  return principal.kind === 'user' && principal.permissions.includes(permission);
}
