import type { Transaction } from '../../../platform/database/database';

export type BusinessStore = ReturnType<typeof businessStore>;

/** What is kept of the business itself. */
export function businessStore(tx: Transaction) {
  return {
    /** Notes that its configuration is of that version, and locks it; false where a newer one has been applied. */
    async advance(version: number): Promise<boolean> {
      const rows = await tx.query(
        `insert into telephony.businesses as b (tenant_id, version) values ($1, $2)
         on conflict (tenant_id) do update set version = excluded.version where b.version <= excluded.version returning 1 as one`,
        [tx.tenantId, version],
      );
      return rows.length > 0;
    },
  };
}
