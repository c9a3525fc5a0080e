import { type Alert, wordsOf } from './alert';

/** The owner is texted again after so long, until somebody acknowledges. */
export const repeatMinutes = 5;
/** And so often at most, the first text included: an hour. */
export const noticesMax = 12;

/** Whether the owner is to be texted (again): while the alert is of life safety, nobody has seen it, and the limit is not reached. */
export function noticeDue(alert: Alert): boolean {
  return alert.kind === 'LIFE_SAFETY' && alert.status === 'OPEN' && alert.notices < noticesMax;
}

/** When the next text is due after one at `now`. */
export function nextNoticeAt(now: Date): Date {
  return new Date(now.getTime() + repeatMinutes * 60_000);
}

/** The text to the business's people: one or two segments, plain GSM characters but for the business's name. */
export function noticeText(alert: Alert, businessName: string): string {
  const hazard = alert.hazard ? ` (${wordsOf(alert.hazard)})` : '';
  const customer = alert.customerPhone ? ` Customer: ${alert.customerPhone}.` : '';
  return `URGENT ${businessName}: a customer may be in danger${hazard}.${customer} They were told what to do. Take over in NeverMissCall; we repeat this every ${repeatMinutes} min until someone acknowledges.`;
}
