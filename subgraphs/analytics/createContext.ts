import { refuse } from '../../platform/errors/refusal';
import { appendEvent } from '../../platform/events/eventLog';
import { tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Context } from './context';
import { createBusinesses } from './store/businesses';
import { createConversations } from './store/conversations';
import { createRollups } from './store/rollups';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  let completed = false;
  return {
    principal: caller.principal,
    now: foundation.clock,
    follow: () => foundation.live.subscribe(tenantId ?? refuse('AUTH_TOKEN_INVALID', 'A token of a business is needed for this.'), null),
    transaction: (work) =>
      foundation.database.transaction(tenantId, async (tx) => {
        const result = await work({
          rollups: createRollups(tx),
          conversations: createConversations(tx),
          businesses: createBusinesses(tx),
          say: (event) => appendEvent(tx, event, caller.requestId),
        });
        if (caller.run && !completed) {
          await caller.run.complete(tx);
          completed = true;
        }
        return result;
      }),
  };
}
