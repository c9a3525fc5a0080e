import type { MutationResolvers } from '../types.generated';
import { markConversationRead, resolveConversation, returnConversationToAi, takeOverConversation } from '../../usecases/changeHands';
import { mergeCustomers } from '../../usecases/mergeCustomers';
import { sendMessage } from '../../usecases/sendMessage';
import { bookAppointment } from '../../usecases/bookAppointment';

type Mutations = Pick<MutationResolvers, 'sendMessage' | 'takeOverConversation' | 'returnConversationToAi' | 'resolveConversation' | 'markConversationRead' | 'bookAppointment' | 'mergeCustomers'>;

/** What a person does in a thread. */
export const conversationMutations: Mutations = {
  sendMessage: async (_root, { conversationId, input }, context) => {
    const outcome = await sendMessage(context, conversationId, input);
    if (outcome.kind === 'queued') return { __typename: 'Message', ...outcome.message };
    return { __typename: 'RecipientUnreachable', message: outcome.message, reason: outcome.reason, errorCode: outcome.errorCode };
  },
  takeOverConversation: (_root, { id }, context) => takeOverConversation(context, id),
  returnConversationToAi: (_root, { id }, context) => returnConversationToAi(context, id),
  resolveConversation: (_root, { id, input }, context) => resolveConversation(context, id, input?.note ?? null),
  markConversationRead: (_root, { id }, context) => markConversationRead(context, id),
  mergeCustomers: (_root, { input }, context) => mergeCustomers(context, input),
  bookAppointment: async (_root, { input }, context) => {
    const outcome = await bookAppointment(context, input);
    if (outcome.kind === 'booked') return { __typename: 'Appointment', ...outcome.appointment };
    if (outcome.kind === 'slotUnavailable') return { __typename: 'SlotUnavailable', message: outcome.message, alternatives: outcome.alternatives };
    return { __typename: 'OutsideServiceArea', message: outcome.message, distanceMiles: outcome.distanceMiles };
  },
};
