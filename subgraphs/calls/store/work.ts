import { isSqlState, type Transaction } from '../../../platform/database/database';
import { isId } from '../../../platform/graphql/pagination';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { CallStatus } from '../domain/missedCall';
import type { Appointment, Call, Customer, Estimate, Lead, Line, Place, Worker } from '../domain/things';
import { type NarrowedTo, ownOnly } from './own';
import { toObject } from './rows';

/** Time to be taken. `bufferMinutes` before and after the visit belong to nobody else. */
export interface NewAppointment {
  customerId: string;
  conversationId: string | null;
  trade: string;
  jobType: string;
  start: Date;
  end: Date;
  bufferMinutes: number;
  address: Place;
  estimate: Estimate | null;
}

/** Businesses, calls, leads and appointments of one tenant, inside one transaction. */
export interface WorkStore {
  business(): Promise<BusinessSettings | null>;
  saveBusiness(settings: BusinessSettings): Promise<void>;
  workers(): Promise<Worker[]>;
  addWorker(worker: Worker): Promise<void>;
  /** The call of a Twilio sid, made in `RINGING` if unknown; locked. */
  callAt(call: { callSid: string; lineId: string; from: string | null; to: string; startedAt: string }): Promise<{ call: Call; made: boolean }>;
  call(id: string): Promise<Call | null>;
  saveCall(call: Call): Promise<void>;
  /** The customer called, so they may be answered by text: kept with number, call and time. */
  keepConsent(customer: Pick<Customer, 'id' | 'phone'>, callId: string, givenAt: Date): void;
  leadOf(conversationId: string): Promise<Lead | null>;
  saveLead(lead: Omit<Lead, 'id' | 'createdAt' | 'updatedAt'>): Promise<{ id: string; created: boolean }>;
  line(id: string): Promise<Line | null>;
  saveLine(line: Pick<Line, 'id' | 'number'>): Promise<void>;
  /** Whether the number is one of the business's own. */
  isOwnNumber(number: string): Promise<boolean>;
  /** Until then the carrier takes no text of the business, with that error. */
  blockLines(code: number, until: Date): Promise<void>;
  /** What takes a worker's time from `from` on: booked, and held by others than `exceptConversation`. */
  calendar(from: Date, exceptConversation: string | null): Promise<Appointment[]>;
  /** Lets go of the conversation's holds; answers them. */
  releaseHolds(conversationId: string): Promise<Appointment[]>;
  /** Lets go of the holds that have run out; answers those that nobody else let go of. */
  releaseExpired(now: Date): Promise<Appointment[]>;
  holdsOf(conversationId: string): Promise<Appointment[]>;
  /** Takes a worker's time, as a hold until `heldUntil` or as booked. Null when the database refuses: every worker is taken. A technician takes their own alone. */
  take(appointment: NewAppointment, hold: { until: Date; offeredAt: Date } | null): Promise<Appointment | null>;
  /** The customer's visits so far, the latest first, at most ten; without those that were called off. */
  visitsOf(customerId: string, now: Date): Promise<Appointment[]>;
  appointment(id: string): Promise<Appointment | null>;
  /** What this operation answered under the key before; refuses nothing itself. */
  answer(operation: string, key: string): Promise<{ inputHash: string; resultId: string } | null>;
  saveAnswer(operation: string, key: string, inputHash: string, resultId: string): Promise<void>;
}

/** @param narrowedTo the technician whose own these are; null for all of the business */
export function workStore(tx: Transaction, narrowedTo: NarrowedTo): WorkStore {
  const many = async <T>(sql: string, parameters: unknown[]): Promise<T[]> => (await tx.query<Record<string, unknown>>(sql, parameters)).map((row) => toObject<T>(row));
  const one = async <T>(sql: string, parameters: unknown[]): Promise<T | null> => (await many<T>(sql, parameters))[0] ?? null;
  let known: Promise<Worker[]> | null = null;
  const workers = () => (known ??= many<Worker>(`select id, name, user_id from calls.workers where tenant_id = $1 order by name, id`, [tx.tenantId]));
  return {
    workers,
    business: async () => (await one<{ settings: BusinessSettings }>(`select settings from calls.businesses where tenant_id = $1`, [tx.tenantId]))?.settings ?? null,
    async saveBusiness(settings) {
      tx.execute(
        `insert into calls.businesses (tenant_id, settings, version) values ($1, $2, $3)
         on conflict (tenant_id) do update set settings = excluded.settings, version = excluded.version where calls.businesses.version < excluded.version`,
        [tx.tenantId, JSON.stringify(settings), settings.version],
      );
    },
    async addWorker(worker) {
      known = null;
      tx.execute(`insert into calls.workers (tenant_id, id, name, user_id) values ($1, $2, $3, $4) on conflict do nothing`, [tx.tenantId, worker.id, worker.name, worker.userId]);
    },
    async callAt(call) {
      const made = await tx.query(
        `insert into calls.calls (tenant_id, twilio_sid, line_id, "from", "to", status, started_at) values ($1, $2, $3, $4, $5, 'RINGING', $6) on conflict (tenant_id, twilio_sid) do nothing returning id`,
        [tx.tenantId, call.callSid, call.lineId, call.from, call.to, call.startedAt],
      );
      const found = await one<Call>(`select * from calls.calls where tenant_id = $1 and twilio_sid = $2 for update`, [tx.tenantId, call.callSid]);
      return { call: found as Call, made: made.length > 0 };
    },
    call: async (id) => (isId(id) ? one(`select * from calls.calls where tenant_id = $1 and id = $2 for update`, [tx.tenantId, id]) : null),
    keepConsent(customer, callId, givenAt) {
      tx.execute(`insert into calls.consents (tenant_id, customer_id, call_id, phone, given_at) values ($1, $2, $3, $4, $5) on conflict do nothing`, [tx.tenantId, customer.id, callId, customer.phone, givenAt]);
    },
    async saveCall(call) {
      tx.execute(
        `update calls.calls set customer_id = $3, conversation_id = $4, status = $5, missed_reason = $6, outcome_kind = $7, outcome_reason = $8, outcome_code = $9, outcome_at = $10,
           missed_at = $11, answered_at = $12, ended_at = $13, started_at = least(started_at, $14) where tenant_id = $1 and id = $2`,
        [tx.tenantId, call.id, call.customerId, call.conversationId, call.status satisfies CallStatus, call.missedReason, call.outcomeKind, call.outcomeReason, call.outcomeCode, call.outcomeAt, call.missedAt, call.answeredAt, call.endedAt, call.startedAt],
      );
    },
    leadOf: (conversationId) => one(`select * from calls.leads where tenant_id = $1 and conversation_id = $2`, [tx.tenantId, conversationId]),
    async saveLead(lead) {
      const [row] = await tx.query<{ id: string; created: boolean }>(
        `insert into calls.leads (tenant_id, conversation_id, customer_id, status, trade, job_type, urgency, address, estimate) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, conversation_id) do update set status = excluded.status, trade = excluded.trade, job_type = excluded.job_type, urgency = excluded.urgency,
           address = excluded.address, estimate = excluded.estimate, updated_at = clock_timestamp()
         returning id, xmax = 0 as created`,
        [tx.tenantId, lead.conversationId, lead.customerId, lead.status, lead.trade, lead.jobType, lead.urgency, lead.address && JSON.stringify(lead.address), lead.estimate && JSON.stringify(lead.estimate)],
      );
      return row as { id: string; created: boolean };
    },
    line: async (id) => (isId(id) ? one(`select id, number, blocked_code, blocked_until from calls.lines where tenant_id = $1 and id = $2`, [tx.tenantId, id]) : null),
    async saveLine(line) {
      tx.execute(`insert into calls.lines (tenant_id, id, number) values ($1, $2, $3) on conflict (tenant_id, id) do update set number = excluded.number`, [tx.tenantId, line.id, line.number]);
    },
    isOwnNumber: async (number) => (await tx.query(`select 1 as one from calls.lines where tenant_id = $1 and number = $2`, [tx.tenantId, number])).length > 0,
    async blockLines(code, until) {
      tx.execute(`update calls.lines set blocked_code = $2, blocked_until = $3 where tenant_id = $1`, [tx.tenantId, code, until]);
    },
    calendar: (from, exceptConversation) =>
      many(
        `select * from calls.appointments where tenant_id = $1 and end_at > $2::timestamptz - interval '1 day'
           and (status in ('CONFIRMED', 'RESCHEDULED') or (status = 'HELD' and conversation_id is distinct from $3)) order by start_at`,
        [tx.tenantId, from, exceptConversation],
      ),
    releaseHolds: (conversationId) => many(`delete from calls.appointments where tenant_id = $1 and conversation_id = $2 and status = 'HELD' returning *`, [tx.tenantId, conversationId]),
    releaseExpired: (now) =>
      many(
        `delete from calls.appointments where tenant_id = $1 and id in
           (select id from calls.appointments where tenant_id = $1 and status = 'HELD' and held_until <= $2 for update skip locked) returning *`,
        [tx.tenantId, now],
      ),
    holdsOf: (conversationId) => many(`select * from calls.appointments where tenant_id = $1 and conversation_id = $2 and status = 'HELD' order by start_at`, [tx.tenantId, conversationId]),
    async take(a, hold) {
      for (const worker of await workers()) {
        if (narrowedTo !== null && worker.userId !== narrowedTo) continue;
        tx.execute('savepoint take');
        try {
          const taken = await one<Appointment>(
            `with made as (select gen_random_uuid() as id)
             insert into calls.appointments (tenant_id, id, customer_id, conversation_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address, estimate, offered_at, held_until)
             select $1, made.id, $2, $3::uuid, $4, case when $12::timestamptz is null then made.id else coalesce($3::uuid, made.id) end, $5, $6, case when $12::timestamptz is null then 'CONFIRMED' else 'HELD' end,
               $7::timestamptz, $8::timestamptz, tstzrange($7::timestamptz, $8::timestamptz + make_interval(mins => $9)), $10, $11, $13, $12 from made returning *`,
            [tx.tenantId, a.customerId, a.conversationId, worker.id, a.trade, a.jobType, a.start, a.end, a.bufferMinutes, JSON.stringify(a.address), a.estimate && JSON.stringify(a.estimate), hold?.until ?? null, hold?.offeredAt ?? null],
          );
          tx.execute('release savepoint take');
          return taken;
        } catch (error) {
          // 23P01: the exclusion constraint. This worker is taken then; another may be free.
          if (!isSqlState(error, '23P01')) throw error;
          tx.execute('rollback to savepoint take');
        }
      }
      return null;
    },
    visitsOf: (customerId, now) =>
      many(
        `select * from calls.appointments where tenant_id = $1 and customer_id = $2 and end_at <= $3 and status in ('CONFIRMED', 'RESCHEDULED', 'COMPLETED') order by start_at desc limit 10`,
        [tx.tenantId, customerId, now],
      ),
    async appointment(id) {
      if (!isId(id)) return null;
      const { sql, values } = ownOnly('appointments', narrowedTo, 3);
      return one(`select * from calls.appointments t where tenant_id = $1 and id = $2${sql}`, [tx.tenantId, id, ...values]);
    },
    answer: (operation, key) => one(`select input_hash, result_id from calls.answers where tenant_id = $1 and operation = $2 and key = $3`, [tx.tenantId, operation, key]),
    async saveAnswer(operation, key, inputHash, resultId) {
      tx.execute(`insert into calls.answers (tenant_id, operation, key, input_hash, result_id) values ($1, $2, $3, $4, $5)`, [tx.tenantId, operation, key, inputHash, resultId]);
    },
  };
}
