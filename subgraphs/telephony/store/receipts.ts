import type { Transaction } from '../../../platform/database/database';

export type ReceiptStore = ReturnType<typeof receiptStore>;

/** Which webhooks have been taken in. */
export function receiptStore(tx: Transaction) {
  return {
    /** Answers false where this webhook was taken in before. */
    async add(key: string, idempotencyToken: string | null, receivedAt: Date): Promise<boolean> {
      const rows = await tx.query(
        `insert into telephony.webhook_receipts (tenant_id, key, idempotency_token, received_at) values ($1, $2, $3, $4) on conflict do nothing returning 1 as one`,
        [tx.tenantId, key, idempotencyToken, receivedAt],
      );
      return rows.length > 0;
    },
  };
}
