import DataLoader from 'dataloader';
import type { Database, Transaction } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import { type Again, completing } from '../../platform/jobs/completing';
import { enqueueJob } from '../../platform/jobs/jobs';
import { tenantOf } from '../../platform/principal/principal';
import { createSealer } from '../../platform/secrets/sealer';
import type { Logger } from '../../platform/logging/logger';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import { type Accounts, openAccounts } from './clients/accounts';
import type { Context, TelephonyEnvironment, Work } from './context';
import type { Line } from './domain/line';
import { accountStore } from './store/accounts';
import { businessStore } from './store/businesses';
import { callStore } from './store/calls';
import { lineStore } from './store/lines';
import { hindranceStore } from './store/hindrances';
import { messageStore } from './store/messages';
import { optOutStore } from './store/optOuts';
import { receiptStore } from './store/receipts';

/** The phone company that the environment names: its own account there, and those of businesses. */
export function createAccounts({ environment, log }: { environment: TelephonyEnvironment; log: Logger }): Accounts {
  return openAccounts({
    accountSid: environment.twilioAccountSid,
    authTokens: environment.twilioAuthTokens,
    baseUrl: environment.twilioBaseUrl,
    sealer: createSealer(environment.encryptionKey),
    onEnvironmentRefused: () => log.error({ account: environment.twilioAccountSid }, 'Twilio refuses TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN: no texts go out of its numbers'),
  });
}

/** Nobody waits for the transaction any more: it leaves nothing. */
class GivenUp extends Error {}

/** What use cases and resolvers of one request, event or job work with. Transactions roll back where they end after `isGivenUp`. */
export function createContext(foundation: Pick<Foundation, 'database' | 'environment' | 'clock' | 'log'>, accounts: Pick<Accounts, 'carrierOf' | 'isEnvironmentAccount'>, caller: Caller, isGivenUp: () => boolean = () => false): Context {
  const { database, environment, clock, log } = foundation;
  const tenantId = tenantOf(caller.principal);
  const { transaction, step } = completing(caller.run, (work) => database.transaction(tenantId, work));
  const inTime =
    <T>(work: (tx: Work) => Promise<T>) =>
    async (tx: Transaction, again: Again): Promise<T> => {
      const result = await work(openWork(tx, again, caller.requestId));
      if (isGivenUp()) throw new GivenUp('the transaction came too late');
      return result;
    };
  const reader = database.reader(tenantId);
  return {
    principal: caller.principal,
    now: clock,
    log: log.child({ requestId: caller.requestId }),
    carrierOf: (account) => accounts.carrierOf(account),
    isEnvironmentAccount: (account) => accounts.isEnvironmentAccount(account),
    publicUrl: environment.publicUrl,
    stores: { lines: lineStore(reader), optOuts: optOutStore(reader) },
    transaction: (work) => transaction(inTime(work)),
    step: (work) => step(inTime(work)),
    loaders: {
      line: new DataLoader<string, Line | null>(async (ids) => {
        const lines = await lineStore(reader).byIds(ids);
        const byId = new Map(lines.map((line) => [line.id, line]));
        return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
      }),
      optedOut: new DataLoader<string, boolean>(async (phones) => {
        const optedOut = await optOutStore(reader).among(phones);
        return phones.map((phone) => optedOut.has(phone));
      }),
    },
  };
}

/** What the seed and the operator work with, outside of any request: with nothing of the carrier. */
export function transactionsOf(database: Database, tenantId: string, correlationId: string): Pick<Context, 'transaction' | 'now'> {
  const { transaction } = completing(undefined, (work) => database.transaction(tenantId, work));
  return { now: () => new Date(), transaction: (work) => transaction((tx, again) => work(openWork(tx, again, correlationId))) };
}

/** All stores on one transaction. */
function openWork(tx: Transaction, again: Again, correlationId: string): Work {
  return {
    businesses: businessStore(tx),
    accounts: accountStore(tx),
    lines: lineStore(tx),
    calls: callStore(tx),
    messages: messageStore(tx, correlationId),
    hindrances: hindranceStore(tx),
    optOuts: optOutStore(tx),
    receipts: receiptStore(tx),
    say: (event) => appendEvent(tx, event, correlationId),
    enqueue: (job) => enqueueJob(tx, { ...job, correlationId }),
    again,
    under: (cause) => openWork(tx, again, cause),
  };
}
