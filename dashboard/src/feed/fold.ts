/**
 * How what arrives changes what is known. Pure. Answers and events overtake each other, so every merge keeps the
 * newer state of a thing: by `updatedAt` for conversations, by progress towards delivery for messages.
 */
import type { ConversationStateFragment, EventsSubscription } from '../../../sdk/generated/operations.generated';
import type { Alert, Call, DayAppointment, Details, Message, State, Summary, Thread } from './state';

type Event = EventsSubscription['events'];
type Conversations = State['conversations'];
/** Not every answer says what job and visit a conversation is about. */
type ArrivedSummary = Omit<Summary, 'lead' | 'appointment'> & Partial<Pick<Summary, 'lead' | 'appointment'>>;
type StateOfOne = ConversationStateFragment;
type MessageEvent = Extract<Event, { __typename: 'MessageEvent' }>;

const callsShown = 30;
const progress: Record<Message['status'], number> = { QUEUED: 0, SENDING: 1, SENT: 2, DELIVERED: 3, UNDELIVERED: 3, FAILED: 3, RECEIVED: 3, DROPPED: 3 };
const gravity: Record<Alert['severity'], number> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };

export function applyEvent(state: State, event: Event): State {
  switch (event.__typename) {
    case 'CallEvent':
      return event.call ? { ...state, calls: mergeCalls(state.calls, [event.call]) } : state;
    case 'ConversationEvent':
      return event.conversation ? mergeConversations(state, [event.conversation]) : state;
    case 'MessageEvent':
      return applyMessage(state, event);
    case 'AlertEvent':
      return event.alert ? { ...state, alerts: mergeAlerts(state.alerts, [event.alert]) } : state;
    case 'LeadEvent': {
      const { lead } = event;
      if (!lead) return state;
      const conversations = changeSummary(state.conversations, lead.conversation.id, { lead });
      return changeDetails({ ...state, conversations }, lead.conversation.id, (details) => ({ ...details, lead: withoutConversation(lead) }));
    }
    case 'AppointmentEvent': {
      const { appointment } = event;
      if (!appointment || !isAgreed(appointment)) return state;
      const next = { ...state, day: { ...state.day, appointments: mergeAppointments(state, appointment) } };
      if (!appointment.conversation) return next;
      const { id } = appointment.conversation;
      return changeDetails({ ...next, conversations: changeSummary(state.conversations, id, { appointment }) }, id, (details) => ({ ...details, appointment }));
    }
    default:
      return state;
  }
}

function applyMessage(state: State, { type, message }: MessageEvent): State {
  if (!message) return state;
  const { conversation, ...text } = message;
  const known = state.conversations[conversation.id];
  const last = known?.messages.nodes[0];
  const newest = !last || last.id === text.id || last.createdAt <= text.createdAt ? text : last;
  let next = mergeConversations(state, [{ ...conversation, messages: { nodes: [newest] } }]);
  next = changeThread(next, conversation.id, (thread) => ({ ...thread, messages: mergeMessages(thread.messages, [text]) }));
  if (text.direction === 'INBOUND') next = { ...next, alerts: next.alerts.map((alert) => (alert.conversation?.id === conversation.id ? withWords(alert, text) : alert)) };
  if (type === 'NEW_MESSAGE' && text.direction === 'INBOUND') {
    next.announcement = `New message from ${conversation.customer.name ?? conversation.customer.phone}: ${text.body}`;
  }
  return next;
}

/** An alert shows what its customer said last. */
function withWords(alert: Alert, text: Message): Alert {
  if (!alert.conversation) return alert;
  const others = alert.conversation.messages.nodes.filter(({ id }) => id !== text.id);
  return { ...alert, conversation: { ...alert.conversation, messages: { nodes: [text, ...others].sort((a, b) => compare(b.createdAt, a.createdAt)) } } };
}

function changeSummary(conversations: Conversations, id: string, change: Partial<Summary>): Conversations {
  const known = conversations[id];
  return known ? { ...conversations, [id]: { ...known, ...change } } : conversations;
}

/** Takes conversations in; keeps what is newer here, the last message apart. */
export function mergeConversations(state: State, arrived: ArrivedSummary[]): State {
  const conversations = { ...state.conversations };
  let next = { ...state, conversations };
  for (const conversation of arrived) {
    const known = conversations[conversation.id];
    const current = known && known.updatedAt > conversation.updatedAt ? known : conversation;
    const last = newerMessage(known?.messages.nodes[0], conversation.messages.nodes[0]);
    const { lead = known?.lead ?? null, appointment = known?.appointment ?? null } = current;
    conversations[conversation.id] = { ...current, lead, appointment, messages: { nodes: last ? [last] : [] } };
    next = changeDetails(next, conversation.id, (details) => ({ ...mergeState(details, conversation), customer: { ...details.customer, ...current.customer } }));
  }
  return next;
}

/** Takes in the answer of a mutation, which says nothing of the last message. */
export function mergeConversationState(state: State, arrived: StateOfOne): State {
  const known = state.conversations[arrived.id];
  const next = known ? mergeConversations(state, [{ ...arrived, customer: known.customer, messages: known.messages }]) : state;
  return changeDetails(next, arrived.id, (details) => mergeState(details, arrived));
}

function mergeState(details: Details, { id, status, stage, handler, urgency, unreadCount, updatedAt, assignee }: StateOfOne): Details {
  return details.updatedAt > updatedAt ? details : { ...details, id, status, stage, handler, urgency, unreadCount, updatedAt, assignee };
}

function newerMessage(known: Message | undefined, arrived: Message | undefined): Message | undefined {
  if (!known || !arrived) return known ?? arrived;
  if (known.id === arrived.id) return furtherOf(known, arrived);
  return known.createdAt > arrived.createdAt ? known : arrived;
}

function furtherOf(known: Message, arrived: Message): Message {
  return progress[known.status] > progress[arrived.status] ? known : arrived;
}

/** @returns oldest first */
export function mergeMessages(known: Message[], arrived: Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of arrived) {
    const before = byId.get(message.id);
    byId.set(message.id, before ? furtherOf(before, message) : message);
  }
  return [...byId.values()].sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id));
}

export function mergeCalls(known: Call[], arrived: Call[]): Call[] {
  const byId = new Map([...known, ...arrived].map((call) => [call.id, call]));
  return [...byId.values()].sort((a, b) => compare(b.startedAt, a.startedAt)).slice(0, callsShown);
}

export function mergeAlerts(known: Alert[], arrived: Alert[]): Alert[] {
  const byId = new Map([...known, ...arrived].map((alert) => [alert.id, alert]));
  return [...byId.values()]
    .filter(({ status }) => status === 'OPEN' || status === 'ACKNOWLEDGED')
    .sort((a, b) => rankOf(a) - rankOf(b) || compare(a.openedAt, b.openedAt));
}

function rankOf({ kind, severity, status }: Alert): number {
  return (kind === 'LIFE_SAFETY' ? -1 : gravity[severity]) + (status === 'ACKNOWLEDGED' ? 10 : 0);
}

/** Slots only held are offers: several for one visit, and they lapse without a word. */
export function isAgreed({ status }: Pick<DayAppointment, 'status'>): boolean {
  return status !== 'HELD';
}

/** The day's list after an appointment came, moved or went. */
function mergeAppointments({ day, timeZone }: State, arrived: DayAppointment): DayAppointment[] {
  const others = day.appointments.filter(({ id }) => id !== arrived.id);
  if (dateIn(timeZone, arrived.start) !== day.date) return others;
  return [...others, arrived].sort((a, b) => compare(a.start, b.start));
}

/** The calendar date (YYYY-MM-DD) of a moment in a time zone. */
export function dateIn(timeZone: string, moment: string | number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(moment));
}

export function changeThread(state: State, id: string, change: (thread: Thread) => Thread): State {
  const thread = state.threads[id];
  return thread ? { ...state, threads: { ...state.threads, [id]: change(thread) } } : state;
}

function changeDetails(state: State, id: string, change: (details: Details) => Details): State {
  return changeThread(state, id, (thread) => (thread.details ? { ...thread, details: change(thread.details) } : thread));
}

function withoutConversation<Thing extends { conversation: unknown }>({ conversation: _, ...rest }: Thing): Omit<Thing, 'conversation'> {
  return rest;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
