import { refuse } from '../../../../platform/errors/refusal';
import { checkRange } from '../../../../platform/graphql/dateRange';
import type { QueryResolvers } from '../types.generated';
import { filterId, listConnection } from '../connections';

type Lists = Pick<QueryResolvers, 'calls' | 'conversations' | 'leads' | 'appointments'>;

const searchMax = 100;

/** The tenant's lists, a technician's own part of them: newest first, conversations by their last activity, appointments by start. */
export const lists: Lists = {
  calls: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    await filterId('line', args.filter?.lineId, context.loaders.line);
    return listConnection('calls', context.lists.calls, args, (call) => call.startedAt);
  },
  conversations: async (_root, args, context) => {
    const search = args.filter?.search;
    if (search != null && (search.trim() === '' || search.length > searchMax)) refuse('VALIDATION_FAILED', `\`search\` is 1 to ${searchMax} characters.`, { field: 'filter.search' });
    const customerId = await filterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection('conversations', context.lists.conversations, { ...args, filter: { ...args.filter, customerId } }, (conversation) => conversation.updatedAt);
  },
  leads: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    const customerId = await filterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection('leads', context.lists.leads, { ...args, filter: { ...args.filter, customerId } }, (lead) => lead.createdAt);
  },
  appointments: async (_root, args, context) => {
    checkRange('filter.range', args.filter?.range);
    const customerId = await filterId('customer', args.filter?.customerId, context.loaders.customer);
    await filterId('worker', args.filter?.workerId, context.loaders.worker);
    return listConnection('appointments', context.lists.appointments, { ...args, filter: { ...args.filter, customerId } }, (appointment) => appointment.startAt);
  },
};
