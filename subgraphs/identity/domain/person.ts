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

/**
 * The business that a log-in is for: the one asked for, else the one first joined.
 * @returns nothing where the person does not belong to it
 */
export function chooseMembership(memberships: readonly Membership[], tenantId: string | null): Membership | undefined {
  return tenantId === null ? memberships[0] : memberships.find((membership) => membership.tenantId === tenantId.toLowerCase());
}
