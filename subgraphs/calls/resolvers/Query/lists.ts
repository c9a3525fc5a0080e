import type { QueryResolvers } from '../types.generated';
import { checkFilterIds, listConnection } from '../connections';

type Lists = Required<Pick<QueryResolvers, 'calls' | 'conversations' | 'leads' | 'appointments'>>;

/** The tenant's lists: newest first, conversations by their last activity, appointments by start. */
export const lists = {
  calls: (_root, args, context) => {
    checkFilterIds(args.filter, ['lineId']);
    return listConnection(context.lists.calls, args, (call) => call.startedAt);
  },
  conversations: (_root, args, context) => {
    checkFilterIds(args.filter, ['customerId']);
    return listConnection(context.lists.conversations, args, (conversation) => conversation.updatedAt);
  },
  leads: (_root, args, context) => {
    checkFilterIds(args.filter, ['customerId']);
    return listConnection(context.lists.leads, args, (lead) => lead.createdAt);
  },
  appointments: (_root, args, context) => {
    checkFilterIds(args.filter, ['customerId', 'workerId']);
    return listConnection(context.lists.appointments, args, (appointment) => appointment.startAt);
  },
} as unknown as Lists;
