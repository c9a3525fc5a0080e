import type { Message, State, Summary } from '../src/feed/state';

export const customer = { id: 'c1', name: null, phone: '+12085550142', optedOut: false };

export function message(id: string, over: Partial<Message> = {}): Message {
  return { id, direction: 'INBOUND', sender: 'CUSTOMER', body: id, segments: 1, status: 'RECEIVED', errorCode: null, createdAt: `2026-11-20T10:00:0${id.slice(1)}.000Z`, media: [], author: null, ...over };
}

export function conversation(over: Partial<Summary> = {}): Summary {
  return { id: 'v1', phone: customer.phone, status: 'OPEN', stage: 'GREETING', handler: 'AI', urgency: 'NORMAL', unreadCount: 0, updatedAt: '2026-11-20T10:00:00.000Z', assignee: null, customer, messages: { nodes: [] }, lead: null, appointment: null, ...over };
}

export function state(over: Partial<State> = {}): State {
  return {
    phase: { kind: 'ready' }, connection: 'connected', me: null, timeZone: 'America/Boise', conversations: {}, inbox: { choice: 'all', phase: { kind: 'ready' } }, moreConversations: null, calls: [], alerts: [], threads: {}, drafts: {},
    day: { date: '2026-11-20', phase: { kind: 'ready' }, appointments: [] }, period: 'today', counters: null, announcement: '', ...over,
  };
}
