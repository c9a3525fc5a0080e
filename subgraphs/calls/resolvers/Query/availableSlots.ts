import type { QueryResolvers } from '../types.generated';
import { availableSlots as find } from '../../usecases/availableSlots';

/** When a job could be done. */
export const availableSlots: QueryResolvers['availableSlots'] = (_root, { input }, context) => find(context, input);
