import { type Alert, wordsOf } from './alert';

/** The owner is texted again after so long, for the first hour. */
const repeatMinutes = 5;
/** Then every hour: whoever has not looked at twelve texts is asleep, and each is paid for. */
const slowMinutes = 60;
const quickNotices = 12;

/** Whether the owner is to be texted (again): while the alert is of life safety, and nobody has acknowledged it. */
export function noticeDue(alert: Alert): boolean {
  return alert.kind === 'LIFE_SAFETY' && alert.status === 'OPEN';
}

/** When the next text is due after the one at `now`, which was the alert's `notices`-th. */
export function nextNoticeAt(now: Date, notices: number): Date {
  return new Date(now.getTime() + (notices < quickNotices ? repeatMinutes : slowMinutes) * 60_000);
}

/** The text to the business's people: one or two segments, plain GSM characters but for the business's name. */
export function noticeText(alert: Alert, businessName: string): string {
  const hazard = alert.hazard ? ` (${wordsOf(alert.hazard)})` : '';
  const customer = alert.customerPhone ? ` Customer: ${alert.customerPhone}.` : '';
  const told = alert.warned ? 'They were told what to do.' : 'They were NOT told what to do, as they get no texts: call them.';
  return `URGENT ${businessName}: a customer may be in danger${hazard}.${customer} ${told} Take over in NeverMissCall; we repeat this until someone acknowledges.`;
}
