import type { Principal } from '../../platform/principal/principal';
import type { Transaction } from '../../platform/database/database';
import type { JobRun } from '../../platform/jobs/jobs';
import type { LoggedEvent } from '../../platform/events/eventLog';
import type { NewEvent } from '../../schema/events/event';
import type { Dispatcher } from './clients/dispatcher';
import type { Geocoder } from './clients/geocoder';
import type { ConversationStore } from './store/conversations';
import type { Loaders } from './store/loaders';
import type { Lists } from './store/lists';
import type { WorkStore } from './store/work';

/** The tenant's data inside one transaction, and what may be said in it. */
export interface Work {
  tx: Transaction;
  conversations: ConversationStore;
  work: WorkStore;
  /** Appends an event to the log in this transaction. */
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
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
  /** A transaction that leaves the job under way. */
  peek<T>(work: (work: Work) => Promise<T>): Promise<T>;
  run: JobRun | null;
  /** The tenant's live events after a cursor. */
  follow(after: string | null | undefined): Promise<AsyncIterableIterator<LoggedEvent>>;
}
