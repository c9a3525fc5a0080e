import { notFound } from '../../../../platform/errors/refusal';
import { toOneself } from '../toUser';
import type { QueryResolvers } from '../types.generated';

/** The caller; refuses RESOURCE_NOT_FOUND for who is no user, such as a service. */
export const me: QueryResolvers['me'] = async (_, __, context) => {
  const person = context.principal.kind === 'user' ? await context.people.load(context.principal.userId) : null;
  return toOneself(person ?? notFound('user'));
};
