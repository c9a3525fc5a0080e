import { randomUUID } from 'node:crypto';
import { alertChanged } from '../../../schema/events/alerts';
import type { Context } from '../context';
import { type Need, openAlert } from '../domain/alert';
import { nextNoticeAt, noticeDue } from '../domain/notice';
import { sendNotices } from './sendNotices';

/** Topic of the job that texts the owner again. */
export const repeatNoticeTopic = 'alerts.repeatNotice';

/** Opens an alert for a need, unless one of its subject and kind is not over, or the human it asks for has already come. */
export async function raiseAlert(context: Context, need: Need): Promise<void> {
  await context.transaction(async (tx) => {
    const arrivedAt = need.conversationId ? (await tx.conversations.lock(need.conversationId)).humanArrivedAt : null;
    if (need.kind === 'CUSTOMER_WAITING' && arrivedAt !== null && arrivedAt >= need.at) return;
    const { alert, transition } = openAlert(randomUUID(), need);
    if (!(await tx.alerts.add(alert, transition))) return;
    if (noticeDue(alert)) {
      await sendNotices(tx, alert);
      await tx.enqueue({ topic: repeatNoticeTopic, payload: { alertId: alert.id }, priority: 'critical', runAt: nextNoticeAt(context.now(), 1), replaceKey: alert.id });
    }
    await tx.say(alertChanged({ alertId: alert.id, conversationId: alert.conversationId, status: alert.status, kind: alert.kind, at: need.at.toISOString() }));
  });
}
