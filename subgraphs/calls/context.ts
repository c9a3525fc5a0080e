import type { Principal } from '../../platform/principal/principal';
import type { Transaction } from '../../platform/database/database';
import type { NewJob } from '../../platform/jobs/jobs';
import type { LoggedEvent } from '../../platform/events/eventLog';
import type { NewEvent } from '../../schema/events/event';
import type { Dispatcher } from './clients/dispatcher';
import type { Geocoder } from './clients/geocoder';
import type { AnswerStore } from './store/answers';
import type { AppointmentStore } from './store/appointments';
import type { BusinessStore } from './store/businesses';
import type { CallStore } from './store/calls';
import type { ConversationStore } from './store/conversations';
import type { CustomerStore } from './store/customers';
import type { LeadStore } from './store/leads';
import type { LineStore } from './store/lines';
import type { Lists } from './store/lists';
import type { Loaders } from './store/loaders';
import type { MessageStore } from './store/messages';
import type { WorkerStore } from './store/workers';

/** The tenant's data inside one transaction, and what may be said in it. */
export interface Work {
  answers: AnswerStore;
  appointments: AppointmentStore;
  businesses: BusinessStore;
  calls: CallStore;
  conversations: ConversationStore;
  customers: CustomerStore;
  leads: LeadStore;
  lines: LineStore;
  messages: MessageStore;
  workers: WorkerStore;
  /** Appends an event to the log in this transaction. */
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
  /** Part of the transaction that may come to nothing: see `Transaction.attempt`. */
  attempt: Transaction['attempt'];
  /** Enqueues a job in this transaction. */
  enqueue(job: NewJob): Promise<void>;
}

/** What a use case of this subgraph is given. */
export interface Context {
  principal: Principal;
  requestId: string;
  now: () => Date;
  dispatcher: Dispatcher;
  geocoder: Geocoder;
  /** Whether the caller, a technician, sees their own alone: loaders and lists then find nothing else. */
  narrowed: boolean;
  loaders: Loaders;
  lists: Lists;
  /** One transaction of the caller's tenant. When a job or event brought us here, the first transaction also completes it: its effect is exactly once. */
  transaction<T>(work: (work: Work) => Promise<T>): Promise<T>;
  /** A transaction that leaves the job under way, since more is to come. */
  step<T>(work: (work: Work) => Promise<T>): Promise<T>;
  /** The tenant's live events after a cursor. */
  follow(after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>>;
}
