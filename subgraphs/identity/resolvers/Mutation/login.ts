import { login as openSession } from '../../usecases/login';
import { toAuthPayload } from '../toUser';
import type { MutationResolvers } from '../types.generated';

/** Refuses AUTH_CREDENTIALS_INVALID, AUTH_INSUFFICIENT_PERMISSIONS (the business is suspended), RATE_LIMIT_EXCEEDED. */
export const login: MutationResolvers['login'] = async (_, { input }, context) =>
  toAuthPayload(await openSession(context, { email: input.email, password: input.password, tenantId: input.tenantId ?? null }));
