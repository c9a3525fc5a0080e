import type { Transaction } from '../../../platform/database/database';
import type { Lead } from '../domain/lead';
import { rowsOf } from './rows';

/** Leads, one for each conversation that names a job, within one transaction. */
export function leadStore(tx: Transaction) {
  const { one } = rowsOf(tx);
  return {
    of: (conversationId: string): Promise<Lead | null> => one(`select * from calls.leads where tenant_id = $1 and conversation_id = $2`, [tx.tenantId, conversationId]),
    /** Makes or changes the conversation's lead; `created` tells which. */
    async save(lead: Omit<Lead, 'id' | 'createdAt' | 'updatedAt'>): Promise<{ id: string; created: boolean }> {
      const [row] = await tx.query<{ id: string; created: boolean }>(
        `insert into calls.leads (tenant_id, conversation_id, customer_id, status, trade, job_type, urgency, address, estimate) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, conversation_id) do update set status = excluded.status, trade = excluded.trade, job_type = excluded.job_type, urgency = excluded.urgency,
           address = excluded.address, estimate = excluded.estimate, updated_at = clock_timestamp()
         returning id, xmax = 0 as created`,
        [tx.tenantId, lead.conversationId, lead.customerId, lead.status, lead.trade, lead.jobType, lead.urgency, lead.address && JSON.stringify(lead.address), lead.estimate && JSON.stringify(lead.estimate)],
      );
      return row as { id: string; created: boolean };
    },
  };
}

export type LeadStore = ReturnType<typeof leadStore>;
