import type { Transaction } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import { narrowedTo, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import { refuse } from '../../platform/errors/refusal';
import type { Dispatcher } from './clients/dispatcher';
import type { Geocoder } from './clients/geocoder';
import type { Context, Work } from './context';
import { conversationStore } from './store/conversations';
import { createLists } from './store/lists';
import { createLoaders } from './store/loaders';
import { workStore } from './store/work';

/** Builds the context of one operation, job or event. Dispatcher and geocoder are picked once, at start, by subgraph.ts. */
export function createContext(foundation: Foundation, vendors: { dispatcher: Dispatcher; geocoder: Geocoder }, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  const technician = narrowedTo(caller.principal);
  let run = caller.run ?? null;
  const workOn = (tx: Transaction): Work => ({ tx, conversations: conversationStore(tx, technician), work: workStore(tx, technician), say: (event) => appendEvent(tx, event, caller.requestId) });
  const open = <T>(work: (work: Work) => Promise<T>) => foundation.database.transaction(tenantId, (tx) => work(workOn(tx)));
  const reading = workOn(foundation.database.reader(tenantId));
  const read = <T>(query: (work: Work) => Promise<T>) => query(reading);
  return {
    principal: caller.principal,
    requestId: caller.requestId,
    now: foundation.clock,
    ...vendors,
    narrowed: technician !== null,
    loaders: createLoaders(read, technician),
    lists: createLists(read, technician),
    peek: open,
    run: caller.run ?? null,
    transaction: (work) =>
      open(async (opened) => {
        const result = await work(opened);
        const completing = run;
        if (completing) {
          await completing.complete(opened.tx);
          run = null;
        }
        return result;
      }),
    follow: (after) => (tenantId === null ? refuse('AUTH_INSUFFICIENT_PERMISSIONS', 'A business is needed for this.') : foundation.live.subscribe(tenantId, after)),
  };
}
