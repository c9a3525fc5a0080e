/** The implementations of Event in this subgraph's schema that the log's events become. */
type EventTypename = 'CallEvent' | 'MessageEvent' | 'ConversationEvent' | 'LeadEvent' | 'AppointmentEvent' | 'AlertEvent' | 'BusinessConfigEvent' | 'UserStatusEvent';

interface Kind {
  typename: EventTypename;
  /** Field of the event that holds the thing. */
  field: string;
  /** Key in the log's live part that holds the thing's id. */
  key: 'callId' | 'messageId' | 'conversationId' | 'leadId' | 'appointmentId' | 'alertId' | 'tenantId' | 'userId';
  permission: string;
}

const call: Kind = { typename: 'CallEvent', field: 'call', key: 'callId', permission: 'calls:read' };
const message: Kind = { typename: 'MessageEvent', field: 'message', key: 'messageId', permission: 'calls:read' };
const conversation: Kind = { typename: 'ConversationEvent', field: 'conversation', key: 'conversationId', permission: 'calls:read' };

/**
 * What `events` tells, by EventType, and the permission that each needs. A type that is not here is never told:
 * DASHBOARD_UPDATE, METRICS_UPDATE and WIDGET_REFRESH are dashboardUpdated's alone; the rest has no writer yet.
 */
const kinds: Record<string, Kind> = {
  INCOMING_CALL: call,
  CALL_ANSWERED: call,
  CALL_MISSED: call,
  CALL_ENDED: call,
  CALL_OUTCOME: call,
  NEW_MESSAGE: message,
  AI_RESPONSE: message,
  MESSAGE_SENT: message,
  MESSAGE_DELIVERED: message,
  MESSAGE_FAILED: message,
  AI_TAKEOVER: conversation,
  HUMAN_TAKEOVER: conversation,
  CONVERSATION_UPDATED: conversation,
  TYPING: conversation,
  LEAD_UPDATED: { typename: 'LeadEvent', field: 'lead', key: 'leadId', permission: 'calls:read' },
  APPOINTMENT_UPDATED: { typename: 'AppointmentEvent', field: 'appointment', key: 'appointmentId', permission: 'appointments:read' },
  ALERT_CHANGED: { typename: 'AlertEvent', field: 'alert', key: 'alertId', permission: 'alerts:read' },
  CONFIG_CHANGED: { typename: 'BusinessConfigEvent', field: 'tenant', key: 'tenantId', permission: 'config:read' },
  USER_STATUS: { typename: 'UserStatusEvent', field: 'user', key: 'userId', permission: 'users:read' },
};

/** An event of the log, as far as it is told. */
export interface Happening {
  cursor: string;
  tenantId: string;
  live: ({ type: string } & Partial<Record<Kind['key'], string>>) | null;
  occurredAt: Date;
  correlationId: string | null;
}

/** An event as `events` answers it; the thing it happened to is a key that its owner resolves. */
export interface ToldEvent {
  __typename: EventTypename;
  id: string;
  type: string;
  occurredAt: Date;
  correlationId: string | null;
  [thing: string]: unknown;
}

/** Whether a listener hears the event: it is of a kind that is told, one of the wanted types, and the listener's to read. */
export function hears(event: Happening, types: readonly string[] | null | undefined, mayRead: (permission: string) => boolean): boolean {
  const type = event.live?.type;
  const kind = type === undefined ? undefined : kinds[type];
  if (type === undefined || !kind || !mayRead(kind.permission)) return false;
  return !types || types.length === 0 || types.includes(type);
}

/** Whether the event is of calls, texts, leads, visits or alerts: of those a technician hears an own appointment's conversation alone. */
export function concernsOneConversation({ live }: Happening): boolean {
  const typename = live === null ? undefined : kinds[live.type]?.typename;
  return typename !== 'BusinessConfigEvent' && typename !== 'UserStatusEvent';
}

/** Whether the user makes this visit. */
export function isVisitOf({ workerUserId, isVisit }: { workerUserId?: string | null | undefined; isVisit: boolean }, userId: string): boolean {
  return isVisit && workerUserId === userId;
}

/** An event that somebody `hears`, as they hear it. */
export function tell({ cursor, tenantId, live, occurredAt, correlationId }: Happening): ToldEvent {
  const kind = live && kinds[live.type];
  if (!live || !kind) throw new Error('this event is never told');
  const id = live[kind.key] ?? (kind.key === 'tenantId' ? tenantId : undefined);
  return { __typename: kind.typename, id: cursor, type: live.type, occurredAt, correlationId, [kind.field]: id === undefined ? null : { id } };
}
