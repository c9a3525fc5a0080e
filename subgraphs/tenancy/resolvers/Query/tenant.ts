import { toTenant } from '../toTenant';
import type { QueryResolvers } from '../types.generated';

/** Null for any business but the caller's. */
export const tenant: QueryResolvers['tenant'] = async (_, { id }, context) => {
  const business = await context.businesses.load(id);
  return business && toTenant(business.tenant);
};
