import { permissionsOf } from '../../../platform/principal/permissions';
import type { Membership as OwnMembership, Person, RoleCode } from '../domain/person';
import type { AuthPayload, Membership, Role, User } from './types.generated';
import type { Auth } from '../usecases/issueTokens';

/** A person as clients see one, with the role in the business that asks. */
export function toUser(person: Person): User {
  const { membership, ...fields } = person;
  return { ...fields, role: toRole(membership.role), memberships: [toMembership(membership)] };
}

/** That a person belongs to a business, with the rights that this gives. */
export function toMembership(membership: OwnMembership): Membership {
  return { tenant: { id: membership.tenantId }, role: toRole(membership.role) };
}

/** Tokens, and whose they are. */
export function toAuthPayload({ person, ...tokens }: Auth): AuthPayload {
  return { ...tokens, user: toUser(person) };
}

function toRole(code: RoleCode): Role {
  return { code, name: `${code.charAt(0).toUpperCase()}${code.slice(1)}`, permissions: [...permissionsOf[code]] };
}
