import { durationAt } from './durations';

/** What is counted, under which name. `textBack:<class>` are the classes of a histogram (durations.ts). */
export type Metric = 'calls' | 'missedCalls' | 'texted' | 'replied' | 'leads' | 'leadsBooked' | 'bookings' | 'revenueMinor' | `textBack:${number}`;

/** Counters over one period. What is absent is 0. */
export type Totals = ReadonlyMap<string, number>;

interface Definition {
  /** What it is made of: names of counters, of a histogram without the class. */
  counters: readonly string[];
  unit: 'count' | 'ratio' | 'seconds' | 'USD';
  /** Its value over a period; null where there is nothing to divide. */
  of(totals: Totals): number | null;
}

const count = (metric: Metric): Definition => ({ counters: [metric], unit: 'count', of: (totals) => totals.get(metric) ?? 0 });
const ratio = (part: Metric, whole: Metric): Definition => ({
  counters: [part, whole],
  unit: 'ratio',
  of(totals) {
    const divisor = totals.get(whole) ?? 0;
    // A part may be counted a moment before its whole, as events come in any order.
    return divisor === 0 ? null : Math.min(1, (totals.get(part) ?? 0) / divisor);
  },
});

/** Every figure of the dashboard, by the name of its field. */
export const kpis = {
  calls: count('calls'),
  missedCalls: count('missedCalls'),
  missedRate: ratio('missedCalls', 'calls'),
  textBackSeconds: { counters: ['textBack'], unit: 'seconds', of: (totals) => secondsAt(0.5, totals) },
  replyRate: ratio('replied', 'texted'),
  leads: count('leads'),
  bookings: count('bookings'),
  bookingRate: ratio('leadsBooked', 'leads'),
  revenueRecovered: { counters: ['revenueMinor'], unit: 'USD', of: (totals) => (totals.get('revenueMinor') ?? 0) / 100 },
} satisfies Record<string, Definition>;

/** The figures of the dashboard. */
export type KpiName = keyof typeof kpis;

/** Whether the dashboard has a figure of that name. */
export function isKpiName(name: string): name is KpiName {
  return Object.hasOwn(kpis, name);
}

/** A figure over a period and over the one before. */
export interface Kpi {
  value: number | null;
  previous: number | null;
  unit: string;
}

/** The figure from the counters of a period and of the one before; null where there was nothing to count. */
export function kpiOf(name: KpiName, now: Totals, before: Totals): Kpi {
  return { value: kpis[name].of(now), previous: kpis[name].of(before), unit: kpis[name].unit };
}

function secondsAt(quantile: number, totals: Totals): number | null {
  const histogram = new Map<number, number>();
  for (const [metric, value] of totals) if (metric.startsWith('textBack:')) histogram.set(Number(metric.slice('textBack:'.length)), value);
  const millis = durationAt(quantile, histogram);
  return millis === null ? null : millis / 1_000;
}
