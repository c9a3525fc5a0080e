import type { Context } from '../context';
import { resolve } from '../domain/alert';
import { type Hindrance, subjectOf } from '../domain/hindrance';
import { applyOutcome } from './changeAlert';

/** Stands in the history of an alert that ended by itself. */
const healedNote = 'Texts go out again: closed by itself.';

/** What hindered a number's texts is over: so is its task, unless it was met again since. */
export async function noteResumption(context: Context, resumed: Pick<Hindrance, 'lineId' | 'reason' | 'to' | 'at'>): Promise<void> {
  const subject = subjectOf(resumed);
  await context.transaction(async (tx) => {
    if (!(await tx.hindrances.over(subject, resumed.at))) return;
    const alert = await tx.alerts.lockUnresolved(subject, 'TASK');
    if (alert) await applyOutcome(tx, resolve(alert, null, resumed.at, healedNote));
  });
}
