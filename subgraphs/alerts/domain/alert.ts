/** What an alert is about. */
export type AlertKind = 'METRIC' | 'LIFE_SAFETY' | 'CUSTOMER_WAITING' | 'TASK' | 'SYSTEM';
/** Whether somebody has seen an alert, put it off, or ended it. */
export type AlertStatus = 'OPEN' | 'ACKNOWLEDGED' | 'SNOOZED' | 'RESOLVED';
/** How soon an alert is to be looked at. */
export type Severity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

/** Something that a human should look at. */
export interface Alert {
  id: string;
  /** What it is about; of one subject and kind at most one alert is not over. */
  subject: string;
  kind: AlertKind;
  title: string;
  severity: Severity;
  status: AlertStatus;
  hazard: string | null;
  customerPhone: string | null;
  conversationId: string | null;
  callId: string | null;
  /** When it opened, or last opened again. */
  openedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  /** How often the owner has been texted about it since it opened. */
  notices: number;
  /** When they were first texted about it since it opened; null while they were not. */
  toldAt: Date | null;
  /** When they are to be texted about it, while `noticeDue`; null until that is decided. */
  noticeDueAt: Date | null;
  /** Of a danger: whether the customer was texted what to do. */
  warned: boolean;
  /** Of a task: whether it is over once the customer's phone wants texts again. */
  untilOptIn: boolean;
}

/** A change of an alert's status; `by` is null where it changed by itself. */
export interface Transition {
  from: AlertStatus | null;
  to: AlertStatus;
  at: Date;
  by: string | null;
  note: string | null;
}

/** What became of an attempt to change an alert; one that is over cannot be. */
export type Outcome = { kind: 'changed'; alert: Alert; transition: Transition } | { kind: 'unchanged'; alert: Alert } | { kind: 'over' };

/** Why a human is needed, as another subgraph says it. */
export interface Need {
  kind: 'LIFE_SAFETY' | 'CUSTOMER_WAITING' | 'TASK';
  reason: string;
  hazard: string | null;
  /** Of a danger: whether the customer was texted what to do; unless it is said, they were not. */
  warned?: boolean | undefined;
  /** Of a task: it is over once `customerPhone` wants texts again. */
  untilOptIn?: boolean | undefined;
  customerPhone: string | null;
  conversationId: string | null;
  callId: string | null;
  /** What it is about, where that is neither a conversation nor a call but what hinders a number's texts. */
  subject?: string;
  at: Date;
}

const severityOf: Record<Need['kind'], Severity> = { LIFE_SAFETY: 'CRITICAL', CUSTOMER_WAITING: 'HIGH', TASK: 'MEDIUM' };
const titleLengthMax = 200;

/** Nobody of the business has been texted about it since it opened. */
const notTold = { notices: 0, toldAt: null, noticeDueAt: null };

/** The alert that a need opens, and its first transition. */
export function openAlert(id: string, need: Need): { alert: Alert; transition: Transition } {
  const alert: Alert = {
    id,
    subject: need.subject ?? subjectOf(need),
    kind: need.kind,
    title: titleOf(need),
    severity: severityOf[need.kind],
    status: 'OPEN',
    hazard: need.hazard,
    customerPhone: need.customerPhone,
    conversationId: need.conversationId,
    callId: need.callId,
    openedAt: need.at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    ...notTold,
    warned: need.warned ?? false,
    untilOptIn: need.untilOptIn ?? false,
  };
  return { alert, transition: { from: null, to: 'OPEN', at: need.at, by: null, note: null } };
}

/** Two tasks of one conversation are two things to do; waiting and danger are one, for whatever reason they are reported. */
function subjectOf(need: Need): string {
  const about = need.conversationId ? `conversation:${need.conversationId}` : need.callId ? `call:${need.callId}` : 'business';
  return need.kind === 'TASK' ? `${about}:${need.reason}` : about;
}

/**
 * A danger, or a customer who waits, that is reported again after a person has seen the first: as open as a new one, and of danger texted about as
 * often. What was said before it was seen is part of what was seen; a task that is said again is still the one that was seen.
 */
export function reopen(alert: Alert, need: Need): Outcome {
  if (alert.status === 'RESOLVED') return { kind: 'over' };
  const isSeen = alert.acknowledgedAt !== null && need.at <= alert.acknowledgedAt;
  if (alert.kind === 'TASK' || alert.status === 'OPEN' || isSeen) return { kind: 'unchanged', alert };
  return {
    kind: 'changed',
    alert: { ...alert, title: titleOf(need), hazard: need.hazard, warned: need.warned ?? false, status: 'OPEN', openedAt: need.at, acknowledgedAt: null, acknowledgedBy: null, ...notTold },
    transition: { from: alert.status, to: 'OPEN', at: need.at, by: null, note: null },
  };
}

/** A person has seen the alert. Again changes nothing, but for a note, which is kept; one that is over stays so. */
export function acknowledge(alert: Alert, by: string, at: Date, note: string | null): Outcome {
  if (alert.status === 'RESOLVED') return { kind: 'over' };
  if (alert.status === 'ACKNOWLEDGED') return noted(alert, by, at, note);
  return {
    kind: 'changed',
    alert: { ...alert, status: 'ACKNOWLEDGED', acknowledgedAt: alert.acknowledgedAt ?? at, acknowledgedBy: alert.acknowledgedBy ?? by },
    transition: { from: alert.status, to: 'ACKNOWLEDGED', at, by, note },
  };
}

/** The alert is dealt with. Again changes nothing, but for a note, which is kept. */
export function resolve(alert: Alert, by: string | null, at: Date, note: string | null): Outcome {
  if (alert.status === 'RESOLVED') return noted(alert, by, at, note);
  return { kind: 'changed', alert: { ...alert, status: 'RESOLVED', resolvedAt: at }, transition: { from: alert.status, to: 'RESOLVED', at, by, note } };
}

/** What colleagues are told is kept in the history, though the alert stays as it is. */
function noted(alert: Alert, by: string | null, at: Date, note: string | null): Outcome {
  if (note === null || note.trim() === '') return { kind: 'unchanged', alert };
  return { kind: 'changed', alert, transition: { from: alert.status, to: alert.status, at, by, note } };
}

/**
 * What a person who came to the conversation means for an alert of it. Taking over ends waiting and acknowledges danger;
 * resolving the conversation ends all but a danger that nobody has acknowledged.
 */
export function arrive(alert: Alert, arrival: { by: string; at: Date; resolved: boolean }): Outcome {
  const { by, at, resolved } = arrival;
  if (alert.openedAt > at) return { kind: 'unchanged', alert };
  if (alert.kind === 'LIFE_SAFETY') {
    if (alert.status === 'ACKNOWLEDGED') return resolved ? resolve(alert, by, at, null) : { kind: 'unchanged', alert };
    return resolved ? { kind: 'unchanged', alert } : acknowledge(alert, by, at, null);
  }
  return resolved || alert.kind === 'CUSTOMER_WAITING' ? resolve(alert, by, at, null) : { kind: 'unchanged', alert };
}

function titleOf(need: Need): string {
  const reason = need.reason.replace(/\s+/g, ' ').trim();
  const about = need.kind === 'LIFE_SAFETY' && need.hazard ? `Danger to a customer: ${wordsOf(need.hazard)}` : need.kind === 'LIFE_SAFETY' ? 'A customer is in danger' : null;
  return (about ?? (/^[A-Z0-9_]+$/.test(reason) ? sentence(wordsOf(reason)) : reason)).slice(0, titleLengthMax) || 'A human is needed';
}

/** GAS_LEAK → gas leak. */
export function wordsOf(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
