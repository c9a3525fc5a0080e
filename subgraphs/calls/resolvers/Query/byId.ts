import type { QueryResolvers } from '../types.generated';

type ById = Pick<QueryResolvers, 'call' | 'conversation' | 'lead' | 'appointment'>;

/** One object by its id; null for an unknown id, a malformed one, another tenant's. */
export const byId: ById = {
  call: (_root, { id }, { loaders }) => loaders.call.load(id),
  conversation: (_root, { id }, { loaders }) => loaders.conversation.load(id),
  lead: (_root, { id }, { loaders }) => loaders.lead.load(id),
  appointment: (_root, { id }, { loaders }) => loaders.appointment.load(id),
};
