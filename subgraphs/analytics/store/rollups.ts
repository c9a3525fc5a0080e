import type { Transaction } from '../../../platform/database/database';
import type { Rollups } from '../context';
import { grains, segmentsOf } from '../domain/segments';

/** The counters of one tenant. */
export function createRollups(tx: Transaction): Rollups {
  return {
    async add(facts) {
      // Ordered, so that two transactions that count the same things wait for each other rather than deadlock.
      tx.execute(
        `insert into analytics.rollups as r (tenant_id, grain, at, metric, value)
         select $1::uuid, g.grain, case when g.grain = 0 then f.at else date_bin(make_interval(secs => g.grain), f.at, 'epoch') end as bin, f.metric, sum(f.amount)
         from unnest($2::text[], $3::timestamptz[], $4::bigint[]) f(metric, at, amount) cross join unnest($5::int[]) g(grain)
         group by 1, 2, 3, 4 order by 2, 3, 4
         on conflict (tenant_id, grain, at, metric) do update set value = r.value + excluded.value`,
        [tx.tenantId, facts.map((fact) => fact.metric), facts.map((fact) => fact.at.toISOString()), facts.map((fact) => Math.round(fact.amount)), [...grains]],
      );
    },

    async totals(periods, metrics) {
      const segments = periods.flatMap((period, place) => segmentsOf(period).map((segment) => ({ ...segment, place })));
      const rows = await tx.query<{ place: number; metric: string; value: number }>(
        `select s.place, r.metric, sum(r.value)::float8 as value
         from unnest($2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[]) s(place, grain, start_at, end_at)
         join analytics.rollups r on r.tenant_id = $1 and r.grain = s.grain and r.at >= s.start_at and r.at < s.end_at
         where $6::text[] is null or split_part(r.metric, ':', 1) = any($6)
         group by 1, 2`,
        [
          tx.tenantId,
          segments.map((segment) => segment.place),
          segments.map((segment) => segment.grain),
          segments.map((segment) => new Date(segment.start).toISOString()),
          segments.map((segment) => new Date(segment.end).toISOString()),
          metrics === 'all' ? null : [...metrics],
        ],
      );
      const totals = periods.map(() => new Map<string, number>());
      for (const row of rows) totals[row.place]?.set(row.metric, row.value);
      return totals;
    },
  };
}
