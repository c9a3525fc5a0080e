import { randomUUID } from 'node:crypto';
import { noticeRequested } from '../../../schema/events/alerts';
import type { Business, Work } from '../context';
import type { Alert } from '../domain/alert';
import { nextNoticeAt, noticeText } from '../domain/notice';

/** Asks for one text about the alerts, one at least, to each of the business's people, and counts it for each alert. Answers when the next one is due. */
export async function sendNotices(tx: Work, business: Business, alerts: readonly [Alert, ...Alert[]], now: Date): Promise<Date> {
  const [first] = alerts;
  const noticeDueAt = nextNoticeAt(now, first.notices + 1);
  for (const alert of alerts) await tx.alerts.save({ ...alert, notices: alert.notices + 1, toldAt: alert.toldAt ?? now, noticeDueAt: nextNoticeAt(now, alert.notices + 1) }, null);
  const notice = { alertId: first.id, body: noticeText(alerts, business.name), isRepeat: first.notices > 0 };
  for (const to of business.alertPhones) await tx.say(noticeRequested({ noticeId: randomUUID(), to, ...notice }));
  return noticeDueAt;
}
