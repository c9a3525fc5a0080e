import { refuse } from '../../../platform/errors/refusal';
import { checkRange } from '../../../platform/graphql/dateRange';
import type { Context } from '../context';
import { isKpiName, type Kpi, type KpiName, kpiOf, kpis } from '../domain/kpis';
import type { Period } from '../domain/segments';
import { type StepLength, stepsOf } from '../domain/seriesSteps';

/** The dashboard over a period: a figure under the name of each of its fields. */
export type DashboardView = { start: Date; end: Date; period: Period } & Record<KpiName, Kpi>;

/** The figures of a period and, as `previous`, of the period of equal length that ends where it starts. Refuses a range as `checkRange` does. */
export async function readDashboard(context: Context, range: { start: Date; end: Date }): Promise<DashboardView> {
  checkRange('range', range);
  const period: Period = { start: range.start.getTime(), end: range.end.getTime() };
  const before = { start: 2 * period.start - period.end, end: period.start };
  const [now, previous] = await context.stores.rollups.totals([period, before], 'all');
  const figures = Object.fromEntries((Object.keys(kpis) as KpiName[]).map((name) => [name, kpiOf(name, now ?? new Map(), previous ?? new Map())])) as Record<KpiName, Kpi>;
  return { start: new Date(period.start), end: new Date(period.end), period, ...figures };
}

/** One figure over the steps of a period, in the business's time zone. Refuses INVALID_FORMAT for a metric that is no field. */
export async function readSeries(context: Context, period: Period, metric: string, interval: StepLength): Promise<{ at: Date; value: number | null }[]> {
  const name = isKpiName(metric) ? metric : refuse('INVALID_FORMAT', `There is no metric ${metric.slice(0, 50)}. Metrics: ${Object.keys(kpis).join(', ')}.`, { field: 'metric' });
  const { businesses, rollups } = context.stores;
  const steps = stepsOf(period, interval, await businesses.timeZone());
  const totals = await rollups.totals(steps.map((step) => step.within), kpis[name].counters);
  return steps.map((step, place) => ({ at: step.at, value: kpis[name].of(totals[place] ?? new Map()) }));
}
