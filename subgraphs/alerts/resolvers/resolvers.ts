import { notFound } from '../../../platform/errors/refusal';
import { readPage, toConnection } from '../../../platform/graphql/pagination';
import type { Context } from '../context';
import { acknowledgeAlert, resolveAlert } from '../usecases/changeAlert';
import { followAlerts, toHappening } from './followAlerts';
import type { Resolvers } from './types.generated';

const byId = (id: string, context: Context) => context.stores.alerts.byId(id);
const stub = (id: string | null) => (id === null ? null : { id });

/** Every field of alerts that is more than a property of its object. Things of other subgraphs are answered by their key. */
export const resolvers = {
  Query: {
    alert: (_root, { id }, context) => byId(id, context),
    alerts: async (_root, args, { stores: { alerts, conversations } }) => {
      const page = readPage('alerts', args);
      const conditions = args.filter ?? {};
      const { conversationId } = conditions;
      if (conversationId != null && !(await conversations.exists(conversationId))) notFound('conversation');
      return toConnection(page, await alerts.list(conditions, page), (alert) => alert.openedAt, () => alerts.count(conditions));
    },
  },
  Mutation: {
    acknowledgeAlert: (_root, { id, note }, context) => acknowledgeAlert(context, id, note ?? null),
    resolveAlert: (_root, { id, note }, context) => resolveAlert(context, id, note ?? null),
  },
  Subscription: {
    alertChanged: {
      subscribe: (_root, { after }, context) => followAlerts(context, after),
      resolve: toHappening,
    },
  },
  Alert: {
    __resolveReference: ({ id }, context) => byId(id, context),
    acknowledgedBy: (alert) => stub(alert.acknowledgedBy),
    conversation: (alert) => stub(alert.conversationId),
    call: (alert) => stub(alert.callId),
    history: (alert, _arguments, context) => context.stores.alerts.history(alert.id),
  },
  AlertTransition: {
    by: (transition) => stub(transition.by),
  },
  AlertEvent: {
    alert: (event, _arguments, context) => (event.alertId === null ? null : byId(event.alertId, context)),
  },
  Event: { __resolveType: () => 'AlertEvent' },
} satisfies Resolvers;
