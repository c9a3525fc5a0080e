import { isSqlState, type Transaction } from '../../../platform/database/database';
import type { Appointment } from '../domain/appointment';
import type { Estimate } from '../domain/lead';
import type { Place } from '../domain/place';
import type { Worker } from '../domain/workers';
import { type NarrowedTo, ownById } from './own';
import { rowsOf } from './rows';

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

/** Until when time is held, and since when, for the lead time. */
export interface Hold {
  until: Date;
  offeredAt: Date;
}

/**
 * Workers' time, held and booked, within one transaction.
 *
 * @param narrowedTo the technician whose own these are; null for all of the business
 */
export function appointmentStore(tx: Transaction, narrowedTo: NarrowedTo) {
  const { one, many } = rowsOf(tx);
  return {
    byId: (id: string): Promise<Appointment | null> => ownById(tx, 'appointments', id, narrowedTo),
    /** What takes a worker's time from `from` on: booked, and held by others than `exceptConversation`. */
    calendar: (from: Date, exceptConversation: string | null): Promise<Appointment[]> =>
      many(
        `select * from calls.appointments where tenant_id = $1 and end_at > $2::timestamptz - interval '1 day'
           and status in ('HELD', 'CONFIRMED', 'RESCHEDULED') and (status <> 'HELD' or conversation_id is distinct from $3) order by start_at`,
        [tx.tenantId, from, exceptConversation],
      ),
    holdsOf: (conversationId: string): Promise<Appointment[]> => many(`select * from calls.appointments where tenant_id = $1 and conversation_id = $2 and status = 'HELD' order by start_at`, [tx.tenantId, conversationId]),
    /** Lets go of the conversation's holds; answers them. */
    releaseHolds: (conversationId: string): Promise<Appointment[]> => many(`delete from calls.appointments where tenant_id = $1 and conversation_id = $2 and status = 'HELD' returning *`, [tx.tenantId, conversationId]),
    /** Lets go of the holds that have run out; answers those that nobody else let go of. */
    releaseExpired: (now: Date): Promise<Appointment[]> =>
      many(
        `delete from calls.appointments where tenant_id = $1 and id in
           (select id from calls.appointments where tenant_id = $1 and status = 'HELD' and held_until <= $2 for update skip locked) returning *`,
        [tx.tenantId, now],
      ),
    /** Takes the time of the first of these workers who has it, as a hold until then or as booked. Null where the database refuses each of them. A technician takes their own alone. */
    async take(a: NewAppointment, workers: readonly Pick<Worker, 'id' | 'userId'>[], hold: Hold | null): Promise<Appointment | null> {
      for (const worker of workers) {
        if (narrowedTo !== null && worker.userId !== narrowedTo) continue;
        const insert = () =>
          one<Appointment>(
            `with made as (select gen_random_uuid() as id)
             insert into calls.appointments (tenant_id, id, customer_id, conversation_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address, estimate, offered_at, held_until)
             select $1, made.id, $2, $3::uuid, $4, case when $12::timestamptz is null then made.id else coalesce($3::uuid, made.id) end, $5, $6, case when $12::timestamptz is null then 'CONFIRMED' else 'HELD' end,
               $7::timestamptz, $8::timestamptz, tstzrange($7::timestamptz, $8::timestamptz + make_interval(mins => $9)), $10, $11, $13, $12 from made returning *`,
            [tx.tenantId, a.customerId, a.conversationId, worker.id, a.trade, a.jobType, a.start, a.end, a.bufferMinutes, JSON.stringify(a.address), a.estimate && JSON.stringify(a.estimate), hold?.until ?? null, hold?.offeredAt ?? null],
          );
        // 23P01: the exclusion constraint. This worker is taken then; another may be free.
        const taken = await tx.attempt<Appointment | null>(
          () => insert().catch((error: unknown) => (isSqlState(error, '23P01') ? null : Promise.reject(error as Error))),
          (appointment) => appointment !== null,
        );
        if (taken) return taken;
      }
      return null;
    },
    /** The customer's visits so far, the latest first, at most ten; without those that were called off. */
    visitsOf: (customerId: string, now: Date): Promise<Appointment[]> =>
      many(
        `select * from calls.appointments where tenant_id = $1 and customer_id = $2 and end_at <= $3 and status in ('CONFIRMED', 'RESCHEDULED', 'COMPLETED') order by start_at desc limit 10`,
        [tx.tenantId, customerId, now],
      ),
    /** The customer's visits that are booked and not over, the next first. */
    visitsToCome: (customerId: string, now: Date): Promise<Appointment[]> =>
      many(`select * from calls.appointments where tenant_id = $1 and customer_id = $2 and end_at > $3 and status in ('CONFIRMED', 'RESCHEDULED') order by start_at`, [tx.tenantId, customerId, now]),
  };
}

export type AppointmentStore = ReturnType<typeof appointmentStore>;
