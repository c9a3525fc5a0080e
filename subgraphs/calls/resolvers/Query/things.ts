import type { QueryResolvers } from '../types.generated';
import { availableSlots } from '../../usecases/availableSlots';

type Things = Required<Pick<QueryResolvers, 'call' | 'conversation' | 'lead' | 'appointment' | 'availableSlots'>>;

/** One thing by its id; null for an unknown id, a malformed one, another tenant's. */
export const things: Things = {
  call: (_root, { id }, { loaders }) => loaders.call.load(id),
  conversation: (_root, { id }, { loaders }) => loaders.conversation.load(id),
  lead: (_root, { id }, { loaders }) => loaders.lead.load(id),
  appointment: (_root, { id }, { loaders }) => loaders.appointment.load(id),
  availableSlots: (_root, { input }, context) => availableSlots(context, input),
};
