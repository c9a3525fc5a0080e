import type { Transaction } from '../../../platform/database/database';
import type { Customer } from '../domain/customer';
import { type NarrowedTo, ownById } from './own';
import { rowsOf } from './rows';

/**
 * Who calls and texts the business, within one transaction.
 *
 * @param narrowedTo the technician whose own customers these are; null for all of the business
 */
export function customerStore(tx: Transaction, narrowedTo: NarrowedTo) {
  const { one } = rowsOf(tx);
  return {
    /** The customer at a number, made if unknown; the row is locked, which serialises all that opens conversations of theirs. */
    async at(phone: string): Promise<Customer> {
      tx.execute(`insert into calls.customers (tenant_id, phone) values ($1, $2) on conflict do nothing`, [tx.tenantId, phone]);
      return (await one<Customer>(`select * from calls.customers where tenant_id = $1 and phone = $2 for update`, [tx.tenantId, phone])) as Customer;
    },
    byId: (id: string): Promise<Customer | null> => ownById(tx, 'customers', id, narrowedTo),
    /** Writes what is given, and leaves the rest to whoever else writes it meanwhile. */
    async change(id: string, change: Partial<Pick<Customer, 'name' | 'addresses' | 'optedOut' | 'unreachable' | 'unreachableCode'>>): Promise<void> {
      const { name, addresses, optedOut, unreachable, unreachableCode } = change;
      const columns = Object.entries({ name, addresses: addresses && JSON.stringify(addresses), opted_out: optedOut, unreachable, unreachable_code: unreachableCode }).filter(([, value]) => value !== undefined);
      const assignments = columns.map(([column], index) => `${column} = $${index + 3}`);
      await tx.query(`update calls.customers set ${assignments.join(', ')} where tenant_id = $1 and id = $2`, [tx.tenantId, id, ...columns.map(([, value]) => value)]);
    },
    /** The customer called, so they may be answered by text: kept with number, call and time. */
    keepConsent(customer: Pick<Customer, 'id' | 'phone'>, callId: string, givenAt: Date): void {
      tx.execute(`insert into calls.consents (tenant_id, customer_id, call_id, phone, given_at) values ($1, $2, $3, $4, $5) on conflict do nothing`, [tx.tenantId, customer.id, callId, customer.phone, givenAt]);
    },
  };
}

export type CustomerStore = ReturnType<typeof customerStore>;
