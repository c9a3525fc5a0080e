import type { Transaction } from '../../../platform/database/database';
import type { Businesses } from '../context';

/** What alerts knows of one tenant's configuration: whom to text, and in whose name. */
export function createBusinesses(tx: Transaction): Businesses {
  return {
    async lockOwn() {
      const [row] = await tx.query<{ name: string; alert_phones: string[] }>(`select name, alert_phones from alerts.businesses where tenant_id = $1 for update`, [tx.tenantId]);
      if (!row) throw new Error('tenancy has not told of this business yet');
      return { name: row.name, alertPhones: row.alert_phones };
    },
    async save(version, business) {
      tx.execute(
        `insert into alerts.businesses as b (tenant_id, version, name, alert_phones) values ($1, $2, $3, $4::text[])
         on conflict (tenant_id) do update set version = excluded.version, name = excluded.name, alert_phones = excluded.alert_phones where b.version <= excluded.version`,
        [tx.tenantId, version, business.name, business.alertPhones],
      );
    },
  };
}
