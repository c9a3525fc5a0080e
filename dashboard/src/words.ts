/** How values of the server read on the page. */
import { Temporal } from 'temporal-polyfill';
import { dateIn } from './feed/fold';
import type { Alert, Call, DayAppointment, Details, Message, Summary } from './feed/state';

/** +12085550142 → (208) 555-0142; other countries' numbers as they are. */
export function phoneText(phone: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : phone;
}

export function customerText({ name, phone }: { name: string | null; phone: string }): string {
  return name ?? phoneText(phone);
}

/** The clock today, else the date. */
export function momentText(moment: string, timeZone: string): string {
  const day = (value: Date) => value.toLocaleDateString('en-US', { timeZone });
  const date = new Date(moment);
  return day(date) === day(new Date()) ? clockText(moment, timeZone) : date.toLocaleDateString('en-US', { timeZone, month: 'short', day: 'numeric' });
}

/** When a text was written: the clock today, else date and clock. */
export function stampText(moment: string, timeZone: string): string {
  const [date, clock] = [momentText(moment, timeZone), clockText(moment, timeZone)];
  return date === clock ? clock : `${date}, ${clock}`;
}

export function clockText(moment: string, timeZone: string): string {
  return new Date(moment).toLocaleTimeString('en-US', { timeZone, hour: 'numeric', minute: '2-digit' });
}

/** When a visit begins, as short as is clear: today 5:30 PM, Mon 3:30 PM, Dec 5, 10:00 AM. */
export function bookedText(start: string, timeZone: string): string {
  const [day, now] = [start, Date.now()].map((moment) => Temporal.PlainDate.from(dateIn(timeZone, moment)));
  const days = now!.until(day!).days;
  const clock = clockText(start, timeZone);
  if (days === 0) return `today ${clock}`;
  const weekday = new Date(start).toLocaleDateString('en-US', { timeZone, weekday: 'short' });
  return days > 0 && days < 7 ? `${weekday} ${clock}` : `${momentText(start, timeZone)}, ${clock}`;
}

export function visitText({ start, end }: { start: string; end: string }, timeZone: string): string {
  const date = new Date(start).toLocaleDateString('en-US', { timeZone, weekday: 'short', month: 'short', day: 'numeric' });
  return `${date}, ${clockText(start, timeZone)} – ${clockText(end, timeZone)}`;
}

export function addressText({ street, city, state, zip }: { street: string; city: string; state: string; zip: string }): string {
  return [street, city, `${state} ${zip}`.trim()].filter(Boolean).join(', ');
}

export function estimateText({ low, high }: { low: { amountMinor: number; currency: string }; high: { amountMinor: number; currency: string } }): string {
  const text = (money: { amountMinor: number; currency: string }) =>
    (money.amountMinor / 100).toLocaleString('en-US', { style: 'currency', currency: money.currency, maximumFractionDigits: 0 });
  return low.amountMinor === high.amountMinor ? text(low) : `${text(low)} – ${text(high)}`;
}

/** water_heater_repair → Water heater repair; GARAGE_DOOR → Garage door. */
export function codeText(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const statusText: Record<Summary['status'], string> = { OPEN: 'Open', WAITING_CUSTOMER: 'Waiting for customer', ESCALATED: 'Needs you', RESOLVED: 'Resolved' };
export const statusColor: Record<Summary['status'], string> = { OPEN: 'blue', WAITING_CUSTOMER: 'gray', ESCALATED: 'orange', RESOLVED: 'green' };
export const urgencyText: Record<Summary['urgency'], string> = { EMERGENCY: 'Emergency', URGENT: 'Urgent', NORMAL: 'Normal' };
export const urgencyColor: Record<Summary['urgency'], string> = { EMERGENCY: 'red', URGENT: 'orange', NORMAL: 'gray' };
export const leadText: Record<NonNullable<Details['lead']>['status'], string> = { NEW: 'New', QUALIFIED: 'Qualified', BOOKED: 'Booked', WON: 'Won', LOST: 'Lost' };

export const appointmentText: Record<DayAppointment['status'], string> = {
  HELD: 'Held',
  CONFIRMED: 'Confirmed',
  RESCHEDULED: 'Moved',
  CANCELED: 'Canceled',
  COMPLETED: 'Done',
  NO_SHOW: 'Nobody there',
};

export const deliveryText: Record<Message['status'], string> = {
  QUEUED: 'Waiting to be sent',
  SENDING: 'Sending',
  SENT: 'Sent',
  DELIVERED: 'Delivered',
  UNDELIVERED: 'Not delivered',
  FAILED: 'Failed',
  RECEIVED: '',
  DROPPED: 'Not sent: overtaken',
};

export function senderText(message: Message, customer: { name: string | null; phone: string }): string {
  if (message.sender === 'CUSTOMER') return customerText(customer);
  if (message.sender === 'HUMAN') return message.author ? `${message.author.firstName} ${message.author.lastName}` : 'Colleague';
  return message.sender === 'AI' ? 'AI dispatcher' : 'Automatic text';
}

/** What became of a call, in a few words. */
export function callText({ status, outcome }: Call): string {
  if (status === 'RINGING') return 'Ringing';
  if (status === 'ANSWERED') return 'Talking';
  if (status === 'COMPLETED') return 'Answered';
  if (!outcome) return 'Missed';
  const reason = outcome.reason ? `, ${codeText(outcome.reason).toLowerCase()}` : '';
  switch (outcome.kind) {
    case 'PENDING':
      return 'Missed, texting back';
    case 'TEXTED':
      return 'Missed, texted back';
    case 'SUPPRESSED':
      return `Missed, no text${reason}`;
    case 'FAILED':
      return `Missed, text failed${outcome.code ? ` (${outcome.code})` : ''}`;
    case 'HANDED_TO_HUMAN':
      return `Missed, call back${reason}`;
  }
}

export const callColor: Record<Call['status'], string> = { RINGING: 'blue', ANSWERED: 'teal', COMPLETED: 'green', MISSED: 'orange' };

/** Who an alert is about; null where it is about nobody. */
export function alertSubject({ conversation, call }: Alert): string | null {
  if (conversation) return customerText({ name: conversation.customer.name, phone: conversation.phone });
  return call?.from ? phoneText(call.from) : null;
}

/** What the customer of an alert said last; null when nothing was. */
export function lastWords({ conversation }: Alert): string | null {
  return conversation?.messages.nodes.find(({ direction }) => direction === 'INBOUND')?.body || null;
}

/** An alert's title without what its color and badge say: Danger to a customer: gas → Gas. */
export function shortTitle({ kind, title }: Alert): string {
  const hazard = kind === 'LIFE_SAFETY' ? /^Danger to a customer: (.+)$/.exec(title)?.[1] : undefined;
  return hazard ? codeText(hazard) : title;
}

export function isGrave({ kind, severity }: Alert): boolean {
  return kind === 'LIFE_SAFETY' || severity === 'CRITICAL';
}
