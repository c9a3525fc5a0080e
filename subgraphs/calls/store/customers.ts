import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import type { Conversation } from '../domain/conversation';
import type { Customer, CustomerAtNumber } from '../domain/customer';
import { type NarrowedTo, ownOnly } from './own';
import { rowsOf } from './rows';

const reached = `select c.id, n.phone, c.name, c.addresses, n.opted_out, n.unreachable, n.unreachable_code
  from calls.customer_numbers n join calls.customers c on c.tenant_id = n.tenant_id and c.id = n.customer_id where n.tenant_id = $1 and n.phone = $2 and c.merged_into is null`;

/** The id of whom that customer is now. No `coalesce`: to row-level security it might leak, and no index would be used to look for it. */
export const remainsOf = (alias: string) => `case when ${alias}.merged_into is null then ${alias}.id else ${alias}.merged_into end`;

/** What hangs on a customer, in the order of locks. Consents do not: they stay as they were given (twilio.md 25). */
const hanging = ['calls', 'conversations', 'customer_numbers', 'appointments', 'leads'] as const;

/**
 * Who calls and texts the business, within one transaction.
 *
 * @param narrowedTo the technician whose own customers these are; null for all of the business
 */
export function customerStore(tx: Transaction, narrowedTo: NarrowedTo) {
  const { one, many } = rowsOf(tx);
  const lockedAt = (phone: string) => one<CustomerAtNumber>(`${reached} for update of c`, [tx.tenantId, phone]);
  return {
    /** The customer at a number, made if unknown; the row is locked, which serialises all that opens conversations of theirs. */
    async at(phone: string): Promise<CustomerAtNumber> {
      tx.execute(
        `with made as (insert into calls.customers (tenant_id, phone) values ($1, $2) on conflict do nothing returning id)
         insert into calls.customer_numbers (tenant_id, phone, customer_id) select $1, $2, id from made`,
        [tx.tenantId, phone],
      );
      // Nothing is found where the customer was merged into another while we waited for the lock: then the number is that one's.
      return ((await lockedAt(phone)) ?? (await lockedAt(phone))) as CustomerAtNumber;
    },
    /** Whom a conversation is held with, at the number last heard in it. */
    of: async ({ phone }: Pick<Conversation, 'phone'>): Promise<CustomerAtNumber> => (await one<CustomerAtNumber>(reached, [tx.tenantId, phone])) as CustomerAtNumber,
    /** Locks the customer of a conversation, which is theirs from here on: to be done before the conversation is locked (docs/decisions/0008). */
    async lockOf(conversationId: string): Promise<void> {
      if (isUuid(conversationId)) await lockRemaining(`select c.* from calls.customers c where c.tenant_id = $1 and c.id = (select customer_id from calls.conversations where tenant_id = $1 and id = $2) for update of c`, [conversationId]);
    },
    /** Customers by id, locked in one order whoever asks; whom one was merged into, by the other's id, too. Null for who is not to be seen. */
    async byIds(ids: readonly string[]): Promise<(Customer | null)[]> {
      const { sql, values } = ownOnly('customers', narrowedTo, 3);
      const remaining = `select o.id as asked, ${remainsOf('o')} as remains from calls.customers o where o.tenant_id = $1 and o.id = any($2::uuid[])`;
      const locked = await lockRemaining<Customer & { asked: string[] }>(
        `select t.*, (select array_agg(r.asked) from (${remaining}) r where r.remains = t.id) as asked from calls.customers t
           where t.tenant_id = $1 and t.id in (select r.remains from (${remaining}) r)${sql} order by t.id for update of t`,
        [ids.filter(isUuid), ...values],
      );
      return ids.map((id) => locked.find(({ asked }) => asked.includes(id.toLowerCase())) ?? null);
    },
    /** Writes what is given, and leaves the rest to whoever else writes it meanwhile. */
    async change(id: string, change: Partial<Pick<Customer, 'name' | 'addresses'>>): Promise<void> {
      await update('customers', 'id', id, { name: change.name, addresses: change.addresses && JSON.stringify(change.addresses) });
    },
    /** The same, of one number. */
    async changeNumber(phone: string, change: Partial<Pick<CustomerAtNumber, 'unreachable' | 'unreachableCode'>>): Promise<void> {
      await update('customer_numbers', 'phone', phone, { unreachable: change.unreachable, unreachable_code: change.unreachableCode });
    },
    /** False, and nothing is written, where something said later is known already; of what was said at once, the opt-out counts. */
    async changeOptOut(phone: string, optedOut: boolean, at: Date): Promise<boolean> {
      const changed = await tx.query(
        `update calls.customer_numbers set opted_out = $3, opt_out_changed_at = $4
         where tenant_id = $1 and phone = $2 and (opt_out_changed_at is null or opt_out_changed_at < $4 or opt_out_changed_at = $4 and $3) returning 1 as one`,
        [tx.tenantId, phone, optedOut, at],
      );
      return changed.length > 0;
    },
    /** Everything that hangs on the other customer hangs on this one from here on, and the other's id leads here. */
    merge(id: string, otherId: string): void {
      for (const table of hanging) tx.execute(`update calls.${table} set customer_id = $2 where tenant_id = $1 and customer_id = $3`, [tx.tenantId, id, otherId]);
      tx.execute(`update calls.customers set merged_into = $2 where tenant_id = $1 and (id = $3 or merged_into = $3)`, [tx.tenantId, id, otherId]);
    },
    /** The customer called, so they may be answered by text: kept with number, call and time. */
    keepConsent(customer: Pick<Customer, 'id' | 'phone'>, callId: string, givenAt: Date): void {
      tx.execute(`insert into calls.consents (tenant_id, customer_id, call_id, phone, given_at) values ($1, $2, $3, $4, $5) on conflict do nothing`, [tx.tenantId, customer.id, callId, customer.phone, givenAt]);
    },
  };

  /** Asks again where one of them was merged into another while we waited for the lock, which is let go then. */
  async function lockRemaining<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    const ask = () => many<T & { mergedInto: string | null }>(sql, [tx.tenantId, ...parameters]);
    const remain = (rows: { mergedInto: string | null }[]) => rows.every(({ mergedInto }) => mergedInto === null);
    for (;;) {
      const locked = await tx.attempt(ask, remain);
      if (remain(locked)) return locked;
    }
  }

  async function update(table: 'customers' | 'customer_numbers', key: 'id' | 'phone', of: string, change: Record<string, unknown>): Promise<void> {
    const columns = Object.entries(change).filter(([, value]) => value !== undefined);
    const assignments = columns.map(([column], index) => `${column} = $${index + 3}`);
    await tx.query(`update calls.${table} set ${assignments.join(', ')} where tenant_id = $1 and ${key} = $2`, [tx.tenantId, of, ...columns.map(([, value]) => value)]);
  }
}

export type CustomerStore = ReturnType<typeof customerStore>;
