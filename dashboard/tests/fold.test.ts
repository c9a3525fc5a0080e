import { applyEvent, mergeAlerts, mergeConversations, mergeMessages } from '../src/feed/fold';
import { fits } from '../src/feed/choices';
import { dayRange, shiftDate } from '../src/feed/ranges';
import { type Alert, type Choice, type Message, type Summary, noThread } from '../src/feed/state';
import { alertSubject, lastWords, shortTitle } from '../src/words';
import { conversation, customer, message, state } from './samples';

const told = (text: Message, over: Partial<Summary> = {}) => {
  const { messages: _messages, lead: _lead, appointment: _appointment, ...rest } = conversation(over);
  return { __typename: 'MessageEvent' as const, id: '1', type: 'NEW_MESSAGE' as const, occurredAt: text.createdAt, correlationId: null, message: { ...text, conversation: rest } };
};

test('a text in a conversation not loaded yet puts the conversation in the inbox and is read out', () => {
  const next = applyEvent(state(), told(message('m1'), { unreadCount: 1 }));
  expect(next.conversations['v1']).toMatchObject({ unreadCount: 1, messages: { nodes: [{ id: 'm1' }] } });
  expect(next.announcement).toContain('m1');
});

test('an older snapshot does not undo what an event told', () => {
  const now = applyEvent(state(), told(message('m2'), { handler: 'HUMAN', updatedAt: '2026-11-20T10:00:02.000Z' }));
  const next = mergeConversations(now, [conversation({ messages: { nodes: [message('m1')] } })]);
  expect(next.conversations['v1']).toMatchObject({ handler: 'HUMAN', messages: { nodes: [{ id: 'm2' }] } });
});

test('the open thread learns the customer’s name, and that they want no more texts, as the inbox does', () => {
  const { messages: _messages, ...details } = { ...conversation(), lead: null, appointment: null, resolutionNote: null, createdAt: '2026-11-20T10:00:00.000Z', customer: { ...customer, phones: [customer.phone], addresses: [] } };
  const open = state({ threads: { v1: { ...noThread, details } } });
  const next = applyEvent(open, { __typename: 'ConversationEvent', id: '1', type: 'CONVERSATION_UPDATED', occurredAt: '2026-11-20T10:00:01.000Z', correlationId: null, conversation: conversation({ customer: { ...customer, name: 'Bob', optedOut: true } }) });
  expect(next.threads['v1']?.details?.customer).toEqual({ ...customer, name: 'Bob', optedOut: true, phones: [customer.phone], addresses: [] });
});

test('a late answer does not take a delivered text back to queued', () => {
  expect(mergeMessages([message('m1', { status: 'DELIVERED' })], [message('m1', { status: 'QUEUED' })])).toMatchObject([{ status: 'DELIVERED' }]);
});

test('an event delivered twice changes the thread once, in the order of writing', () => {
  const open = state({ threads: { v1: noThread } });
  const next = [message('m2'), message('m1'), message('m2')].reduce((known, text) => applyEvent(known, told(text)), open);
  expect(next.threads['v1']?.messages.map(({ id }) => id)).toEqual(['m1', 'm2']);
});

const alert = (id: string, over: Partial<Alert>): Alert => ({ id, kind: 'TASK', title: id, severity: 'MEDIUM', status: 'OPEN', openedAt: '2026-11-20T10:00:00.000Z', acknowledgedAt: null, resolvedAt: null, acknowledgedBy: null, conversation: null, call: null, ...over });

test('danger to life stands first, and what is resolved is gone', () => {
  const alerts = mergeAlerts([alert('task', { severity: 'CRITICAL' }), alert('done', {})], [alert('gas', { kind: 'LIFE_SAFETY', severity: 'HIGH' }), alert('done', { status: 'RESOLVED' })]);
  expect(alerts.map(({ id }) => id)).toEqual(['gas', 'task']);
});

test('of the dangers the one that waits longest stands first; what somebody has seen stands behind what nobody has', () => {
  const danger = (id: string, minute: number, status: Alert['status'] = 'OPEN') => alert(id, { kind: 'LIFE_SAFETY', severity: 'CRITICAL', status, openedAt: `2026-11-20T10:0${minute}:00.000Z` });
  const alerts = mergeAlerts([danger('later', 2), danger('seen', 0, 'ACKNOWLEDGED'), alert('task', {})], [danger('first', 1)]);
  expect(alerts.map(({ id }) => id)).toEqual(['first', 'later', 'task', 'seen']);
});

test('an alert shows who it is about and what they said last, as they go on', () => {
  const about = { id: 'v1', phone: customer.phone, customer, messages: { nodes: [message('m2', { direction: 'OUTBOUND', body: 'Leave the house.' }), message('m1', { body: 'it smells of gas' })] } };
  const gas = alert('gas', { kind: 'LIFE_SAFETY', title: 'Danger to a customer: gas smell', conversation: about });
  expect([alertSubject(gas), shortTitle(gas), lastWords(gas)]).toEqual(['(208) 555-0142', 'Gas smell', 'it smells of gas']);
  const next = applyEvent(state({ alerts: [gas, alert('other', {})] }), told(message('m3', { body: 'we are outside' })));
  expect(next.alerts.map(lastWords)).toEqual(['we are outside', null]);
});

test('a conversation comes into the list of a choice and leaves it as it changes', () => {
  const choices: Choice[] = ['all', 'needsYou', 'unread', 'emergencies', 'resolved'];
  const listed = (over: Partial<Summary>) => choices.filter((choice) => fits(choice, conversation(over)));
  expect(listed({})).toEqual(['all']);
  expect(listed({ status: 'ESCALATED', unreadCount: 1, urgency: 'EMERGENCY' })).toEqual(['all', 'needsYou', 'unread', 'emergencies']);
  expect(listed({ status: 'RESOLVED', urgency: 'EMERGENCY' })).toEqual(['all', 'resolved']);
});

test('the inbox knows the job and the visit of a conversation, also after news that does not name them', () => {
  const known = applyEvent(state({ conversations: { v1: conversation({ lead: { id: 'l1', jobType: 'leak_repair' } }) } }), told(message('m1'), { updatedAt: '2026-11-20T10:00:01.000Z' }));
  expect(known.conversations['v1']).toMatchObject({ updatedAt: '2026-11-20T10:00:01.000Z', lead: { jobType: 'leak_repair' }, appointment: null });
});

test('an appointment moved to another day leaves the list; the business\'s time zone decides', () => {
  const address = { street: '1 Main St', city: 'Boise', state: 'ID', zip: '83704', country: 'US', latitude: null, longitude: null };
  const appointment = { id: 'a1', status: 'CONFIRMED' as const, trade: 'PLUMBING' as const, jobType: 'leak_repair', start: '2026-11-21T06:30:00.000Z', end: '2026-11-21T06:59:00.000Z', worker: { id: 'w', name: 'W' }, address, estimate: null, customer, conversation: { id: 'v1', urgency: 'NORMAL' as const } };
  const event = (start: string) => ({ __typename: 'AppointmentEvent' as const, id: '1', type: 'APPOINTMENT_UPDATED' as const, occurredAt: start, correlationId: null, appointment: { ...appointment, start } });
  const booked = applyEvent(state({ conversations: { v1: conversation() } }), event(appointment.start));
  expect(booked.conversations['v1']?.appointment).toMatchObject({ status: 'CONFIRMED', start: appointment.start });
  expect(booked.day.appointments).toHaveLength(1);
  expect(applyEvent(booked, event('2026-11-21T17:00:00.000Z')).day.appointments).toHaveLength(0);
});

test('the day on which clocks change has 23 hours', () => {
  const { start, end } = dayRange('2026-03-08', 'America/Boise');
  expect((Date.parse(end) - Date.parse(start)) / 3_600_000).toBe(23);
  expect(shiftDate('2026-02-28', 1)).toBe('2026-03-01');
});
