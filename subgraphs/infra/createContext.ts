import { databaseCheck } from '../../platform/health/healthCheck';
import { deadJobsCheck } from '../../platform/jobs/deadJobs';
import { completing } from '../../platform/jobs/completing';
import { businessOf, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import { subgraphNames } from '../../schema/sdl';
import type { Context } from './context';
import { createAppointments } from './store/appointments';
import { createRegistry } from './store/registry';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenant = () => businessOf(caller.principal);
  const { transaction } = completing(caller.run, (work) => foundation.database.transaction(tenant(), work));
  return {
    principal: caller.principal,
    registry: createRegistry(foundation.database),
    expected: expectedServices(),
    checks: [databaseCheck(foundation.database), deadJobsCheck(foundation.database)],
    eventCursor: () => foundation.events.now(tenant()),
    follow: async (after) => foundation.live.subscribe(tenant(), after),
    stores: { appointments: createAppointments(foundation.database.reader(tenantOf(caller.principal))) },
    transaction: (work) => transaction((tx) => work({ appointments: createAppointments(tx) })),
  };
}

let expected: string[] | undefined;

/** The gateway, and every subgraph that has an SDL. */
function expectedServices(): readonly string[] {
  return (expected ??= ['gateway', ...subgraphNames()]);
}
