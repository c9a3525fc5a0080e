import { refuse } from '../../../../platform/errors/refusal';
import type { Context } from '../../context';
import type { QueryResolvers, AppointmentFilter, CallFilter, ConversationFilter, LeadFilter } from '../types.generated';
import { checkFilterId, checkRange, listConnection } from '../connections';

type Lists = Required<Pick<QueryResolvers, 'calls' | 'conversations' | 'leads' | 'appointments'>>;
type Arguments<Filter> = { filter?: Filter | null; first?: number | null; after?: string | null };

const searchMax = 100;

/** The tenant's lists, a technician's own part of them: newest first, conversations by their last activity, appointments by start. */
export const lists = {
  calls: async (_root: unknown, args: Arguments<CallFilter>, context: Context) => {
    checkRange(args.filter?.range);
    await checkFilterId('line', args.filter?.lineId, context.loaders.line);
    return listConnection(context.lists.calls, args, (call) => call.startedAt);
  },
  conversations: async (_root: unknown, args: Arguments<ConversationFilter>, context: Context) => {
    const search = args.filter?.search;
    if (search != null && (search.trim() === '' || search.length > searchMax)) refuse('VALIDATION_FAILED', `\`search\` is 1 to ${searchMax} characters.`, { field: 'filter.search' });
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection(context.lists.conversations, args, (conversation) => conversation.updatedAt);
  },
  leads: async (_root: unknown, args: Arguments<LeadFilter>, context: Context) => {
    checkRange(args.filter?.range);
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    return listConnection(context.lists.leads, args, (lead) => lead.createdAt);
  },
  appointments: async (_root: unknown, args: Arguments<AppointmentFilter>, context: Context) => {
    checkRange(args.filter?.range);
    await checkFilterId('customer', args.filter?.customerId, context.loaders.customer);
    await checkFilterId('worker', args.filter?.workerId, context.loaders.worker);
    return listConnection(context.lists.appointments, args, (appointment) => appointment.startAt);
  },
} as unknown as Lists;
