import type { Context } from '../context';
import { nextNoticeAt, noticeDue } from '../domain/notice';
import { sendNotices } from './sendNotices';

/** Texts the owner again about a danger that nobody has acknowledged, and comes back in time for the next text; else ends. */
export async function repeatNotice(context: Context, alertId: string): Promise<void> {
  await context.transaction(async (tx) => {
    const alert = await tx.alerts.lock(alertId);
    if (!alert || !noticeDue(alert)) return;
    await sendNotices(tx, alert);
    await tx.again(nextNoticeAt(context.now(), alert.notices + 1));
  });
}
