import type { Page } from '../../platform/graphql/pagination';
import type { LiveFeed } from '../../platform/events/liveFeed';
import type { NewJob } from '../../platform/jobs/jobs';
import type { Principal } from '../../platform/principal/principal';
import type { NewEvent } from '../../schema/events/event';
import type { Alert, AlertKind, AlertStatus, Severity, Transition } from './domain/alert';

/** Conditions add up; an absent or empty one lets everything through. */
export interface AlertConditions {
  status?: readonly AlertStatus[] | null;
  kind?: readonly AlertKind[] | null;
  severity?: readonly Severity[] | null;
  conversationId?: string | null;
}

/** Those that the caller may see: a technician's are of an own appointment's conversation, and all others as good as none. */
export interface Alerts {
  byId(id: string): Promise<Alert | null>;
  /** The same, locked until the transaction ends. */
  lock(id: string): Promise<Alert | null>;
  /** The conversation's alerts that are not over, locked until the transaction ends, by id. */
  lockOpenOf(conversationId: string): Promise<Alert[]>;
  /** The one alert of this subject and kind that is not over, locked until the transaction ends. */
  lockUnresolved(subject: string, kind: AlertKind): Promise<Alert | null>;
  /** Dangers that nobody has acknowledged, of which the owner is to be texted by then; locked until the transaction ends, by id. */
  lockDangersDue(until: Date): Promise<Alert[]>;
  /** Of how many alerts the owner was first texted since then, and when last. */
  toldSince(since: Date): Promise<{ count: number; lastAt: Date | null }>;
  /** Tasks about that phone that are not over, and are once it wants texts again; locked until the transaction ends, by id. */
  lockUntilOptIn(phone: string): Promise<Alert[]>;
  /** Newest first, one more than the page holds. */
  list(conditions: AlertConditions, page: Page): Promise<Alert[]>;
  count(conditions: AlertConditions): Promise<number>;
  /** False when an alert of this subject and kind is not over yet: then nothing is added. */
  add(alert: Alert, transition: Transition): Promise<boolean>;
  save(alert: Alert, transition: Transition | null): Promise<void>;
  /** Every change of the alert, oldest first. */
  history(id: string): Promise<Transition[]>;
}

/** What a text to the owner needs to know. */
export interface Business {
  name: string;
  alertPhones: string[];
}

/** What alerts knows of the caller's business. */
export interface Businesses {
  /** What is known of the caller's business, locked until the transaction ends: texts to its people are decided one after the other. Throws before its configuration was heard: a danger that overtook it waits, lest nobody be texted. */
  lockOwn(): Promise<Business>;
  /** Keeps it unless a newer version has been seen. */
  save(version: number, business: Business): Promise<void>;
}

/** What alerts knows of visits: whose each is. */
export interface Appointments {
  /** Keeps whose visit it is, unless something newer is known; `userId` is null for a worker who is no user. */
  save(appointment: { id: string; conversationId: string; userId: string | null; changedAt: Date }): Promise<void>;
}

/** What alerts knows of conversations. */
export interface Conversations {
  /** Whether there is such a conversation, and the caller may see its alerts. */
  exists(id: string): Promise<boolean>;
  /** Makes it known. */
  add(id: string): Promise<void>;
  /** When a human last came to it, locked until the transaction ends. Makes it known. */
  lock(id: string): Promise<{ humanArrivedAt: Date | null }>;
  humanArrived(id: string, at: Date): Promise<void>;
}

/** What hinders the business's texts: by the subject of its alert, or a phone that wants none. Both answer whether it is over, as far as is known, and lock it until the transaction ends. */
export interface Hindrances {
  met(subject: string, at: Date): Promise<boolean>;
  over(subject: string, at: Date): Promise<boolean>;
}

/** One transaction of one business. */
export interface Work {
  alerts: Alerts;
  appointments: Appointments;
  businesses: Businesses;
  conversations: Conversations;
  hindrances: Hindrances;
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
  enqueue(job: NewJob): Promise<void>;
  /** Lets the job whose effect this is come again at that time, in place of ending it. */
  again(at: Date): Promise<void>;
}

/** What one request, event or job stands on. */
export interface Context {
  principal: Principal;
  now: () => Date;
  /** The tenant's live events after a cursor. */
  follow: (after: string | null | undefined) => ReturnType<LiveFeed['subscribe']>;
  /** Single reads, each in one trip: for queries. */
  stores: Pick<Work, 'alerts' | 'conversations'>;
  /** One transaction of the caller's tenant; the first of a handler or job completes its job. */
  transaction<T>(work: (tx: Work) => Promise<T>): Promise<T>;
}
