import { refuse } from '../../platform/errors/refusal';
import { appendEvent } from '../../platform/events/eventLog';
import { enqueueJob } from '../../platform/jobs/jobs';
import { narrowedTo, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Context } from './context';
import { createAlerts } from './store/alerts';
import { createAppointments } from './store/appointments';
import { createBusinesses } from './store/businesses';
import { createConversations } from './store/conversations';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  const onlyOf = narrowedTo(caller.principal);
  const run = caller.run;
  let settled = false;
  return {
    principal: caller.principal,
    now: foundation.clock,
    follow: (after) => foundation.live.subscribe(tenantId ?? refuse('AUTH_TOKEN_INVALID', 'A token of a business is needed for this.'), after),
    transaction: (work) =>
      foundation.database.transaction(tenantId, async (tx) => {
        let comesAgain = false;
        const result = await work({
          alerts: createAlerts(tx, onlyOf),
          appointments: createAppointments(tx),
          businesses: createBusinesses(tx),
          conversations: createConversations(tx, onlyOf),
          say: (event) => appendEvent(tx, event, caller.requestId),
          enqueue: (job) => enqueueJob(tx, job),
          async again(at) {
            await run?.again(tx, at);
            comesAgain = true;
          },
        });
        if (run && !settled) {
          if (!comesAgain) await run.complete(tx);
          settled = true;
        }
        return result;
      }),
  };
}
