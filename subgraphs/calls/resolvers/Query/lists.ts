import type { Context } from '../../context';
import type { QueryResolvers, AppointmentFilter, CallFilter, ConversationFilter, LeadFilter } from '../types.generated';
import { checkFilterId, checkLineId, listConnection } from '../connections';

type Lists = Required<Pick<QueryResolvers, 'calls' | 'conversations' | 'leads' | 'appointments'>>;
type Arguments<Filter> = { filter?: Filter | null; first?: number | null; after?: string | null };

/** The tenant's lists: newest first, conversations by their last activity, appointments by start. */
export const lists = {
  calls: (_root: unknown, args: Arguments<CallFilter>, context: Context) => {
    checkLineId(args.filter?.lineId);
    return listConnection(context.lists.calls, args, (call) => call.startedAt);
  },
  conversations: async (_root: unknown, args: Arguments<ConversationFilter>, context: Context) => {
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection(context.lists.conversations, args, (conversation) => conversation.updatedAt);
  },
  leads: async (_root: unknown, args: Arguments<LeadFilter>, context: Context) => {
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection(context.lists.leads, args, (lead) => lead.createdAt);
  },
  appointments: async (_root: unknown, args: Arguments<AppointmentFilter>, context: Context) => {
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    await checkFilterId('worker', args.filter?.workerId, context.loaders.worker);
    return listConnection(context.lists.appointments, args, (appointment) => appointment.startAt);
  },
} as unknown as Lists;
