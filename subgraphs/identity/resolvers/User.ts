import { toMembership, toUser } from './toUser';
import type { UserResolvers } from './types.generated';

/** A colleague by key; all businesses are told of the caller alone. */
export const User: UserResolvers = {
  async __resolveReference({ id }, context) {
    const person = await context.people.load(id);
    return person && toUser(person);
  },
  /** One's own are all shown; a colleague's come with the person, and are those of the caller's business. */
  async memberships(user, _, context) {
    if (context.principal.kind === 'user' && context.principal.userId === user.id) return (await context.ownMemberships()).map(toMembership);
    return 'memberships' in user ? user.memberships : [];
  },
};
