/** The business's figures over a period beside those of the period before. */
import { SegmentedControl, Text } from '@mantine/core';
import type { Counters as Figures, Period } from '../feed/state';
import { useActions, useFeed } from '../feed/useFeed';

type Kpi = Figures['calls'];
type Name = { [Key in keyof Figures]: Figures[Key] extends Kpi ? Key : never }[keyof Figures];

const shown: { name: Name; label: string }[] = [
  { name: 'calls', label: 'Calls' },
  { name: 'missedCalls', label: 'Missed' },
  { name: 'textBackSeconds', label: 'Text-back' },
  { name: 'replyRate', label: 'Replies' },
  { name: 'leads', label: 'Leads' },
  { name: 'bookings', label: 'Bookings' },
  { name: 'revenueRecovered', label: 'Recovered' },
];

const periods: { value: Period; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
];
const before: Record<Period, string> = { today: 'yesterday', week: 'week before', month: 'month before' };

export function Counters() {
  const counters = useFeed((state) => state.counters);
  const period = useFeed((state) => state.period);
  const { countOver } = useActions();
  return (
    <section aria-label="Figures" className="counters">
      <SegmentedControl size="xs" data={periods} value={period} onChange={(value) => void countOver(value as Period)} aria-label="Period" className="period" />
      <dl className="figures" tabIndex={0} aria-label="Figures of the period">
        {shown.map(({ name, label }) => (
          <div key={name} className="figure" data-testid={`counter-${name}`} data-value={counters?.[name].value ?? ''}>
            <dt><Text span size="xs" c="dimmed">{label}</Text></dt>
            <dd>
              <Text span fw={700} size="lg" lh={1.2}>{figureText(counters?.[name], 'value')}</Text>
              <Text span size="xs" c="dimmed" className="previous">{before[period]} {figureText(counters?.[name], 'previous')}</Text>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function figureText(kpi: Kpi | undefined, which: 'value' | 'previous'): string {
  const value = kpi?.[which];
  if (!kpi || value == null) return '–';
  if (kpi.unit === 'ratio') return `${Math.round(value * 100)} %`;
  if (kpi.unit === 'seconds') return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
  if (kpi.unit === 'USD') return value.toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
  return value.toLocaleString('en-US');
}
