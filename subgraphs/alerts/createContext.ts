import { appendEvent } from '../../platform/events/eventLog';
import { completing } from '../../platform/jobs/completing';
import { enqueueJob } from '../../platform/jobs/jobs';
import { businessOf, narrowedTo, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Context } from './context';
import { createAlerts } from './store/alerts';
import { createAppointments } from './store/appointments';
import { createBusinesses } from './store/businesses';
import { createConversations } from './store/conversations';
import { createHindrances } from './store/hindrances';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  const onlyOf = narrowedTo(caller.principal);
  const { transaction } = completing(caller.run, (work) => foundation.database.transaction(tenantId, work));
  const reader = foundation.database.reader(tenantId);
  return {
    principal: caller.principal,
    now: foundation.clock,
    follow: (after) => foundation.live.subscribe(businessOf(caller.principal), after),
    stores: { alerts: createAlerts(reader, onlyOf), conversations: createConversations(reader, onlyOf) },
    transaction: (work) =>
      transaction((tx, again) =>
        work({
          alerts: createAlerts(tx, onlyOf),
          appointments: createAppointments(tx),
          businesses: createBusinesses(tx),
          conversations: createConversations(tx, onlyOf),
          hindrances: createHindrances(tx),
          say: (event) => appendEvent(tx, event, caller.requestId),
          enqueue: (job) => enqueueJob(tx, { ...job, correlationId: caller.requestId }),
          again,
        }),
      ),
  };
}
