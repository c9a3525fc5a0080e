import { refuse } from '../errors/refusal';
import { isUuid } from '../values/uuid';
import { permissionsOf, type RoleCode } from './permissions';

/**
 * Who acts, and for which business. Everything that touches data is born with one. A user without a role is an operator of the
 * platform who acts for a business; an operator who does not has no business's rights at all.
 */
export type Principal =
  | { kind: 'anonymous' }
  | { kind: 'user'; userId: string; sessionId: string; tenantId: string; role: RoleCode | null; permissions: readonly string[] }
  | { kind: 'operator'; userId: string; sessionId: string; tenantId: null }
  | { kind: 'service'; tenantId: string | null }
  | { kind: 'system'; tenantId: string };

export const anonymous: Principal = { kind: 'anonymous' };

/** What an operator is told who has named no business. */
export const businessMissing = 'An operator acts for one business: name it in the header X-Tenant-ID, or over a socket in connectionParams.tenantId.';

/** What only the operator of the platform may do (roles.md, "PLATFORM only"). */
export const platformPermission = 'platform';

/** The tenant whose rows this principal may see; null sees none. */
export function tenantOf(principal: Principal): string | null {
  return principal.kind === 'anonymous' ? null : principal.tenantId;
}

/**
 * The business that the principal acts for. Refuses AUTH_TOKEN_INVALID where nobody is logged in, and AUTH_INSUFFICIENT_PERMISSIONS where an
 * operator named no business: their token is good, so no client is to log out for it.
 */
export function businessOf(principal: Principal): string {
  if (principal.kind === 'anonymous') refuse('AUTH_TOKEN_INVALID', 'A token is needed for this.');
  return principal.tenantId ?? refuse('AUTH_INSUFFICIENT_PERMISSIONS', businessMissing);
}

/** Whether the principal holds the permission, e.g. `calls:read`. The system itself holds every one; a service none: GraphQL is not for it. */
export function may(principal: Principal, permission: string): boolean {
  if (principal.kind === 'system') return true;
  if (principal.kind === 'operator') return permission === platformPermission;
  return principal.kind === 'user' && principal.permissions.includes(permission);
}

/**
 * The principal for one request: an operator acts for the business that X-Tenant-ID (HTTP) or connectionParams.tenantId names, with
 * an owner's rights and as themselves; everyone else stays in their own business, whatever is named. Refuses INVALID_FORMAT.
 */
export function actingFor(principal: Principal, tenantId: unknown): Principal {
  if (principal.kind !== 'operator' || tenantId === undefined || tenantId === null || tenantId === '') return principal;
  if (typeof tenantId !== 'string' || !isUuid(tenantId)) refuse('INVALID_FORMAT', 'The tenant id is not one.', { field: 'X-Tenant-ID' });
  return { ...principal, kind: 'user', tenantId: tenantId.toLowerCase(), role: null, permissions: [...permissionsOf.owner, platformPermission] };
}

/** An operator of the platform who acts for a business. */
export type Operating = Extract<Principal, { kind: 'user' }> & { role: null };

/** Whether an operator of the platform acts here for a business: such acts are audited as theirs (roles.md). */
export function actsAsOperator(principal: Principal): principal is Operating {
  return principal.kind === 'user' && principal.role === null;
}

/**
 * The user to whose own appointments, and what hangs on them, the principal is narrowed; null for everyone who sees the whole
 * business. Source: roles.md, the technician's column.
 */
export function narrowedTo(principal: Principal): string | null {
  return principal.kind === 'user' && principal.role === 'technician' ? principal.userId : null;
}
