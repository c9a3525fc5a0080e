import { toBusinessConfig } from '../toBusinessConfig';
import type { QueryResolvers } from '../types.generated';

/** Null for any business but the caller's. */
export const businessConfig: QueryResolvers['businessConfig'] = async (_, { tenantId }, context) => toBusinessConfig(await context.businesses.load(tenantId));
