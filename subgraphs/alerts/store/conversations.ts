import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import type { Conversations } from '../context';

/**
 * What alerts knows of one tenant's conversations.
 * @param onlyOf the user to whose own appointments they are narrowed; null for all
 */
export function createConversations(tx: Transaction, onlyOf: string | null): Conversations {
  const add = async (id: string) => tx.execute(`insert into alerts.conversations (tenant_id, id) values ($1, $2) on conflict do nothing`, [tx.tenantId, id]);
  return {
    add,
    async exists(id) {
      if (!isUuid(id)) return false;
      const rows = await tx.query(
        `select 1 as one from alerts.conversations c where tenant_id = $1 and id = $2
           and ($3::uuid is null or exists (select from alerts.appointments own where own.tenant_id = $1 and own.user_id = $3 and own.conversation_id = c.id))`,
        [tx.tenantId, id, onlyOf],
      );
      return rows.length > 0;
    },
    async lock(id) {
      await add(id);
      const [row] = await tx.query<{ human_arrived_at: Date | null }>(`select human_arrived_at from alerts.conversations where tenant_id = $1 and id = $2 for update`, [tx.tenantId, id]);
      return { humanArrivedAt: row?.human_arrived_at ?? null };
    },
    async humanArrived(id, at) {
      tx.execute(`update alerts.conversations set human_arrived_at = greatest(human_arrived_at, $3) where tenant_id = $1 and id = $2`, [tx.tenantId, id, at]);
    },
  };
}
