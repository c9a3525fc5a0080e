import type { Transaction } from '../../../platform/database/database';
import type { Businesses } from '../context';

/** What analytics knows of one tenant's configuration: its time zone. */
export function createBusinesses(tx: Transaction): Businesses {
  return {
    async timeZone() {
      const [row] = await tx.query<{ time_zone: string }>(`select time_zone from analytics.businesses where tenant_id = $1`, [tx.tenantId]);
      return row?.time_zone ?? 'UTC';
    },
    async save(version, timeZone) {
      tx.execute(
        `insert into analytics.businesses as b (tenant_id, version, time_zone) values ($1, $2, $3)
         on conflict (tenant_id) do update set version = excluded.version, time_zone = excluded.time_zone where b.version <= excluded.version`,
        [tx.tenantId, version, timeZone],
      );
    },
  };
}
