import { refreshSession as renewSession } from '../../usecases/refreshSession';
import { toAuthPayload } from '../toUser';
import type { MutationResolvers } from '../types.generated';

/** Refuses AUTH_TOKEN_INVALID, AUTH_INSUFFICIENT_PERMISSIONS (the business is suspended). */
export const refreshSession: MutationResolvers['refreshSession'] = async (_, { refreshToken }, context) => toAuthPayload(await renewSession(context, refreshToken));
