import { permissionsOf } from '../../../platform/principal/permissions';
import type { Membership as OwnMembership, Person, RoleCode, SeenPerson } from '../domain/person';
import type { Auth } from '../usecases/issueTokens';
import type { Membership, ResolversParentTypes, Role } from './types.generated';

/** A person as they see themselves. */
export function toOneself(person: Person): SeenPerson {
  return { ...person, isOpen: true };
}

/** That a person belongs to a business, with the rights that this gives. */
export function toMembership(membership: OwnMembership): Membership {
  return { tenant: { id: membership.tenantId }, role: toRole(membership.role) };
}

/** Tokens, and whose they are: whoever has just earned them. */
export function toAuthPayload({ person, ...tokens }: Auth): ResolversParentTypes['AuthPayload'] {
  return { ...tokens, user: toOneself(person) };
}

/** A role with the rights that it gives. */
export function toRole(code: RoleCode): Role {
  return { code, name: `${code.charAt(0).toUpperCase()}${code.slice(1)}`, permissions: [...permissionsOf[code]] };
}
