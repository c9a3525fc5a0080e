import { randomUUID } from 'node:crypto';
import { noticeRequested } from '../../../schema/events/alerts';
import type { Work } from '../context';
import type { Alert } from '../domain/alert';
import { noticeText } from '../domain/notice';

/** Asks for a text about the alert to each of the business's people, and counts it. */
export async function sendNotices(tx: Work, alert: Alert): Promise<void> {
  const business = await tx.businesses.own();
  await tx.alerts.save({ ...alert, notices: alert.notices + 1 }, null);
  for (const to of business.alertPhones) await tx.say(noticeRequested({ noticeId: randomUUID(), alertId: alert.id, to, body: noticeText(alert, business.name) }));
}
