import { refuse } from '../../../platform/errors/refusal';
import type { Context } from '../context';
import { isKpiName, type Kpi, type KpiName, kpiOf, kpis } from '../domain/kpis';
import type { Period } from '../domain/segments';
import { type StepLength, stepsOf } from './seriesSteps';

const rangeDaysMax = 400;

/** The dashboard over a period: a figure under the name of each of its fields. */
export type DashboardView = { start: Date; end: Date; period: Period } & Record<KpiName, Kpi>;

/** The figures of a period and, as `previous`, of the period of equal length that ends where it starts. Refuses a range as `readRange` does. */
export async function readDashboard(context: Context, range: { start: Date; end: Date }): Promise<DashboardView> {
  const period = readRange(range);
  const before = { start: 2 * period.start - period.end, end: period.start };
  const [now, previous] = await context.transaction((tx) => tx.rollups.totals([period, before], 'all'));
  const figures = Object.fromEntries((Object.keys(kpis) as KpiName[]).map((name) => [name, kpiOf(name, now ?? new Map(), previous ?? new Map())])) as Record<KpiName, Kpi>;
  return { start: new Date(period.start), end: new Date(period.end), period, ...figures };
}

/** One figure over the steps of a period, in the business's time zone. Refuses INVALID_FORMAT for a metric that is no field. */
export async function readSeries(context: Context, period: Period, metric: string, interval: StepLength): Promise<{ at: Date; value: number | null }[]> {
  const name = isKpiName(metric) ? metric : refuse('INVALID_FORMAT', `There is no metric ${metric.slice(0, 50)}. Metrics: ${Object.keys(kpis).join(', ')}.`, { field: 'metric' });
  return context.transaction(async (tx) => {
    const steps = stepsOf(period, interval, await tx.businesses.timeZone());
    const totals = await tx.rollups.totals(steps.map((step) => step.within), countersOf[name]);
    return steps.map((step, place) => ({ at: step.at, value: kpis[name].of(totals[place] ?? new Map()) }));
  });
}

/** The counters that a figure is made of, without their class. */
const countersOf: Record<KpiName, readonly string[]> = {
  calls: ['calls'],
  missedCalls: ['missedCalls'],
  missedRate: ['missedCalls', 'calls'],
  textBackSeconds: ['textBack'],
  replyRate: ['replied', 'texted'],
  leads: ['leads'],
  bookings: ['bookings'],
  bookingRate: ['leadsBooked', 'leads'],
  revenueRecovered: ['revenueMinor'],
};

/** A range as a period. Refuses VALIDATION_FAILED where it is empty, turned round or longer than 400 days. */
export function readRange(range: { start: Date; end: Date }): Period {
  const start = new Date(range.start).getTime();
  const end = new Date(range.end).getTime();
  if (!(start < end)) refuse('VALIDATION_FAILED', '`range.end` must be later than `range.start`.', { field: 'range.end' });
  if (end - start > rangeDaysMax * 86_400_000) refuse('VALIDATION_FAILED', `A range is at most ${rangeDaysMax} days long.`, { field: 'range.end' });
  return { start, end };
}
