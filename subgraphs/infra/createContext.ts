import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../platform/errors/refusal';
import { tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import { repositoryRoot } from '../../schema/files';
import type { Context } from './context';
import { createAppointments } from './store/appointments';
import { createRegistry } from './store/registry';

/** What a caller acts with. */
export function createContext(foundation: Foundation, caller: Caller): Context {
  const tenant = () => tenantOf(caller.principal) ?? refuse('AUTH_TOKEN_INVALID', 'A token of a business is needed for this.');
  let completed = false;
  return {
    principal: caller.principal,
    registry: createRegistry(foundation.database),
    expected: expectedServices(),
    checks: [{ name: 'database', critical: true, run: async () => void (await foundation.database.transaction(null, (tx) => tx.query('select 1 as one'))) }],
    eventCursor: () => foundation.events.now(tenant()),
    follow: async (after) => foundation.live.subscribe(tenant(), after),
    transaction: (work) =>
      foundation.database.transaction(tenant(), async (tx) => {
        const result = await work({ appointments: createAppointments(tx) });
        if (caller.run && !completed) {
          await caller.run.complete(tx);
          completed = true;
        }
        return result;
      }),
  };
}

let expected: string[] | undefined;

/** The gateway, and every subgraph that has an SDL. */
function expectedServices(): readonly string[] {
  expected ??= ['gateway', ...readdirSync(join(repositoryRoot(), 'schema', 'subgraphs')).filter((file) => file.endsWith('.graphql')).map((file) => file.slice(0, -'.graphql'.length))];
  return expected;
}
