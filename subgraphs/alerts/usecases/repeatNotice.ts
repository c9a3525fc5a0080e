import type { Context } from '../context';
import { joinUntil, noticeDue, toldTogether } from '../domain/notice';
import { sendNotices } from './sendNotices';

/** Texts the owner (again) about a danger that nobody has acknowledged, with others where many are due, and comes back in time for the next text; else ends. */
export async function repeatNotice(context: Context, alertId: string): Promise<void> {
  const now = context.now();
  await context.transaction(async (tx) => {
    const business = await tx.businesses.lockOwn();
    const until = joinUntil(now);
    const due = await tx.alerts.lockDangersDue(until);
    const alert = due.find(({ id }) => id === alertId) ?? (await tx.alerts.lock(alertId));
    if (!alert || !noticeDue(alert)) return;
    // Told with others meanwhile. A little early is no reason to come back: the job's clock is the database's, this one ours.
    if (alert.noticeDueAt !== null && alert.noticeDueAt > until) return tx.again(alert.noticeDueAt);
    const others = toldTogether(alert, due).filter(({ id }) => id !== alertId);
    await tx.again(await sendNotices(tx, business, [alert, ...others], now));
  });
}
