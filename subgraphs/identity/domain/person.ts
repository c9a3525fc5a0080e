/** As what a person belongs to a business (roles.md). */
export type RoleCode = 'owner' | 'admin' | 'manager' | 'dispatcher' | 'technician' | 'viewer';

/** That a person belongs to a business, and as what. */
export interface Membership {
  tenantId: string;
  role: RoleCode;
}

/** A person as a business sees them: with the role that they have there. */
export interface Person {
  id: string;
  uniqueId: string;
  email: string;
  username: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  isActive: boolean;
  lastLogin: Date | null;
  createdAt: Date;
  membership: Membership;
}

/** A person as somebody sees them. */
export interface SeenPerson extends Person {
  /** Whether who looks may know more of them than their name. */
  isOpen: boolean;
}

/**
 * The business that a log-in is for: the one asked for, else the first joined that is not suspended, else the first joined.
 * @returns nothing where the person does not belong to it
 */
export function chooseMembership<M extends Membership & { isSuspended: boolean }>(memberships: readonly M[], tenantId: string | null): M | undefined {
  if (tenantId !== null) return memberships.find((membership) => membership.tenantId === tenantId.toLowerCase());
  return memberships.find((membership) => !membership.isSuspended) ?? memberships[0];
}
