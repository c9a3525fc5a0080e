import type { Transaction } from '../../../platform/database/database';
import type { CustomerAtNumber } from '../domain/customer';
import type { Lead, LeadContent, LostReason } from '../domain/lead';
import { rowsOf } from './rows';

/** Leads, one for each conversation that names a job, within one transaction. */
export function leadStore(tx: Transaction) {
  const { one, many } = rowsOf(tx);
  return {
    of: (conversationId: string): Promise<Lead | null> => one(`select * from calls.leads where tenant_id = $1 and conversation_id = $2`, [tx.tenantId, conversationId]),
    /** Makes or changes the conversation's lead; `created` tells which. */
    async save(lead: LeadContent): Promise<{ id: string; created: boolean }> {
      const [row] = await tx.query<{ id: string; created: boolean }>(
        `insert into calls.leads (tenant_id, conversation_id, customer_id, status, trade, job_type, urgency, address, estimate, lost_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, conversation_id) do update set status = excluded.status, trade = excluded.trade, job_type = excluded.job_type, urgency = excluded.urgency,
           address = excluded.address, estimate = excluded.estimate, lost_reason = excluded.lost_reason, updated_at = clock_timestamp()
         returning id, xmax = 0 as created`,
        [tx.tenantId, lead.conversationId, lead.customerId, lead.status, lead.trade, lead.jobType, lead.urgency, lead.address && JSON.stringify(lead.address), lead.estimate && JSON.stringify(lead.estimate), lead.lostReason],
      );
      return row as { id: string; created: boolean };
    },
    /** Loses what a customer has asked for from that number and not booked; answers those leads. */
    loseUnbooked: ({ id, phone }: Pick<CustomerAtNumber, 'id' | 'phone'>, reason: LostReason): Promise<Lead[]> =>
      many(
        `update calls.leads l set status = 'LOST', lost_reason = $4, updated_at = clock_timestamp() from calls.conversations v
         where l.tenant_id = $1 and l.customer_id = $2 and l.status in ('NEW', 'QUALIFIED') and v.tenant_id = $1 and v.id = l.conversation_id and v.phone = $3 returning l.*`,
        [tx.tenantId, id, phone, reason],
      ),
  };
}

export type LeadStore = ReturnType<typeof leadStore>;
