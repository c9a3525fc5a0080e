import { refreshSession as renewSession } from '../../usecases/refreshSession';
import { toAuthPayload } from '../toUser';
import type { MutationResolvers } from '../types.generated';

export const refreshSession: MutationResolvers['refreshSession'] = async (_, { refreshToken }, context) => toAuthPayload(await renewSession(context, refreshToken));
