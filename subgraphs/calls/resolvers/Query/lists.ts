import { refuse } from '../../../../platform/errors/refusal';
import { checkRange } from '../../../../platform/graphql/dateRange';
import type { QueryResolvers } from '../types.generated';
import { checkFilterId, listConnection } from '../connections';

type Lists = Pick<QueryResolvers, 'calls' | 'conversations' | 'leads' | 'appointments'>;

const searchMax = 100;

/** The tenant's lists, a technician's own part of them: newest first, conversations by their last activity, appointments by start. */
export const lists: Lists = {
  calls: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    await checkFilterId('line', args.filter?.lineId, context.loaders.line);
    return listConnection('calls', context.lists.calls, args, (call) => call.startedAt);
  },
  conversations: async (_root, args, context) => {
    const search = args.filter?.search;
    if (search != null && (search.trim() === '' || search.length > searchMax)) refuse('VALIDATION_FAILED', `\`search\` is 1 to ${searchMax} characters.`, { field: 'filter.search' });
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection('conversations', context.lists.conversations, args, (conversation) => conversation.updatedAt);
  },
  leads: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection('leads', context.lists.leads, args, (lead) => lead.createdAt);
  },
  appointments: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    await checkFilterId('worker', args.filter?.workerId, context.loaders.worker);
    return listConnection('appointments', context.lists.appointments, args, (appointment) => appointment.startAt);
  },
};
