import type { Context } from '../context';
import { matches } from '../domain/services';
import { type Happening, tell, type ToldEvent } from '../domain/liveEvents';
import { followEvents } from '../usecases/followEvents';
import { readHealth, readServices } from '../usecases/readHealth';
import type { QueryServicesArgs, SubscriptionEventsArgs } from './types.generated';

/** Every field of infra that is more than a property of its object. */
export const resolvers = {
  Query: {
    systemHealth: (_: unknown, __: unknown, context: Context) => readHealth(context),
    services: async (_: unknown, { filter }: QueryServicesArgs, context: Context) => (await readServices(context)).filter((service) => matches(service, filter ?? {})),
    eventCursor: (_: unknown, __: unknown, context: Context) => context.eventCursor(),
  },
  Subscription: {
    events: {
      subscribe: (_: unknown, { types, after }: SubscriptionEventsArgs, context: Context) => followEvents(context, types, after),
      resolve: (event: Happening) => tell(event),
    },
  },
  Event: { __resolveType: (event: ToldEvent) => event.__typename },
};
