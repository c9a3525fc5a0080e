import { toBusinessConfig } from './toBusinessConfig';
import { toTenant } from './toTenant';
import type { TenantResolvers } from './types.generated';

/** The business by key, for who belongs to it. */
export const Tenant: TenantResolvers = {
  async __resolveReference({ id }, context) {
    const business = await context.businesses.load(id);
    return business && toTenant(business.tenant);
  },
  config: async ({ id }, _, context) => toBusinessConfig(await context.businesses.load(id)),
};
