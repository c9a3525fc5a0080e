import { businessConfig } from './Query/businessConfig';
import { tenant } from './Query/tenant';
import { Tenant } from './Tenant';
import type { Resolvers } from './types.generated';

export const resolvers: Resolvers = { Query: { tenant, businessConfig }, Tenant };
