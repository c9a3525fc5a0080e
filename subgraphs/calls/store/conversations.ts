import type { Transaction } from '../../../platform/database/database';
import { reopenHours, type Conversation, type Found } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { type NarrowedTo, ownById } from './own';
import { rowsOf } from './rows';

/**
 * Conversations, within one transaction. What a technician asks for by id is found only among their own.
 *
 * @param narrowedTo the technician whose own conversations these are; null for all of the business
 */
export function conversationStore(tx: Transaction, narrowedTo: NarrowedTo) {
  const { many, one } = rowsOf(tx);
  const found = async (rest: string, parameters: unknown[]): Promise<Found | null> => {
    const row = await one<Conversation & { lastVisitEnd: Date | null }>(
      `select t.*, (select max(end_at) from calls.appointments a where a.tenant_id = $1 and a.conversation_id = t.id and a.status not in ('HELD', 'CANCELED')) as last_visit_end
         from calls.conversations t where t.tenant_id = $1 and t.customer_id = $2 and t.line_id = $3 and ${rest}`,
      [tx.tenantId, ...parameters],
    );
    if (!row) return null;
    const { lastVisitEnd, ...conversation } = row;
    return { conversation, lastVisitEnd };
  };
  return {
    /** The conversation of customer and line that is not resolved, else the latest that was within 24 h; locked. */
    latest: (customerId: string, lineId: string, now: Date): Promise<Found | null> =>
      found(
        `(t.status <> 'RESOLVED' or t.resolved_at > $4::timestamptz - make_interval(hours => $5)) order by (t.status <> 'RESOLVED') desc, t.updated_at desc limit 1 for update of t`,
        [customerId, lineId, now, reopenHours],
      ),
    /** The one that is not resolved, of customer and line. */
    openOf: (customerId: string, lineId: string): Promise<Found | null> => found(`t.status <> 'RESOLVED'`, [customerId, lineId]),
    /** A new one of customer and line; there must be none that is not resolved. */
    begin: async ({ id, phone }: Pick<Customer, 'id' | 'phone'>, lineId: string): Promise<Conversation> => (await one<Conversation>(`insert into calls.conversations (tenant_id, customer_id, phone, line_id) values ($1, $2, $3, $4) returning *`, [tx.tenantId, id, phone, lineId])) as Conversation,
    /** Those of any of these customers that are not resolved, locked. */
    openOfAny: (customerIds: readonly string[]): Promise<Conversation[]> => many<Conversation>(`select * from calls.conversations where tenant_id = $1 and customer_id = any($2::uuid[]) and status <> 'RESOLVED' order by id for update`, [tx.tenantId, customerIds]),
    /** When the customer was last texted for a missed call, whichever of the business's numbers they called. */
    async lastMissedTextAt(customerId: string): Promise<Date | null> {
      const [row] = await tx.query<{ at: Date | null }>(`select max(missed_text_at) as at from calls.conversations where tenant_id = $1 and customer_id = $2`, [tx.tenantId, customerId]);
      return row?.at ?? null;
    },
    /** Locked for this transaction, or null. */
    byId: (id: string): Promise<Conversation | null> => ownById(tx, 'conversations', id, narrowedTo, ' for update of t'),
    /** `updatedAt` is then no earlier than `now`, than it was, and than the newest message, whose time is the database’s. */
    async save(c: Conversation, now: Date): Promise<void> {
      tx.execute(
        `update calls.conversations set status = $3, stage = $4, handler = $5, assignee_id = $6, ownership = $7, turn = $8, answered_turn = $9, urgency = $10,
           unread_count = $11, resolution_note = $12, missed_text_at = $13, updated_at = greatest($14, updated_at, (select max(created_at) from calls.messages m where m.tenant_id = $1 and m.conversation_id = $2)), resolved_at = $15, waiting_since = $16, phone = $17 where tenant_id = $1 and id = $2`,
        [tx.tenantId, c.id, c.status, c.stage, c.handler, c.assigneeId, c.ownership, c.turn, c.answeredTurn, c.urgency, c.unreadCount, c.resolutionNote, c.missedTextAt, now, c.resolvedAt, c.waitingSince, c.phone],
      );
    },
  };
}

export type ConversationStore = ReturnType<typeof conversationStore>;
