import type { Transaction } from '../../../platform/database/database';
import { isId } from '../../../platform/graphql/pagination';
import { reopen, reopenHours, type Conversation } from '../domain/conversation';
import type { Customer, Message } from '../domain/things';
import { type NarrowedTo, ownOnly } from './own';
import { toObject } from './rows';

/** Customers, conversations and their messages of one tenant, inside one transaction. What a technician asks for by id is found only among their own. */
export interface ConversationStore {
  /** The customer at a number, made if unknown; the row is locked, which serialises all that opens conversations of theirs. */
  customerAt(phone: string): Promise<Customer>;
  customer(id: string): Promise<Customer | null>;
  /** Writes what is given, and leaves the rest to whoever else writes it meanwhile. */
  changeCustomer(id: string, change: Partial<Pick<Customer, 'name' | 'addresses' | 'optedOut' | 'unreachableCode'>>): Promise<void>;
  /** The one open conversation of customer and line, one resolved within 24 h reopened, or a new one; locked. */
  openFor(customerId: string, lineId: string, now: Date): Promise<{ conversation: Conversation; opened: boolean }>;
  /** The one that is not resolved, of customer and line. */
  openOf(customerId: string, lineId: string): Promise<Conversation | null>;
  /** When the customer was last texted for a missed call, whichever of the business's numbers they called. */
  lastMissedTextAt(customerId: string): Promise<Date | null>;
  /** Locked for this transaction, or null. */
  byId(id: string): Promise<Conversation | null>;
  save(conversation: Conversation, now: Date): Promise<void>;
  /** The newest messages, oldest first. */
  history(conversationId: string, atMost: number): Promise<Message[]>;
  message(id: string): Promise<Message | null>;
  /** False when a message of this Twilio sid is there already. */
  addMessage(message: NewMessage): Promise<{ id: string; createdAt: Date } | null>;
  /** Moves a message's delivery state on; false where it stands there already or further. */
  advanceMessage(id: string, status: string, from: readonly string[], change?: { twilioSid?: string; errorCode?: number | null }): Promise<boolean>;
}

/** A message to be kept; what is left out is null, and the id a new one. */
export type NewMessage = Pick<Message, 'conversationId' | 'direction' | 'sender' | 'body' | 'segments' | 'status'> &
  Partial<Pick<Message, 'id' | 'callId' | 'authorId' | 'media' | 'purpose' | 'ownership' | 'turn' | 'offeredSlots'>> & { twilioSid?: string };

/** @param narrowedTo the technician whose own conversations these are; null for all of the business */
export function conversationStore(tx: Transaction, narrowedTo: NarrowedTo): ConversationStore {
  const one = async <T>(sql: string, parameters: unknown[]): Promise<T | null> => {
    const [row] = await tx.query<Record<string, unknown>>(sql, parameters);
    return row ? toObject<T>(row) : null;
  };
  const byId = async <T>(table: 'customers' | 'conversations', id: string, lock = ''): Promise<T | null> => {
    if (!isId(id)) return null;
    const { sql, values } = ownOnly(table, narrowedTo, 3);
    return one<T>(`select * from calls.${table} t where tenant_id = $1 and id = $2${sql}${lock}`, [tx.tenantId, id, ...values]);
  };
  const openOf = (customerId: string, lineId: string) =>
    one<Conversation>(`select * from calls.conversations where tenant_id = $1 and customer_id = $2 and line_id = $3 and status <> 'RESOLVED'`, [tx.tenantId, customerId, lineId]);
  return {
    openOf,
    async lastMissedTextAt(customerId) {
      const [row] = await tx.query<{ at: Date | null }>(`select max(missed_text_at) as at from calls.conversations where tenant_id = $1 and customer_id = $2`, [tx.tenantId, customerId]);
      return row?.at ?? null;
    },
    async customerAt(phone) {
      tx.execute(`insert into calls.customers (tenant_id, phone) values ($1, $2) on conflict do nothing`, [tx.tenantId, phone]);
      return (await one<Customer>(`select * from calls.customers where tenant_id = $1 and phone = $2 for update`, [tx.tenantId, phone])) as Customer;
    },
    customer: (id) => byId('customers', id),
    async changeCustomer(id, change) {
      const { name, addresses, optedOut, unreachableCode } = change;
      const columns = Object.entries({ name, addresses: addresses && JSON.stringify(addresses), opted_out: optedOut, unreachable_code: unreachableCode }).filter(([, value]) => value !== undefined);
      const assignments = columns.map(([column], index) => `${column} = $${index + 3}`);
      await tx.query(`update calls.customers set ${assignments.join(', ')} where tenant_id = $1 and id = $2`, [tx.tenantId, id, ...columns.map(([, value]) => value)]);
    },
    async openFor(customerId, lineId, now) {
      const known = await one<Conversation>(
        `select * from calls.conversations where tenant_id = $1 and customer_id = $2 and line_id = $3
           and (status <> 'RESOLVED' or resolved_at > $4::timestamptz - make_interval(hours => $5))
         order by (status <> 'RESOLVED') desc, updated_at desc limit 1 for update`,
        [tx.tenantId, customerId, lineId, now, reopenHours],
      );
      if (known) return { conversation: known.status === 'RESOLVED' ? reopen(known) : known, opened: false };
      const made = await one<Conversation>(`insert into calls.conversations (tenant_id, customer_id, line_id) values ($1, $2, $3) returning *`, [tx.tenantId, customerId, lineId]);
      return { conversation: made as Conversation, opened: true };
    },
    byId: (id) => byId('conversations', id, ' for update of t'),
    async save(c, now) {
      tx.execute(
        `update calls.conversations set status = $3, stage = $4, handler = $5, assignee_id = $6, ownership = $7, turn = $8, answered_turn = $9, urgency = $10,
           unread_count = $11, resolution_note = $12, missed_text_at = $13, updated_at = $14, resolved_at = $15, waiting_since = $16 where tenant_id = $1 and id = $2`,
        [tx.tenantId, c.id, c.status, c.stage, c.handler, c.assigneeId, c.ownership, c.turn, c.answeredTurn, c.urgency, c.unreadCount, c.resolutionNote, c.missedTextAt, now, c.resolvedAt, c.waitingSince],
      );
    },
    async history(conversationId, atMost) {
      const rows = await tx.query<Record<string, unknown>>(
        `select * from calls.messages where tenant_id = $1 and conversation_id = $2 and status <> 'DROPPED' order by created_at desc, id desc limit $3`,
        [tx.tenantId, conversationId, atMost],
      );
      return rows.map((row) => toObject<Message>(row)).reverse();
    },
    message: (id) => one(`select * from calls.messages where tenant_id = $1 and id = $2`, [tx.tenantId, id]),
    addMessage: (m) =>
      one(
        `insert into calls.messages (tenant_id, id, conversation_id, call_id, direction, sender, author_id, body, media, segments, status, twilio_sid, purpose, ownership, turn, offered_slots)
         values ($1, coalesce($2, gen_random_uuid()), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing returning id, created_at`,
        [
          tx.tenantId, m.id ?? null, m.conversationId, m.callId ?? null, m.direction, m.sender, m.authorId ?? null, m.body, JSON.stringify(m.media ?? []), m.segments, m.status,
          m.twilioSid ?? null, m.purpose ?? null, m.ownership ?? 0, m.turn ?? 0, JSON.stringify(m.offeredSlots ?? []),
        ],
      ),
    async advanceMessage(id, status, from, change = {}) {
      const rows = await tx.query(
        `update calls.messages set status = $3, twilio_sid = coalesce($4, twilio_sid), error_code = coalesce($5, error_code) where tenant_id = $1 and id = $2 and status = any($6) returning id`,
        [tx.tenantId, id, status, change.twilioSid ?? null, change.errorCode ?? null, from],
      );
      return rows.length > 0;
    },
  };
}
