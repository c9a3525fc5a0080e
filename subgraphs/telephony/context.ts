import type DataLoader from 'dataloader';
import type { Environment } from '../../platform/config/environment';
import type { Logger } from '../../platform/logging/logger';
import type { NewJob } from '../../platform/jobs/jobs';
import type { Principal } from '../../platform/principal/principal';
import type { NewEvent } from '../../schema/events/event';
import type { Carrier } from './clients/carrier';
import type { Spool } from './clients/spool';
import type { CalledLine, Line } from './domain/line';
import type { CallStore } from './store/calls';
import type { LineMirror } from './store/lineMirror';
import type { LineStore } from './store/lines';
import type { MessageStore } from './store/messages';
import type { OptOutStore } from './store/optOuts';
import type { ReceiptStore } from './store/receipts';

/** One open transaction of the caller's business. */
export interface Work {
  lines: LineStore;
  calls: CallStore;
  messages: MessageStore;
  optOuts: OptOutStore;
  receipts: ReceiptStore;
  /** Appends the event; it exists exactly if the transaction commits. */
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
  enqueue(job: NewJob): Promise<void>;
  /** Lets the job under way come again then, counting no failure. Only inside a job. */
  again(at: Date): Promise<void>;
}

export interface Context {
  principal: Principal;
  now(): Date;
  log: Logger;
  carrier: Carrier;
  /** The address that Twilio calls back. */
  publicUrl: string;
  /** A transaction whose commit also ends the job under way, where there is one: its effect is exactly once. */
  transaction<T>(work: (tx: Work) => Promise<T>): Promise<T>;
  /** A transaction that leaves the job under way open, since more is to come. */
  step<T>(work: (tx: Work) => Promise<T>): Promise<T>;
  loaders: { line: DataLoader<string, Line | null>; optedOut: DataLoader<string, boolean> };
}

/** Where webhooks are taken in, before it is known whose they are. */
export interface Desk {
  mirror: LineMirror;
  spool: Spool;
  /** Finds the line by its number, or by a call that is known; null when neither is. Throws while the database is away. */
  findLine(by: { number: string } | { callSid: string }): Promise<CalledLine | null>;
  /** Whether the error says that the database is away, rather than slow or right to refuse. */
  isDatabaseAway(error: unknown): boolean;
  /** The context of the system itself, for one business. Its transactions roll back once `isGivenUp`. */
  contextOf(tenantId: string, isGivenUp: () => boolean): Context;
  now(): Date;
  log: Logger;
}

/** What this subgraph needs of the environment. */
export type TelephonyEnvironment = Pick<Environment, 'publicUrl' | 'twilioAccountSid' | 'twilioAuthTokens' | 'twilioBaseUrl' | 'internalServiceKeys'>;
