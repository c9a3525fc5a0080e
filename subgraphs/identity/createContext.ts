import DataLoader from 'dataloader';
import type { Transaction } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import { isUuid } from '../../platform/values/uuid';
import { tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import { bcryptPasswords } from './clients/bcryptPasswords';
import type { Context, IdentityTransaction } from './context';
import type { Membership, Person } from './domain/person';
import { loginStore } from './store/logins';
import { isSuspended, membershipsOf, peopleStore } from './store/people';
import { sessionStore } from './store/sessions';

/** What of the foundation this subgraph stands on. */
export type IdentityFoundation = Pick<Foundation, 'database' | 'tokens' | 'clock' | 'environment'>;

/** @param bcryptCost 12, but for tests and for data that nobody relies on */
export function createContext(foundation: IdentityFoundation, caller: Pick<Caller, 'principal' | 'requestId'>, bcryptCost = 12): Context {
  const { database } = foundation;
  const { principal } = caller;
  const tenantId = tenantOf(principal);
  const inTenant = <T>(tenant: string, work: (tx: IdentityTransaction) => Promise<T>) =>
    database.transaction(tenant, (tx) => work(stores(tx, caller.requestId)));

  const loadPeople = async (ids: readonly string[]): Promise<(Person | null)[]> => {
    const known = ids.filter(isUuid);
    const people = tenantId === null || known.length === 0 ? [] : await inTenant(tenantId, (tx) => tx.people.byIds(known));
    const byId = new Map(people.map((person) => [person.id, person]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  };

  return {
    principal,
    clock: foundation.clock,
    tokens: foundation.tokens,
    refreshSeconds: foundation.environment.refreshExpiresInSeconds,
    passwords: bcryptPasswords(bcryptCost),
    logins: loginStore(database),
    people: new DataLoader(loadPeople),
    ownMemberships: (): Promise<Membership[]> =>
      principal.kind === 'user' ? membershipsOf(database, principal.userId) : Promise.resolve([]),
    inTenant,
  };
}

function stores(tx: Transaction, requestId: string): IdentityTransaction {
  return { people: peopleStore(tx), sessions: sessionStore(tx), isSuspended: () => isSuspended(tx), say: (event) => appendEvent(tx, event, requestId) };
}
