import type { Context } from '../context';
import { type DashboardView, readDashboard, readSeries } from '../usecases/readDashboard';
import { watchDashboard } from '../usecases/watchDashboard';
import type { DashboardSeriesArgs, QueryDashboardArgs, SubscriptionDashboardUpdatedArgs } from './types.generated';

/** Every field of analytics that is more than a property of its object. */
export const resolvers = {
  Query: {
    dashboard: (_: unknown, { range }: QueryDashboardArgs, context: Context) => readDashboard(context, range),
  },
  Subscription: {
    dashboardUpdated: {
      subscribe: (_: unknown, { range }: SubscriptionDashboardUpdatedArgs, context: Context) => watchDashboard(context, range),
      resolve: (view: DashboardView) => view,
    },
  },
  Dashboard: {
    series: (view: DashboardView, { metric, interval }: DashboardSeriesArgs, context: Context) => readSeries(context, view.period, metric, interval),
  },
};
