import { refuse } from '../../../platform/errors/refusal';
import { may } from '../../../platform/principal/principal';
import type { SeenPerson } from '../domain/person';
import { toMembership, toRole } from './toUser';
import type { UserResolvers } from './types.generated';

/** To see more of a colleague than their name (roles.md: "names and status of colleagues" are for all, users for those who read them). */
const permission = 'users:read';

/** A colleague by key; all businesses are told of the caller alone. */
export const User: UserResolvers = {
  async __resolveReference({ id }, context) {
    const person = await context.people.load(id);
    return person && { ...person, isOpen: isOneself(person.id, context) || may(context.principal, permission) };
  },
  uniqueId: (user) => opened(user, 'uniqueId').uniqueId,
  email: (user) => opened(user, 'email').email,
  username: (user) => opened(user, 'username').username,
  phone: (user) => (user.isOpen ? user.phone : null),
  role: (user) => (user.isOpen ? toRole(user.membership.role) : null),
  isActive: (user) => opened(user, 'isActive').isActive,
  lastLogin: (user) => (user.isOpen ? user.lastLogin : null),
  createdAt: (user) => opened(user, 'createdAt').createdAt,
  /** One's own are all shown; a colleague's come with the person, and are those of the caller's business. */
  async memberships(user, _, context) {
    const memberships = isOneself(user.id, context) ? await context.ownMemberships() : [opened(user, 'memberships').membership];
    return memberships.map(toMembership);
  },
};

function isOneself(userId: string, { principal }: Parameters<NonNullable<UserResolvers['__resolveReference']>>[1]): boolean {
  return principal.kind === 'user' && principal.userId === userId;
}

/** The person, to whom they are open; AUTH_INSUFFICIENT_PERMISSIONS for everybody else, where null is no answer. */
function opened(user: SeenPerson, field: string): SeenPerson {
  return user.isOpen ? user : refuse('AUTH_INSUFFICIENT_PERMISSIONS', 'Your role sees the names of colleagues alone.', { field: `User.${field}`, required: [[permission]] });
}
