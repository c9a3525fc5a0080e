import { toBusinessConfig } from '../toBusinessConfig';
import type { QueryResolvers } from '../types.generated';

export const businessConfig: QueryResolvers['businessConfig'] = async (_, { tenantId }, context) => toBusinessConfig(await context.businesses.load(tenantId));
