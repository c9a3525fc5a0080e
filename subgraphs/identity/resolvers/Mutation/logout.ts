import { logout as endOwnSession } from '../../usecases/logout';
import type { MutationResolvers } from '../types.generated';

/** True, whether the session had ended before or not. */
export const logout: MutationResolvers['logout'] = async (_, __, context) => {
  await endOwnSession(context);
  return true;
};
