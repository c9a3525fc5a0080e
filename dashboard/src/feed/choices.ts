/** Which conversations the inbox lists. The server chooses by `filters`; `fits` keeps live updates to the same choice. */
import type { ConversationFilter } from '../../../sdk/generated/operations.generated';
import type { Choice, Summary } from './state';

export const filters: Record<Choice, ConversationFilter> = {
  all: {},
  needsYou: { status: ['ESCALATED'] },
  unread: { unread: true },
  emergencies: { urgency: ['EMERGENCY'], status: ['OPEN', 'WAITING_CUSTOMER', 'ESCALATED'] },
  resolved: { status: ['RESOLVED'] },
};

export function fits(choice: Choice, { status, urgency, unreadCount }: Summary): boolean {
  const filter = filters[choice];
  return among(filter.status, status) && among(filter.urgency, urgency) && (!filter.unread || unreadCount > 0);
}

function among(wanted: unknown, value: string): boolean {
  return !Array.isArray(wanted) || wanted.includes(value);
}
