import DataLoader from 'dataloader';
import { appendEvent } from '../../platform/events/eventLog';
import { businessOf, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Business, Context, TenancyTransaction } from './context';
import { businessStore } from './store/businesses';

/** What of the foundation this subgraph stands on. */
export type TenancyFoundation = Pick<Foundation, 'database' | 'clock'>;

/** What a caller acts with. */
export function createContext(foundation: TenancyFoundation, caller: Pick<Caller, 'principal' | 'requestId'>): Context {
  const tenantId = tenantOf(caller.principal);

  const transaction = <T>(work: (tx: TenancyTransaction) => Promise<T>): Promise<T> => {
    const own = businessOf(caller.principal);
    return foundation.database.transaction(own, (tx) =>
      work({ tenantId: own, businesses: businessStore(tx), say: (event) => appendEvent(tx, event, caller.requestId) }),
    );
  };
  const loadBusinesses = async (ids: readonly string[]): Promise<(Business | null)[]> => {
    const isOwn = (id: string) => id.toLowerCase() === tenantId;
    const own = ids.some(isOwn) ? await businessStore(foundation.database.reader(tenantId)).own() : null;
    return ids.map((id) => (isOwn(id) ? own : null));
  };
  return { principal: caller.principal, clock: foundation.clock, businesses: new DataLoader(loadBusinesses), transaction };
}
