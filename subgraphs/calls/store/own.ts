import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import { rowsOf } from './rows';

/**
 * What of a table, aliased `t`, is a technician's own: their appointments, and those appointments' customers with their calls, conversations and what
 * hangs on these. A visit that was booked without a conversation has its customer's calls all the same. `$` stands for the technician's user id, $1 is the tenant. A hold is an offer, nobody's appointment yet.
 * Source: roles.md, "own appointments, their customers, calls, conversations".
 */
const ofOwnAppointments = (column: string) =>
  `(select a.${column} from calls.appointments a join calls.workers w on w.tenant_id = a.tenant_id and w.id = a.worker_id where a.tenant_id = $1 and a.status <> 'HELD' and w.user_id = $)`;
const ofOwnConversation = `t.conversation_id in ${ofOwnAppointments('conversation_id')}`;

/** The condition by table. */
export const own = {
  appointments: `(t.status <> 'HELD' and t.worker_id in (select w.id from calls.workers w where w.tenant_id = $1 and w.user_id = $))`,
  customers: `t.id in ${ofOwnAppointments('customer_id')}`,
  conversations: `t.id in ${ofOwnAppointments('conversation_id')}`,
  calls: `t.customer_id in ${ofOwnAppointments('customer_id')}`,
  messages: ofOwnConversation,
  leads: ofOwnConversation,
} as const;

/** Whose rows a store sees: a technician's own, or with null the whole business's. */
export type NarrowedTo = string | null;

/** The condition as SQL to append, with the technician as parameter number `place`; empty for everybody else. */
export function ownOnly(table: keyof typeof own, narrowedTo: NarrowedTo, place: number): { sql: string; values: string[] } {
  return narrowedTo === null ? { sql: '', values: [] } : { sql: ` and ${numbered(own[table], place)}`, values: [narrowedTo] };
}

/** The SQL with every bare `$` as parameter number `place`. */
export function numbered(sql: string, place: number): string {
  return sql.replace(/\$(?!\d)/g, `$${place}`);
}

/** A row by its id, where it is to be seen; null for a malformed id, too. `lock` is SQL of its own. */
export async function ownById<T>(tx: Transaction, table: keyof typeof own, id: string, narrowedTo: NarrowedTo, lock = ''): Promise<T | null> {
  if (!isUuid(id)) return null;
  const { sql, values } = ownOnly(table, narrowedTo, 3);
  return rowsOf(tx).one(`select * from calls.${table} t where tenant_id = $1 and id = $2${sql}${lock}`, [tx.tenantId, id, ...values]);
}
