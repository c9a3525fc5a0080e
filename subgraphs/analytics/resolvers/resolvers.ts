import { type DashboardView, readDashboard, readSeries } from '../usecases/readDashboard';
import { watchDashboard } from '../usecases/watchDashboard';
import type { Resolvers } from './types.generated';

/** Every field of analytics that is more than a property of its object. */
export const resolvers = {
  Query: {
    dashboard: (_root, { range }, context) => readDashboard(context, range),
  },
  Subscription: {
    dashboardUpdated: {
      subscribe: (_root, { range }, context) => watchDashboard(context, range),
      resolve: (view: DashboardView) => view,
    },
  },
  Dashboard: {
    series: (view, { metric, interval }, context) => readSeries(context, view.period, metric, interval),
  },
} satisfies Resolvers;
