import { notFound } from '../../../platform/errors/refusal';
import { readPage, toConnection } from '../../../platform/graphql/pagination';
import type { Context } from '../context';
import type { Alert, Transition } from '../domain/alert';
import { acknowledgeAlert, resolveAlert } from '../usecases/changeAlert';
import { type AlertHappening, followAlerts, toHappening } from './followAlerts';
import type { MutationAcknowledgeAlertArgs, MutationResolveAlertArgs, QueryAlertArgs, QueryAlertsArgs, SubscriptionAlertChangedArgs } from './types.generated';

const byId = (id: string, context: Context) => context.transaction((tx) => tx.alerts.byId(id));
const stub = (id: string | null) => (id === null ? null : { id });

/** Every field of alerts that is more than a property of its object. Things of other subgraphs are answered by their key. */
export const resolvers = {
  Query: {
    alert: (_: unknown, { id }: QueryAlertArgs, context: Context) => byId(id, context),
    alerts: (_: unknown, args: QueryAlertsArgs, context: Context) => {
      const page = readPage(args);
      const conditions = args.filter ?? {};
      return context.transaction(async (tx) => {
        const { conversationId } = conditions;
        if (conversationId != null && !(await tx.conversations.exists(conversationId))) notFound('conversation');
        const count = () => context.transaction((later) => later.alerts.count(conditions));
        return toConnection(page, await tx.alerts.list(conditions, page), (alert) => alert.openedAt, count);
      });
    },
  },
  Mutation: {
    acknowledgeAlert: (_: unknown, { id, note }: MutationAcknowledgeAlertArgs, context: Context) => acknowledgeAlert(context, id, note ?? null),
    resolveAlert: (_: unknown, { id, note }: MutationResolveAlertArgs, context: Context) => resolveAlert(context, id, note ?? null),
  },
  Subscription: {
    alertChanged: {
      subscribe: (_: unknown, { after }: SubscriptionAlertChangedArgs, context: Context) => followAlerts(context, after),
      resolve: toHappening,
    },
  },
  Alert: {
    __resolveReference: ({ id }: { id: string }, context: Context) => byId(id, context),
    acknowledgedBy: (alert: Alert) => stub(alert.acknowledgedBy),
    conversation: (alert: Alert) => stub(alert.conversationId),
    call: (alert: Alert) => stub(alert.callId),
    history: (alert: Alert, _: unknown, context: Context) => context.transaction((tx) => tx.alerts.history(alert.id)),
  },
  AlertTransition: {
    by: (transition: Transition) => stub(transition.by),
  },
  AlertEvent: {
    alert: (event: AlertHappening, _: unknown, context: Context) => (event.alertId === null ? null : byId(event.alertId, context)),
  },
  Event: { __resolveType: () => 'AlertEvent' },
};
