import { refuse } from '../../platform/errors/refusal';
import { tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Context } from './context';
import { createRegistry } from './store/registry';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenant = () => tenantOf(caller.principal) ?? refuse('AUTH_TOKEN_INVALID', 'A token of a business is needed for this.');
  return {
    principal: caller.principal,
    registry: createRegistry(foundation.database),
    checks: [{ name: 'database', critical: true, run: async () => void (await foundation.database.transaction(null, (tx) => tx.query('select 1 as one'))) }],
    eventCursor: () => foundation.events.now(tenant()),
    follow: async (after) => foundation.live.subscribe(tenant(), after),
  };
}
