import { appendEvent } from '../../platform/events/eventLog';
import { completing } from '../../platform/jobs/completing';
import { businessOf, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Context } from './context';
import { createBusinesses } from './store/businesses';
import { createConversations } from './store/conversations';
import { createRollups } from './store/rollups';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  const { transaction } = completing(caller.run, (work) => foundation.database.transaction(tenantId, work));
  const reader = foundation.database.reader(tenantId);
  return {
    principal: caller.principal,
    now: foundation.clock,
    follow: () => foundation.live.subscribe(businessOf(caller.principal), null),
    stores: { rollups: createRollups(reader), businesses: createBusinesses(reader) },
    transaction: (work) =>
      transaction((tx) =>
        work({
          rollups: createRollups(tx),
          conversations: createConversations(tx),
          businesses: createBusinesses(tx),
          say: (event) => appendEvent(tx, event, caller.requestId),
        }),
      ),
  };
}
