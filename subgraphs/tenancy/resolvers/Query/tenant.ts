import { toTenant } from '../toTenant';
import type { QueryResolvers } from '../types.generated';

export const tenant: QueryResolvers['tenant'] = async (_, { id }, context) => {
  const business = await context.businesses.load(id);
  return business && toTenant(business.tenant);
};
