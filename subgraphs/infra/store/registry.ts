import type { Database } from '../../../platform/database/database';
import type { Registry } from '../context';
import type { CheckResult } from '../domain/services';

interface ReportRow {
  name: string;
  version: string;
  last_heartbeat: Date;
  checks: (Omit<CheckResult, 'checkedAt'> & { checkedAt: string })[];
}

/** The registry of services, which belongs to no tenant. Silence is measured by the database's clock, which stamps the heartbeats. */
export function createRegistry(database: Database): Registry {
  return {
    read: () =>
      database.transaction(null, async (tx) => {
        const [clock] = await tx.query<{ now: Date }>(`select clock_timestamp() as now`);
        const rows = await tx.query<ReportRow>(`select name, version, last_heartbeat, checks from infra.services`);
        const reports = rows.map(({ last_heartbeat, checks, ...report }) => ({
          ...report,
          lastHeartbeat: last_heartbeat,
          checks: checks.map((check) => ({ ...check, checkedAt: new Date(check.checkedAt) })),
        }));
        return { reports, now: (clock as { now: Date }).now };
      }),
  };
}
