import { type Alert, wordsOf } from './alert';

/** The owner is texted again after so long, for the first hour. */
const repeatMinutes = 5;
/** Then every hour: whoever has not looked at twelve texts is asleep, and each is paid for. */
const slowMinutes = 60;
const quickNotices = 12;

/** So many dangers within a minute are texted about at once, each by itself; of more, as in a flood, the owner is told in one text every so often. */
const singlesMax = 3;
const singlesSeconds = 60;
const joinSeconds = 20;

/** Whether the owner is to be texted (again): while the alert is of life safety, and nobody has acknowledged it. */
export function noticeDue(alert: Alert): boolean {
  return alert.kind === 'LIFE_SAFETY' && alert.status === 'OPEN';
}

/** Since when the texts of dangers count for whether another one goes by itself. */
export function singlesSince(now: Date): Date {
  return new Date(now.getTime() - singlesSeconds * 1_000);
}

/** When the owner is first texted about a danger that opens now, after `told` since `singlesSince`: at once, or with what else comes until then. */
export function firstNoticeAt(now: Date, told: { count: number; lastAt: Date | null }): Date {
  if (told.count < singlesMax || told.lastAt === null) return now;
  return new Date(Math.max(now.getTime(), told.lastAt.getTime() + joinSeconds * 1_000));
}

/** Dangers of which texts are due within so short a time of each other may be told in one. */
export function joinUntil(now: Date): Date {
  return new Date(now.getTime() + joinSeconds * 1_000);
}

/** What is told in one text when `alert` is due: with it those of `due` that are as new to the owner, where they were put off for that or are more than a few. */
export function toldTogether(alert: Alert, due: readonly Alert[]): Alert[] {
  const alike = due.filter((other) => (other.notices > 0) === (alert.notices > 0));
  return alert.notices === 0 || alike.length > singlesMax ? alike : [alert];
}

/** When the next text is due after the one at `now`, which was the alert's `notices`-th. */
export function nextNoticeAt(now: Date, notices: number): Date {
  return new Date(now.getTime() + (notices < quickNotices ? repeatMinutes : slowMinutes) * 60_000);
}

/** The text to the business's people: one or two segments, plain GSM characters but for the business's name. */
export function noticeText(alerts: readonly Alert[], businessName: string): string {
  const [alert] = alerts;
  return alerts.length === 1 && alert ? textOf(alert, businessName) : textOfMany(alerts, businessName);
}

function textOfMany(alerts: readonly Alert[], businessName: string): string {
  const isRepeat = alerts.some(({ notices }) => notices > 0);
  const untold = alerts.filter(({ warned }) => !warned).length;
  const told = untold === 0 ? '' : ` ${untold} of them were NOT told what to do: call them.`;
  return `URGENT ${businessName}: ${alerts.length} ${isRepeat ? 'customers may still be in danger, and nobody has taken over' : 'more customers may be in danger'}.${told} Open NeverMissCall; we repeat this until someone acknowledges.`;
}

function textOf(alert: Alert, businessName: string): string {
  const hazard = alert.hazard ? ` (${wordsOf(alert.hazard)})` : '';
  const customer = alert.customerPhone ? ` Customer: ${alert.customerPhone}.` : '';
  const told = alert.warned ? 'They were told what to do.' : 'They were NOT told what to do, as they get no texts: call them.';
  return `URGENT ${businessName}: a customer may be in danger${hazard}.${customer} ${told} Take over in NeverMissCall; we repeat this until someone acknowledges.`;
}
