import { randomUUID } from 'node:crypto';
import { refuse } from '../../../platform/errors/refusal';
import { parsePhoneNumber } from '../../../platform/values/phoneNumber';
import { lineChanged } from '../../../schema/events/telephony';
import type { Context } from '../context';
import type { Screening } from '../domain/forwarding';

export interface LineToAdd {
  lineId?: string;
  number: string;
  label: string | null;
  forwardTargets: readonly string[];
  timeoutSeconds: number;
  screening: Screening;
  /** Default 1, what carriers allow an unregistered number. */
  segmentsPerSecond?: number;
  /** The business's own account (`setAccount`) that carries it; absent: the environment's. */
  accountSid?: string;
}

/**
 * Puts a number into the business's service and says so; answers the line's id. A line with the same id and number is left as it is.
 * Refuses VALIDATION_FAILED for what is no number, RESOURCE_ALREADY_EXISTS for one that is in service, with whomever,
 * RESOURCE_NOT_FOUND for an account that is not the business's.
 */
export async function addLine(context: Pick<Context, 'transaction'>, line: LineToAdd): Promise<{ lineId: string }> {
  const number = parsePhoneNumber(line.number) ?? refuse('VALIDATION_FAILED', 'That is not a telephone number.', { field: 'number' });
  const { lineId = randomUUID(), label, forwardTargets, timeoutSeconds, screening, segmentsPerSecond = 1, accountSid = null } = line;
  await context.transaction(async ({ accounts, lines, say }) => {
    if (accountSid !== null && !(await accounts.isOwn(accountSid))) refuse('RESOURCE_NOT_FOUND', 'The business has no such account.', { field: 'accountSid' });
    const added = await lines.add({ id: lineId, number, label, forwardTargets, timeoutSeconds, screening, segmentsPerSecond, accountSid });
    if (added) return say(lineChanged({ lineId, number, label, status: 'ACTIVE' }));
    const [known] = await lines.byIds([lineId]);
    if (known?.number !== number) refuse('RESOURCE_ALREADY_EXISTS', 'That number is in service already.', { field: 'number' });
  });
  return { lineId };
}
