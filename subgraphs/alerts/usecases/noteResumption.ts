import type { Context } from '../context';
import { resolve } from '../domain/alert';
import { type Hindrance, optOutOf, subjectOf } from '../domain/hindrance';
import { applyOutcome } from './changeAlert';

/** Stand in the history of an alert that ended by itself. */
const healedNote = 'Texts go out again: closed by itself.';
const optedInNote = 'The customer wants texts again: closed by itself.';

/** What hindered a number's texts is over: so is its task, unless it was met again since. */
export async function noteResumption(context: Context, resumed: Pick<Hindrance, 'lineId' | 'reason' | 'to' | 'at'>): Promise<void> {
  const subject = subjectOf(resumed);
  await context.transaction(async (tx) => {
    if (!(await tx.hindrances.over(subject, resumed.at))) return;
    const alert = await tx.alerts.lockUnresolved(subject, 'TASK');
    if (alert) await applyOutcome(tx, resolve(alert, null, resumed.at, healedNote));
  });
}

/** A customer's phone wants texts again: tasks are over that were there only because it wanted none, unless it has opted out anew. */
export async function noteOptIn(context: Context, phone: string, at: Date): Promise<void> {
  await context.transaction(async (tx) => {
    await tx.hindrances.over(optOutOf(phone), at);
    for (const alert of await tx.alerts.lockUntilOptIn(phone)) if (alert.openedAt <= at) await applyOutcome(tx, resolve(alert, null, at, optedInNote));
  });
}
