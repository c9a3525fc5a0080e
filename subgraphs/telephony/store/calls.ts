import type { Transaction } from '../../../platform/database/database';
import type { CarriedCall } from '../domain/call';
import type { Progress } from '../domain/callProgress';
import type { MissedReason } from '../domain/forwarding';

/** What the carrier called the end of Dial, who picked up, and of the caller's own leg. */
export interface CarrierWords {
  dialStatus?: string;
  answeredBy?: string;
  parentStatus?: string;
}

export type CallStore = ReturnType<typeof callStore>;

export interface CallRow extends Omit<CarriedCall, 'progress'> {
  state: Progress['state'];
  missedReason: MissedReason | null;
  acceptedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  durationSeconds: number | null;
}

/** A call's columns as `CallRow` names them. */
export const callFields = `call_sid as "callSid", line_id as "lineId", caller, called, screening, own_number as "ownNumber", started_at as "startedAt", state,
  missed_reason as "missedReason", accepted_at as "acceptedAt", answered_at as "answeredAt", ended_at as "endedAt", duration_seconds as "durationSeconds"`;

/** Calls to the business's lines. */
export function callStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    /** Locks the call until the transaction ends. */
    async lock(callSid: string): Promise<CarriedCall | null> {
      const [row] = await tx.query<CallRow>(`select ${callFields} from telephony.calls where tenant_id = $1 and call_sid = $2 for update`, [tenantId, callSid]);
      return row ? toCall(row) : null;
    },
    /** Answers false where the call is known already. */
    async add(call: Omit<CarriedCall, 'progress'>): Promise<boolean> {
      const rows = await tx.query(
        `insert into telephony.calls (tenant_id, call_sid, line_id, caller, called, screening, own_number, started_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict do nothing returning 1 as one`,
        [tenantId, call.callSid, call.lineId, call.caller, call.called, call.screening, call.ownNumber, call.startedAt],
      );
      return rows.length > 0;
    },
    /** Saves how far the call is, and keeps what the carrier said last, for people who look into a call. */
    save(callSid: string, progress: Progress, said: CarrierWords = {}): void {
      tx.execute(
        `update telephony.calls set state = $3, missed_reason = $4, accepted_at = coalesce(accepted_at, $5), answered_at = $6, ended_at = $7, duration_seconds = $8,
           dial_status = coalesce($9, dial_status), parent_status = coalesce($10, parent_status), answered_by = coalesce($11, answered_by)
         where tenant_id = $1 and call_sid = $2`,
        [
          tenantId,
          callSid,
          progress.state,
          progress.state === 'MISSED' ? progress.reason : null,
          progress.state === 'RINGING' ? progress.acceptedAt : null,
          'answeredAt' in progress ? progress.answeredAt : null,
          endOf(progress),
          'durationSeconds' in progress ? progress.durationSeconds : null,
          said.dialStatus ?? null,
          said.parentStatus ?? null,
          said.answeredBy ?? null,
        ],
      );
    },
  };
}

/** What stands as the end: of the caller's leg, of Dial, of the talk, or of the wait for somebody. */
function endOf(progress: Progress): Date | null {
  if (progress.state === 'RINGING') return progress.leftAt;
  if (progress.state === 'MISSED') return progress.missedAt;
  return progress.state === 'ANSWERED' ? null : progress.endedAt;
}

export function toCall(row: CallRow): CarriedCall {
  const { state, missedReason, acceptedAt, answeredAt, endedAt, durationSeconds, ...call } = row;
  return { ...call, progress: toProgress({ state, missedReason, acceptedAt, answeredAt, endedAt, durationSeconds }) };
}

function toProgress(row: Pick<CallRow, 'state' | 'missedReason' | 'acceptedAt' | 'answeredAt' | 'endedAt' | 'durationSeconds'>): Progress {
  switch (row.state) {
    case 'RINGING':
      return { state: 'RINGING', acceptedAt: row.acceptedAt, leftAt: row.endedAt };
    case 'UNPROVEN':
      return { state: 'UNPROVEN', endedAt: row.endedAt as Date, durationSeconds: row.durationSeconds ?? 0 };
    case 'ANSWERED':
      return { state: 'ANSWERED', answeredAt: row.answeredAt as Date };
    case 'COMPLETED':
      return { state: 'COMPLETED', answeredAt: row.answeredAt as Date, endedAt: row.endedAt as Date, durationSeconds: row.durationSeconds ?? 0 };
    case 'MISSED':
      return { state: 'MISSED', reason: row.missedReason as MissedReason, missedAt: row.endedAt as Date };
  }
}
