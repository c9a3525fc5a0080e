import { randomUUID } from 'node:crypto';
import type { Database } from '../../../platform/database/database';
import { refuse } from '../../../platform/errors/refusal';
import { appendEvent } from '../../../platform/events/eventLog';
import { parsePhoneNumber } from '../../../platform/values/phoneNumber';
import { lineChanged } from '../../../schema/events/telephony';

export interface LineToAdd {
  lineId?: string;
  number: string;
  label: string | null;
  forwardTargets: readonly string[];
  timeoutSeconds: number;
  screening: boolean;
  /** Default 1, what carriers allow an unregistered number. */
  segmentsPerSecond?: number;
}

/**
 * Puts a number into the business's service and says so; answers the line's id. A line with the same id and number is left as it is.
 * Refuses VALIDATION_FAILED for what is no number, RESOURCE_ALREADY_EXISTS for one that is in service, with whomever.
 * Takes the database itself: the seed and the operator call it outside of any request.
 */
export async function addLine(database: Database, tenantId: string, line: LineToAdd): Promise<{ lineId: string }> {
  const number = parsePhoneNumber(line.number) ?? refuse('VALIDATION_FAILED', 'That is not a telephone number.', { field: 'number' });
  const lineId = line.lineId ?? randomUUID();
  await database.transaction(tenantId, async (tx) => {
    const added = await tx.query(
      `insert into telephony.lines (tenant_id, id, number, label, forward_targets, timeout_seconds, screening, segments_per_second) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict do nothing returning 1 as one`,
      [tenantId, lineId, number, line.label, line.forwardTargets, line.timeoutSeconds, line.screening, line.segmentsPerSecond ?? 1],
    );
    if (added.length > 0) return appendEvent(tx, lineChanged({ lineId, number, label: line.label, status: 'ACTIVE' }));
    const same = await tx.query(`select 1 as one from telephony.lines where tenant_id = $1 and id = $2 and number = $3`, [tenantId, lineId, number]);
    if (same.length === 0) refuse('RESOURCE_ALREADY_EXISTS', 'That number is in service already.', { field: 'number' });
  });
  return { lineId };
}
