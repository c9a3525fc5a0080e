import DataLoader from 'dataloader';
import type { Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import { isUuid } from '../../../platform/values/uuid';
import type { Appointment } from '../domain/appointment';
import type { Call } from '../domain/call';
import type { Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import type { Lead } from '../domain/lead';
import type { Line } from '../domain/line';
import type { Message } from '../domain/message';
import type { Worker } from '../domain/workers';
import { remainsOf } from './customers';
import { type NarrowedTo, type own, ownOnly } from './own';
import { toObject } from './rows';

type Table = keyof typeof own | 'workers' | 'lines';
/** One parent's page of children: the pages of many parents are read at once. */
export interface PageOf {
  parentId: string;
  page: Page;
}

/** One SQL statement for all things of a kind that one request asks for: the statements do not grow with the page. */
export interface Loaders {
  call: DataLoader<string, Call | null>;
  /** Whom a merged customer is now, by that one's id, too. */
  customer: DataLoader<string, Customer | null>;
  /** A customer's numbers, the first known first. */
  numbersOf: DataLoader<string, string[]>;
  conversation: DataLoader<string, Conversation | null>;
  message: DataLoader<string, Message | null>;
  lead: DataLoader<string, Lead | null>;
  appointment: DataLoader<string, Appointment | null>;
  worker: DataLoader<string, Worker | null>;
  line: DataLoader<string, Line | null>;
  leadOf: DataLoader<string, Lead | null>;
  appointmentOf: DataLoader<string, Appointment | null>;
  messagesOf: DataLoader<PageOf, Message[], string>;
  conversationsOf: DataLoader<PageOf, Conversation[], string>;
  callsOf: DataLoader<PageOf, Call[], string>;
  messageCountOf: DataLoader<string, number>;
  conversationCountOf: DataLoader<string, number>;
  callCountOf: DataLoader<string, number>;
}

/** Born with whom they are narrowed to: to a technician everything foreign is unknown, entities by key included. */
export function createLoaders(tx: Transaction, narrowedTo: NarrowedTo): Loaders {
  // Colleagues are everybody's to see.
  const visible = (table: Table, place: number) => (table === 'workers' || table === 'lines' ? { sql: '', values: [] } : ownOnly(table, narrowedTo, place));
  const byColumn = <T>(table: Table, column: string, order = '') =>
    new DataLoader<string, T | null>(async (ids) => {
      const known = ids.filter(isUuid);
      const { sql, values } = visible(table, 3);
      const rows = await tx.query<Record<string, unknown>>(`select * from calls.${table} t where tenant_id = $1 and ${column} = any($2::uuid[])${sql} ${order}`, [tx.tenantId, known, ...values]);
      // With an order, the first row of a key is the one wanted.
      const found = new Map<string, T>();
      for (const row of rows) if (!found.has(row[column] as string)) found.set(row[column] as string, toObject<T>(row));
      return ids.map((id) => found.get(id) ?? null);
    });
  const pages = <T>(table: Table, parent: string, sort: string) =>
    new DataLoader<PageOf, T[], string>(
      async (keys) => {
        const { sql, values } = visible(table, 3);
        const rows = await tx.query<Record<string, unknown> & { place: string }>(
          `select wanted.place, listed.* from jsonb_to_recordset($2::jsonb) as wanted(place int, parent uuid, at timestamptz, after uuid, size int)
           cross join lateral (select * from calls.${table} t where t.tenant_id = $1 and t.${parent} = wanted.parent
             and (wanted.at is null or (t.${sort}, t.id) < (wanted.at, wanted.after))${sql} order by t.${sort} desc, t.id desc limit wanted.size) listed
           order by wanted.place, listed.${sort} desc, listed.id desc`,
          [tx.tenantId, JSON.stringify(keys.map(({ parentId, page }, place) => ({ place, parent: parentId, at: page.after?.at ?? null, after: page.after?.id ?? null, size: page.limit }))), ...values],
        );
        const lists = keys.map((): T[] => []);
        for (const { place, ...row } of rows) lists[Number(place)]?.push(toObject<T>(row));
        return lists;
      },
      { cacheKeyFn: ({ parentId, page }) => `${parentId}|${page.limit}|${page.after?.at ?? ''}|${page.after?.id ?? ''}` },
    );
  const counts = (table: Table, parent: string) =>
    new DataLoader<string, number>(async (ids) => {
      const { sql, values } = visible(table, 3);
      const rows = await tx.query<{ parent: string; count: number }>(`select ${parent} as parent, count(*)::int as count from calls.${table} t where tenant_id = $1 and ${parent} = any($2::uuid[])${sql} group by 1`, [tx.tenantId, ids, ...values]);
      const found = new Map(rows.map((row) => [row.parent, row.count]));
      return ids.map((id) => found.get(id) ?? 0);
    });
  return {
    call: byColumn('calls', 'id'),
    customer: new DataLoader<string, Customer | null>(async (ids) => {
      const { sql, values } = visible('customers', 3);
      const rows = await tx.query<Record<string, unknown> & { asked: string }>(
        `select o.id as asked, t.* from calls.customers o join calls.customers t on t.tenant_id = o.tenant_id and t.id = ${remainsOf('o')} where o.tenant_id = $1 and o.id = any($2::uuid[])${sql}`,
        [tx.tenantId, ids.filter(isUuid), ...values],
      );
      const found = new Map(rows.map(({ asked, ...row }) => [asked, toObject<Customer>(row)]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    numbersOf: new DataLoader<string, string[]>(async (ids) => {
      const rows = await tx.query<{ customer_id: string; phone: string }>(`select customer_id, phone from calls.customer_numbers where tenant_id = $1 and customer_id = any($2::uuid[]) order by created_at, phone`, [tx.tenantId, ids]);
      return ids.map((id) => rows.filter((row) => row.customer_id === id).map(({ phone }) => phone));
    }),
    conversation: byColumn('conversations', 'id'),
    message: byColumn('messages', 'id'),
    lead: byColumn('leads', 'id'),
    appointment: byColumn('appointments', 'id'),
    worker: byColumn('workers', 'id'),
    line: byColumn('lines', 'id'),
    leadOf: byColumn('leads', 'conversation_id'),
    appointmentOf: byColumn('appointments', 'conversation_id', `and status <> 'HELD' order by created_at desc`),
    messagesOf: pages('messages', 'conversation_id', 'created_at'),
    conversationsOf: pages('conversations', 'customer_id', 'updated_at'),
    callsOf: pages('calls', 'customer_id', 'started_at'),
    messageCountOf: counts('messages', 'conversation_id'),
    conversationCountOf: counts('conversations', 'customer_id'),
    callCountOf: counts('calls', 'customer_id'),
  };
}
