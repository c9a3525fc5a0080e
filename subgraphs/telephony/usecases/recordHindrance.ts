import { regionOf } from '../../../platform/values/phoneNumber';
import { sendingHindered, sendingResumed } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import { disprovenBy, hindranceOf, overAt, regionHindered, type LineHindrance, type Progress } from '../domain/hindrance';
import type { OutboundMessage } from '../domain/message';
import { resumeSendingJob } from './ownJobs';

/**
 * Says at once what keeps the line from sending as it should: the text itself may still go, or be given up only later. A refused token of the
 * environment's own account is no business's matter: the operator has it in the log and in /health.
 */
export async function recordHindrance(context: Context, tx: Work, message: OutboundMessage, code: number | null, failure: string): Promise<void> {
  const reason = hindranceOf(failure);
  const { lineId } = message;
  if (!reason || code === null) return;
  if (reason === 'NOT_AUTHENTICATED' && context.isEnvironmentAccount(await tx.lines.accountOf(lineId))) return;
  const [line] = await tx.lines.byIds([lineId]);
  if (!line) return;
  const now = context.now();
  tx.hindrances.met({ lineId, reason, region: regionHindered(reason, message.to) }, now);
  await tx.say(sendingHindered({ lineId, number: line.number, reason, code, at: now.toISOString() }));
}

/** A text has come that far with the carrier: what hindered its line before it was handed over, and would have stopped it, is over, or will be unless it is met again. */
export async function recordProgress(context: Context, tx: Work, message: OutboundMessage, progress: Progress): Promise<void> {
  if (!message.hindered || !message.sendingAt) return;
  for (const { metAt, ...hindrance } of await tx.hindrances.disprove(message.lineId, disprovenBy(progress), regionOf(message.to), message.sendingAt)) {
    const at = overAt(hindrance.reason, metAt);
    if (at <= context.now()) await endHindrance(context, tx, hindrance);
    else await tx.enqueue(resumeSendingJob(hindrance, { priority: 'low', runAt: at, replaceKey: `${hindrance.lineId} ${hindrance.reason} ${hindrance.region}` }));
  }
}

/** Says that the line sends again, unless what hindered it was met again meanwhile. */
export async function resumeSending(context: Context, hindrance: LineHindrance): Promise<void> {
  await context.transaction(async (tx) => {
    const metAt = await tx.hindrances.lockDisproven(hindrance);
    if (metAt && overAt(hindrance.reason, metAt) <= context.now()) await endHindrance(context, tx, hindrance);
  });
}

async function endHindrance(context: Context, tx: Work, hindrance: LineHindrance): Promise<void> {
  const { lineId, reason } = hindrance;
  const isLast = await tx.hindrances.end(hindrance);
  const [line] = isLast ? await tx.lines.byIds([lineId]) : [];
  if (line) await tx.say(sendingResumed({ lineId, number: line.number, reason, at: context.now().toISOString() }));
}
