import type { Transaction } from '../../../platform/database/database';

export type AccountStore = ReturnType<typeof accountStore>;

/** The business's own accounts with the carrier. */
export function accountStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    /** Whether the account is the business's. */
    async isOwn(sid: string): Promise<boolean> {
      return (await tx.query(`select 1 as one from telephony.accounts where tenant_id = $1 and account_sid = $2`, [tenantId, sid])).length > 0;
    },
    /** Keeps the account with its sealed tokens, in place of those kept before. False where it is another business's. */
    async keep(sid: string, sealedTokens: string): Promise<boolean> {
      const changed = await tx.query(`update telephony.accounts set sealed_tokens = $3, changed_at = clock_timestamp() where tenant_id = $1 and account_sid = $2 returning 1 as one`, [tenantId, sid, sealedTokens]);
      if (changed.length > 0) return true;
      return (await tx.query(`insert into telephony.accounts (tenant_id, account_sid, sealed_tokens) values ($1, $2, $3) on conflict do nothing returning 1 as one`, [tenantId, sid, sealedTokens])).length > 0;
    },
  };
}
