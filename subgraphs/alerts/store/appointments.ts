import type { Transaction } from '../../../platform/database/database';
import type { Appointments } from '../context';

/** What alerts knows of one tenant's appointments: whose visit each is. */
export function createAppointments(tx: Transaction): Appointments {
  return {
    async save({ id, conversationId, userId, changedAt }) {
      tx.execute(
        `insert into alerts.appointments as a (tenant_id, id, conversation_id, user_id, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, id) do update set user_id = excluded.user_id, changed_at = excluded.changed_at where a.changed_at <= excluded.changed_at`,
        [tx.tenantId, id, conversationId, userId, changedAt],
      );
    },
  };
}
