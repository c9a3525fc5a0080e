import type { Transaction } from '../../../platform/database/database';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import { rowsOf } from './rows';

/** What tenancy tells of the business, within one transaction. */
export function businessStore(tx: Transaction) {
  const { one } = rowsOf(tx);
  const settings = async (): Promise<BusinessSettings | null> => (await one<{ settings: BusinessSettings }>(`select settings from calls.businesses where tenant_id = $1`, [tx.tenantId]))?.settings ?? null;
  return {
    /** Null until tenancy has told of it. */
    settings,
    /**
     * For what is decided by them and cannot be decided again. News of a new business may overtake each other: throws until tenancy has told of it,
     * so that the news waits its turn as one that failed does.
     */
    async settingsToDecide(): Promise<BusinessSettings> {
      const known = await settings();
      if (!known) throw new Error('tenancy has not told of this business yet');
      return known;
    },
    /** Older settings never replace newer ones. */
    async save(settings: BusinessSettings): Promise<void> {
      tx.execute(
        `insert into calls.businesses (tenant_id, settings, version) values ($1, $2, $3)
         on conflict (tenant_id) do update set settings = excluded.settings, version = excluded.version where calls.businesses.version < excluded.version`,
        [tx.tenantId, JSON.stringify(settings), settings.version],
      );
    },
  };
}

export type BusinessStore = ReturnType<typeof businessStore>;
