import { may, platformPermission } from '../../../platform/principal/principal';
import { matches } from '../domain/services';
import { type Happening, tell } from '../domain/liveEvents';
import { followEvents } from '../usecases/followEvents';
import { readHealth, readServices } from '../usecases/readHealth';
import type { Resolvers } from './types.generated';

/** Every field of infra that is more than a property of its object. */
export const resolvers = {
  Query: {
    systemHealth: (_root, _arguments, context) => readHealth(context),
    services: async (_root, { filter }, context) => (await readServices(context)).filter((service) => matches(service, filter ?? {})),
    eventCursor: (_root, _arguments, context) => context.eventCursor(),
  },
  Subscription: {
    events: {
      subscribe: (_root, { types, after }, context) => followEvents(context, types, after),
      resolve: (event: Happening) => tell(event),
    },
  },
  HealthCheckResult: {
    latencyMs: (check) => check.latencyMillis,
    message: (check, _arguments, { principal }) => (may(principal, platformPermission) ? check.message : null),
  },
  Event: { __resolveType: (event) => event.__typename },
} satisfies Resolvers;
