import { notFound } from '../../../../platform/errors/refusal';
import { toUser } from '../toUser';
import type { QueryResolvers } from '../types.generated';

export const me: QueryResolvers['me'] = async (_, __, context) => {
  const person = context.principal.kind === 'user' ? await context.people.load(context.principal.userId) : null;
  return toUser(person ?? notFound('user'));
};
