import { randomUUID } from 'node:crypto';
import type { Database } from '../platform/database/database';
import { Refusal, refuse } from '../platform/errors/refusal';
import type { Principal } from '../platform/principal/principal';
import { createSealer } from '../platform/secrets/sealer';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { createContext as createIdentityContext } from '../subgraphs/identity/createContext';
import { createMember, type MemberInput } from '../subgraphs/identity/usecases/createMember';
import { transactionsOf } from '../subgraphs/telephony/createContext';
import { addLine, type LineToAdd } from '../subgraphs/telephony/usecases/addLine';
import { type AccountToSet, setAccount } from '../subgraphs/telephony/usecases/setAccount';
import type { Business } from '../subgraphs/tenancy/context';
import { createContext as createTenancyContext } from '../subgraphs/tenancy/createContext';
import { type BusinessInput, createBusiness } from '../subgraphs/tenancy/usecases/createBusiness';

export type BusinessFoundation = Pick<Foundation, 'environment' | 'database' | 'tokens' | 'clock'>;

/** What several subgraphs do for one business, in one transaction. */
export interface BusinessWork {
  /** Leaves a business that is there as it is. */
  createBusiness(input: BusinessInput): Promise<Business>;
  /** Null before it is made. */
  business(): Promise<Business | null>;
  /** Answers the person's id. Refuses RESOURCE_ALREADY_EXISTS for an address or username that somebody has, of whatever business. */
  addPerson(person: MemberInput): Promise<string>;
  /** Answers the line's id. Refuses as `addLine` does, and names the number. */
  addLine(line: LineToAdd): Promise<string>;
  /** Refuses as `setAccount` does. */
  setAccount(account: AccountToSet): Promise<void>;
}

/**
 * Runs `work` through the use cases of the subgraphs whose things these are, on one transaction: all of it takes effect, or nothing.
 * Give the people first: the hash of a password takes a quarter of a second, and after the first write others would wait for it.
 * @param bcryptCost 12 unless a test or a benchmark asks for less
 */
export function forBusiness<T>(foundation: BusinessFoundation, tenantId: string, work: (business: BusinessWork) => Promise<T>, bcryptCost?: number): Promise<T> {
  return foundation.database.transaction(tenantId, (tx) => {
    const database: Database = { ...foundation.database, transaction: (_tenantId, part) => part(tx) };
    return work(workOn({ ...foundation, database }, tenantId, bcryptCost));
  });
}

function workOn(foundation: BusinessFoundation, tenantId: string, bcryptCost?: number): BusinessWork {
  const { database, environment } = foundation;
  const principal: Principal = { kind: 'system', tenantId };
  const requestId = `tools-${tenantId}`;
  const tenancy = createTenancyContext(foundation, { principal, requestId });
  const identity = createIdentityContext(foundation, { principal, requestId }, bcryptCost);
  const telephony = transactionsOf(database, tenantId, requestId);
  return {
    createBusiness: (input) => createBusiness(tenancy, input),
    business: () => tenancy.transaction(({ businesses }) => businesses.own()),
    async addPerson(person) {
      const wanted = { id: randomUUID(), ...person };
      const id = await createMember(identity, wanted);
      // Who is known would join with a password that nobody here has read or made.
      return id === wanted.id ? id : refuse('RESOURCE_ALREADY_EXISTS', `Somebody has the address ${person.email} already.`, { field: 'email' });
    },
    async addLine(line) {
      try {
        return (await addLine(telephony, line)).lineId;
      } catch (error) {
        throw error instanceof Refusal ? new Refusal(error.code, `${line.number}: ${error.message}`, error.details) : error;
      }
    },
    setAccount: (account) => setAccount({ ...telephony, sealer: createSealer(environment.encryptionKey), environmentSid: environment.twilioAccountSid }, account),
  };
}
