import { businessConfig } from './Query/businessConfig';
import { tenant } from './Query/tenant';
import { Tenant } from './Tenant';
import type { Resolvers } from './types.generated';

/** Every field of tenancy that is more than a property of its object. */
export const resolvers: Resolvers = { Query: { tenant, businessConfig }, Tenant };
