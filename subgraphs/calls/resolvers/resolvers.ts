import type { ResolverMap } from '../../../platform/runtime/subgraphModule';
import { conversationMutations } from './Mutation/conversation';
import { processDispatch } from './Mutation/processDispatch';
import { lists } from './Query/lists';
import { things as thingsById } from './Query/things';
import { live } from './Subscription/live';
import { things } from './things';

/** Every field of calls that is more than a property of its object. */
export const resolvers = { Query: { ...lists, ...thingsById }, Mutation: { ...conversationMutations, processDispatch }, Subscription: live, ...things } as unknown as ResolverMap;
