import { conversationMutations } from './Mutation/conversation';
import { processDispatch } from './Mutation/processDispatch';
import { availableSlots } from './Query/availableSlots';
import { byId } from './Query/byId';
import { lists } from './Query/lists';
import { live } from './Subscription/live';
import { objectTypes } from './objectTypes';
import type { Resolvers } from './types.generated';

/** Every field of calls that is more than a property of its object. */
export const resolvers = { Query: { ...byId, ...lists, availableSlots }, Mutation: { ...conversationMutations, processDispatch }, Subscription: live, ...objectTypes } satisfies Resolvers;
