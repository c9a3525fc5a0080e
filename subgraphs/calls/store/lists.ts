import type { Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import { digitsOf } from '../../../platform/values/phoneNumber';
import type { Appointment } from '../domain/appointment';
import type { Call } from '../domain/call';
import type { Conversation } from '../domain/conversation';
import type { Lead } from '../domain/lead';
import { type NarrowedTo, numbered, own } from './own';
import { toObject } from './rows';

type Absent<T> = { [K in keyof T]?: T[K] | null };

/** Conditions add up; an absent one, and an empty list, let everything through. So for each of these filters. */
export type CallFilter = Absent<{ status: readonly string[]; outcome: readonly string[]; phone: string; lineId: string; range: { start: Date; end: Date } }>;
/** `search` looks in names, numbers (however they are written) and the texts of the `textsSearchedMax` conversations last active. */
export type ConversationFilter = Absent<{ status: readonly string[]; handler: string; urgency: readonly string[]; unread: boolean; customerId: string; search: string }>;
/** `range` is of the time they were made. */
export type LeadFilter = Absent<{ status: readonly string[]; trade: readonly string[]; urgency: readonly string[]; customerId: string; range: { start: Date; end: Date } }>;
/** `range` is of the time they start. */
export type AppointmentFilter = Absent<{ status: readonly string[]; range: { start: Date; end: Date }; workerId: string; customerId: string }>;

interface List<Row, Filter> {
  page(filter: Filter, page: Page): Promise<Row[]>;
  count(filter: Filter): Promise<number>;
}

/** The tenant's lists, by keyset: newest first, appointments by start. */
export interface Lists {
  calls: List<Call, CallFilter>;
  conversations: List<Conversation, ConversationFilter>;
  leads: List<Lead, LeadFilter>;
  appointments: List<Appointment, AppointmentFilter>;
}

/** Of so many conversations the texts are read through, one after another (`offset 0`), not all of the business: row-level security lets no index of words be used, for their operators are not leakproof. */
export const textsSearchedMax = 2_000;

/** One condition of a filter: SQL with `$` where the value goes. */
type Condition = [sql: string, value: unknown];

/** Born with whom they are narrowed to: a technician's lists and counts hold their own only. */
export function createLists(tx: Transaction, narrowedTo: NarrowedTo): Lists {
  const list = <Row, Filter>(table: keyof typeof own, sort: string, direction: 'asc' | 'desc', conditionsOf: (filter: Filter) => Condition[]): List<Row, Filter> => {
    const where = (filter: Filter, first: number) => {
      const conditions = [...conditionsOf(filter), [own[table], narrowedTo] satisfies Condition].filter(([, value]) => value !== null && value !== undefined && !isEmptyList(value));
      return { sql: conditions.map(([sql], index) => ` and ${numbered(sql, first + index)}`).join(''), values: conditions.map(([, value]) => value) };
    };
    return {
      async page(filter, page) {
        const { sql, values } = where(filter, 5);
        const rows = await tx.query<Record<string, unknown>>(
          `select * from calls.${table} t where tenant_id = $1 and ($2::timestamptz is null or (${sort}, id) ${direction === 'desc' ? '<' : '>'} ($2, $3::uuid))${sql} order by ${sort} ${direction}, id ${direction} limit $4`,
          [tx.tenantId, page.after?.at ?? null, page.after?.id ?? null, page.limit, ...values],
        );
        return rows.map((row) => toObject<Row>(row));
      },
      async count(filter) {
        const { sql, values } = where(filter, 2);
        const [row] = await tx.query<{ count: string }>(`select count(*) as count from calls.${table} t where tenant_id = $1${sql}`, [tx.tenantId, ...values]);
        return Number(row?.count ?? 0);
      },
    };
  };
  return {
    calls: list('calls', 'started_at', 'desc', (f) => [
      ['status = any($)', f.status], ['outcome_kind = any($)', f.outcome], ['"from" = $', f.phone], ['line_id = $::uuid', f.lineId], ['started_at >= $', f.range?.start], ['started_at < $', f.range?.end],
    ]),
    conversations: list('conversations', 'updated_at', 'desc', (f) => [
      ['status = any($)', f.status], ['handler = $', f.handler], ['urgency = any($)', f.urgency], ['(unread_count > 0) = $', f.unread], ['customer_id = $::uuid', f.customerId],
      [
        `(t.customer_id in (select c.id from calls.customers c where c.tenant_id = $1 and c.name ilike ($::text[])[1])
          or t.customer_id in (select n.customer_id from calls.customer_numbers n where n.tenant_id = $1 and n.phone like ($::text[])[2])
          or t.id in (
            select latest.id from (select v.id from calls.conversations v where v.tenant_id = $1 order by v.updated_at desc, v.id desc limit ${textsSearchedMax}) latest
            where exists (select from calls.messages m where m.tenant_id = $1 and m.conversation_id = latest.id and m.body ilike ($::text[])[1] offset 0)))`,
        f.search && [f.search, digitsOf(f.search) ?? f.search].map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`),
      ],
    ]),
    leads: list('leads', 'created_at', 'desc', (f) => [
      ['status = any($)', f.status], ['trade = any($)', f.trade], ['urgency = any($)', f.urgency], ['customer_id = $::uuid', f.customerId], ['created_at >= $', f.range?.start], ['created_at < $', f.range?.end],
    ]),
    // A hold is not an appointment that anyone asked to see, unless they ask for holds.
    appointments: list('appointments', 'start_at', 'asc', (f) => [
      ['status = any($)', f.status?.length ? f.status : ['CONFIRMED', 'RESCHEDULED', 'CANCELED', 'COMPLETED', 'NO_SHOW']], ['start_at >= $', f.range?.start], ['start_at < $', f.range?.end], ['worker_id = $::uuid', f.workerId], ['customer_id = $::uuid', f.customerId],
    ]),
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
