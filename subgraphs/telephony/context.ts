import type DataLoader from 'dataloader';
import type { Environment } from '../../platform/config/environment';
import type { Logger } from '../../platform/logging/logger';
import type { NewJob } from '../../platform/jobs/jobs';
import type { Principal } from '../../platform/principal/principal';
import type { NewEvent } from '../../schema/events/event';
import type { Carrier } from './clients/carrier';
import type { Spool } from './clients/spool';
import type { SealedAccount } from './domain/account';
import type { CalledLine, Line } from './domain/line';
import type { AccountStore } from './store/accounts';
import type { BusinessStore } from './store/businesses';
import type { CallStore } from './store/calls';
import type { LineMirror } from './store/lineMirror';
import type { LineStore } from './store/lines';
import type { HindranceStore } from './store/hindrances';
import type { MessageStore } from './store/messages';
import type { OptOutStore } from './store/optOuts';
import type { ReceiptStore } from './store/receipts';

/** One open transaction of the caller's business. */
export interface Work {
  businesses: BusinessStore;
  accounts: AccountStore;
  lines: LineStore;
  calls: CallStore;
  messages: MessageStore;
  hindrances: HindranceStore;
  optOuts: OptOutStore;
  receipts: ReceiptStore;
  /** Appends the event; it exists exactly if the transaction commits. */
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
  enqueue(job: NewJob): Promise<void>;
  /** Lets the job under way come again then, counting no failure. Only inside a job. */
  again(at: Date): Promise<void>;
  /** The same transaction, for what goes back to something else than the request itself. */
  under(correlationId: string): Work;
}

export interface Context {
  principal: Principal;
  now(): Date;
  log: Logger;
  /** Through which the account is asked; null: the environment's. */
  carrierOf(account: SealedAccount | null): Promise<Carrier>;
  /** Whether that is the environment's account: everybody's, and the operator's to care for. */
  isEnvironmentAccount(account: SealedAccount | null): boolean;
  /** The address that Twilio calls back. */
  publicUrl: string;
  /** Single reads, each in one trip: for queries. */
  stores: Pick<Work, 'lines' | 'optOuts'>;
  /** A transaction whose commit also ends the job under way, where there is one: its effect is exactly once. */
  transaction<T>(work: (tx: Work) => Promise<T>): Promise<T>;
  /** A transaction that leaves the job under way open, since more is to come. */
  step<T>(work: (tx: Work) => Promise<T>): Promise<T>;
  loaders: { line: DataLoader<string, Line | null>; optedOut: DataLoader<string, boolean> };
}

/** Where webhooks are taken in, before it is known whose they are. */
export interface WebhookIntake {
  mirror: LineMirror;
  spool: Spool;
  /** Finds the line by its number, or by a call that is known; null when neither is. Throws while the database is away. */
  findLine(by: { number: string } | { callSid: string }): Promise<CalledLine | null>;
  /** SID of the environment's account; null where it names none. */
  environmentSid: string | null;
  /** The auth tokens of an account of ours; none for one that is not, as far as is known without asking the database, nor where they cannot be opened. */
  tokensOf(accountSid: string): Promise<readonly string[]>;
  /** The context of the system itself, for one business, in what began with that call or text. Its transactions roll back once `isGivenUp`. */
  contextOf(tenantId: string, sid: string, isGivenUp: () => boolean): Context;
  now(): Date;
  log: Logger;
}

/** What this subgraph needs of the environment. */
export type TelephonyEnvironment = Pick<Environment, 'publicUrl' | 'twilioAccountSid' | 'twilioAuthTokens' | 'twilioBaseUrl' | 'encryptionKey' | 'internalServiceKeys'>;
