import { sendingHindered, sendingResumed } from '../../../schema/events/telephony';
import type { Context, Work } from '../context';
import { isToOwnPeople } from '../domain/delivery';
import { disprovenBy, hindranceOf, overAt, phoneHindered, regionHindered, regionsOf, type Hindrance, type LineHindrance, type Progress } from '../domain/hindrance';
import type { OutboundMessage } from '../domain/message';
import { resumeSendingJob } from './ownJobs';

/**
 * Says at once what keeps the line from sending as it should: the text itself may still go, or be given up only later. A refused token of the
 * environment's own account is no business's matter: the operator has it in the log and in /health.
 */
export async function recordHindrance(context: Context, tx: Work, message: OutboundMessage, code: number | null, failure: string): Promise<void> {
  const reason = hindranceOf(failure);
  if (!reason || code === null) return;
  if (reason === 'NOT_AUTHENTICATED' && context.isEnvironmentAccount(await tx.lines.accountOf(message.lineId))) return;
  await meetHindrance(context, tx, message, reason, code);
}

/** A warning that one of the business's own phones will not have: who looks at the alerts is to know that nobody there was told. */
export async function recordLostWarning(context: Context, tx: Work, message: OutboundMessage, code: number | null): Promise<void> {
  if (isToOwnPeople(message.purpose)) await meetHindrance(context, tx, message, 'WARNING_UNDELIVERED', code);
}

/** Says that what goes from the line to that number meets it. */
export async function meetHindrance(context: Context, tx: Work, { lineId, to }: Pick<OutboundMessage, 'lineId' | 'to'>, reason: Hindrance, code: number | null): Promise<void> {
  const [line] = await tx.lines.byIds([lineId]);
  if (!line) return;
  const now = context.now();
  const hindrance = { lineId, reason, region: regionHindered(reason, to) };
  tx.hindrances.met(hindrance, now);
  await tx.say(sendingHindered({ ...wordsOf(hindrance, line.number), code, at: now.toISOString() }));
}

/** A text has come that far with the carrier: what hindered its line before it was handed over, and would have stopped it, is over, or will be unless it is met again. */
export async function recordProgress(context: Context, tx: Work, message: OutboundMessage, progress: Progress): Promise<void> {
  if (!message.hindered || !message.sendingAt) return;
  for (const { metAt, ...hindrance } of await tx.hindrances.disprove(message.lineId, disprovenBy(progress), regionsOf(message.to), message.sendingAt)) {
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

/** The account has other tokens: that the ones before were refused says nothing of these, and where nothing waits to be sent no text would ever disprove it. */
export async function endRefusals(tx: Work, accountSid: string, at: Date): Promise<void> {
  for (const line of await tx.hindrances.endOfAccount(accountSid, 'NOT_AUTHENTICATED')) await tx.say(sendingResumed({ ...line, reason: 'NOT_AUTHENTICATED', at: at.toISOString() }));
}

async function endHindrance(context: Context, tx: Work, hindrance: LineHindrance): Promise<void> {
  const isLast = await tx.hindrances.end(hindrance);
  if (!isLast && phoneHindered(hindrance) === undefined) return;
  const [line] = await tx.lines.byIds([hindrance.lineId]);
  if (line) await tx.say(sendingResumed({ ...wordsOf(hindrance, line.number), at: context.now().toISOString() }));
}

/** As others are told of it. */
function wordsOf(hindrance: LineHindrance, number: string) {
  const to = phoneHindered(hindrance);
  return { lineId: hindrance.lineId, number, reason: hindrance.reason, ...(to !== undefined && { to }) };
}
