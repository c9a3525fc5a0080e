import type { LiveFeed } from '../../platform/events/liveFeed';
import type { Principal } from '../../platform/principal/principal';
import type { NewEvent } from '../../schema/events/event';
import type { Metric, Totals } from './domain/kpis';
import type { Milestones } from './domain/milestones';
import type { Period } from './domain/segments';

/** Something counted: so much more of a metric, at a time. */
export interface Fact {
  metric: Metric;
  at: Date;
  amount: number;
}

/** Counters of one business, over each of the lengths in domain/segments.ts. */
export interface Rollups {
  add(facts: readonly Fact[]): Promise<void>;
  /** The counters over each of the periods, in their order. Reads roll-ups only. */
  totals(periods: readonly Period[], metrics: 'all' | readonly string[]): Promise<Totals[]>;
}

/** What a conversation has been counted for. */
export interface Conversations {
  /** The conversation's milestones, locked until the transaction ends; all open for one not seen before. */
  lock(conversationId: string): Promise<Milestones>;
  save(conversationId: string, milestones: Milestones): Promise<void>;
}

/** What analytics knows of the caller's business. */
export interface Businesses {
  /** The business's IANA time zone; UTC until it is known. */
  timeZone(): Promise<string>;
  /** Keeps the zone unless a newer version of the configuration has been seen. */
  save(version: number, timeZone: string): Promise<void>;
}

/** One transaction of one business. */
export interface Work {
  rollups: Rollups;
  conversations: Conversations;
  businesses: Businesses;
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
}

/** What one request or event stands on. */
export interface Context {
  principal: Principal;
  now: () => Date;
  /** The tenant's live events. */
  follow: () => ReturnType<LiveFeed['subscribe']>;
  /** Single reads, each in one trip: for queries. */
  stores: Pick<Work, 'rollups' | 'businesses'>;
  /** One transaction of the caller's tenant; the first of a handler completes its job. */
  transaction<T>(work: (tx: Work) => Promise<T>): Promise<T>;
}
