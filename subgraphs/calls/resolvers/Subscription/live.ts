import { filterEvents } from '../../../../platform/events/filterEvents';
import { notFound } from '../../../../platform/errors/refusal';
import type { LoggedEvent } from '../../../../platform/events/eventLog';
import type { Context } from '../../context';
import type { EventType, SubscriptionResolvers } from '../types.generated';

const callTypes = new Set(['INCOMING_CALL', 'CALL_ANSWERED', 'CALL_MISSED', 'CALL_ENDED', 'CALL_OUTCOME']);
const conversationTypes = new Set(['CONVERSATION_UPDATED', 'AI_TAKEOVER', 'HUMAN_TAKEOVER', 'TYPING']);
const messageTypes = new Set(['NEW_MESSAGE', 'AI_RESPONSE', 'MESSAGE_SENT', 'MESSAGE_DELIVERED', 'MESSAGE_FAILED']);

/** Of an event that the filter let through, so that its type is one of those above. */
const envelope = (event: LoggedEvent) => ({ id: event.cursor, type: event.live?.type as EventType, occurredAt: event.occurredAt, correlationId: event.correlationId });
/** An event's thing is loaded for it, under a context of its own, so that it shows the present state. */
const load = async <T>(loader: { load(id: string): Promise<T> }, id: string | undefined) => (id === undefined ? null : loader.load(id));

/** Events of foreign things do not reach a technician. Whose a thing is can change while they listen: it is looked up for each event. */
const isSeen = async ({ narrowed }: Context, loader: { clear(id: string): { load(id: string): Promise<object | null> } }, id: string | undefined) => !narrowed || (id !== undefined && (await loader.clear(id).load(id)) !== null);

/** The tenant's live events of this subgraph, lossless from `after`, narrowed to one thing where its id is given (RESOURCE_NOT_FOUND). */
export const live = {
  callUpdated: {
    subscribe: async (_root, { callId, after }, context) => {
      if (callId && !(await context.loaders.call.load(callId))) notFound('call');
      return filterEvents(await context.follow(after), (event) => callTypes.has(event.live?.type ?? '') && (!callId || event.live?.callId === callId) && isSeen(context, context.loaders.call, event.live?.callId));
    },
    resolve: async (event: LoggedEvent, _args: unknown, { loaders }: Context) => ({ ...envelope(event), call: await load(loaders.call, event.live?.callId) }),
  },
  conversationUpdated: {
    subscribe: async (_root, { conversationId, after }, context) => {
      if (conversationId && !(await context.loaders.conversation.load(conversationId))) notFound('conversation');
      return filterEvents(await context.follow(after), (event) => conversationTypes.has(event.live?.type ?? '') && (!conversationId || event.live?.conversationId === conversationId) && isSeen(context, context.loaders.conversation, event.live?.conversationId));
    },
    resolve: async (event: LoggedEvent, _args: unknown, { loaders }: Context) => ({ ...envelope(event), conversation: await load(loaders.conversation, event.live?.conversationId) }),
  },
  messageAdded: {
    subscribe: async (_root, { conversationId, after }, context) => {
      if (conversationId && !(await context.loaders.conversation.load(conversationId))) notFound('conversation');
      return filterEvents(await context.follow(after), (event) => messageTypes.has(event.live?.type ?? '') && (!conversationId || event.live?.conversationId === conversationId) && isSeen(context, context.loaders.conversation, event.live?.conversationId));
    },
    resolve: async (event: LoggedEvent, _args: unknown, { loaders }: Context) => ({ ...envelope(event), message: await load(loaders.message, event.live?.messageId) }),
  },
} satisfies SubscriptionResolvers;
