import type { Transaction } from '../../../platform/database/database';
import type { Conversations } from '../context';

/** The milestones of one tenant's conversations. */
export function createConversations(tx: Transaction): Conversations {
  return {
    async lock(conversationId) {
      tx.execute(`insert into analytics.conversations (tenant_id, id) values ($1, $2) on conflict do nothing`, [tx.tenantId, conversationId]);
      const [row] = await tx.query<{ texted_at: Date | null; heard_at: Date | null; lead_at: Date | null; booked: boolean }>(
        `select texted_at, heard_at, lead_at, booked from analytics.conversations where tenant_id = $1 and id = $2 for update`,
        [tx.tenantId, conversationId],
      );
      return { textedAt: row?.texted_at ?? null, heardAt: row?.heard_at ?? null, leadAt: row?.lead_at ?? null, booked: row?.booked ?? false };
    },
    async save(conversationId, { textedAt, heardAt, leadAt, booked }) {
      tx.execute(`update analytics.conversations set texted_at = $3, heard_at = $4, lead_at = $5, booked = $6 where tenant_id = $1 and id = $2`, [
        tx.tenantId,
        conversationId,
        textedAt,
        heardAt,
        leadAt,
        booked,
      ]);
    },
  };
}
