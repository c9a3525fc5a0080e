import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import type { Call } from '../domain/call';
import type { CallStatus } from '../domain/missedCall';
import { rowsOf } from './rows';

/** Calls to the business, within one transaction. */
export function callStore(tx: Transaction) {
  const { one } = rowsOf(tx);
  return {
    /** The call of a Twilio sid, made in `RINGING` if unknown; locked. */
    async at(call: { callSid: string; lineId: string; from: string | null; to: string; startedAt: string }): Promise<{ call: Call; made: boolean }> {
      const [made, found] = await Promise.all([
        one<{ id: string }>(
          `insert into calls.calls (tenant_id, twilio_sid, line_id, "from", "to", status, started_at) values ($1, $2, $3, $4, $5, 'RINGING', $6) on conflict (tenant_id, twilio_sid) do nothing returning id`,
          [tx.tenantId, call.callSid, call.lineId, call.from, call.to, call.startedAt],
        ),
        one<Call>(`select * from calls.calls where tenant_id = $1 and twilio_sid = $2 for update`, [tx.tenantId, call.callSid]),
      ]);
      return { call: found as Call, made: made !== null };
    },
    /** How far the call of a Twilio sid has come at least; null where none is known. */
    async statusOf(callSid: string): Promise<CallStatus | null> {
      const [row] = await tx.query<{ status: CallStatus }>(`select status from calls.calls where tenant_id = $1 and twilio_sid = $2`, [tx.tenantId, callSid]);
      return row?.status ?? null;
    },
    /** Locked for this transaction, or null. */
    byId: async (id: string): Promise<Call | null> => (isUuid(id) ? one(`select * from calls.calls where tenant_id = $1 and id = $2 for update`, [tx.tenantId, id]) : null),
    /** Locks every call of a customer. */
    lockOf: (customerId: string): void => tx.execute(`select from calls.calls where tenant_id = $1 and customer_id = $2 order by id for update`, [tx.tenantId, customerId]),
    /** Whether the customer's calls but that one were missed since then. */
    async missedSince(customerId: string, since: Date, exceptId: string): Promise<boolean> {
      const rows = await tx.query(`select 1 as one from calls.calls where tenant_id = $1 and customer_id = $2 and missed_at > $3 and id <> $4 limit 1`, [tx.tenantId, customerId, since, exceptId]);
      return rows.length > 0;
    },
    async save(call: Call): Promise<void> {
      tx.execute(
        `update calls.calls set customer_id = $3, conversation_id = $4, status = $5, missed_reason = $6, outcome_kind = $7, outcome_reason = $8, outcome_code = $9, outcome_at = $10,
           missed_at = $11, answered_at = $12, ended_at = $13, started_at = least(started_at, $14) where tenant_id = $1 and id = $2`,
        [tx.tenantId, call.id, call.customerId, call.conversationId, call.status satisfies CallStatus, call.missedReason, call.outcomeKind, call.outcomeReason, call.outcomeCode, call.outcomeAt, call.missedAt, call.answeredAt, call.endedAt, call.startedAt],
      );
    },
  };
}

export type CallStore = ReturnType<typeof callStore>;
