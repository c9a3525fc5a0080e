import DataLoader from 'dataloader';
import type { Transaction } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import { enqueueJob, type JobRun } from '../../platform/jobs/jobs';
import { tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Carrier } from './clients/carrier';
import { createTwilioCarrier } from './clients/twilioCarrier';
import type { Context, TelephonyEnvironment, Work } from './context';
import type { Line } from './domain/line';
import { callStore } from './store/calls';
import { lineStore } from './store/lines';
import { messageStore } from './store/messages';
import { optOutStore } from './store/optOuts';
import { receiptStore } from './store/receipts';

/** The phone company that the environment names. Without an account, sends are refused by it and health says so. */
export function createCarrier(environment: TelephonyEnvironment): Carrier {
  return createTwilioCarrier({
    accountSid: environment.twilioAccountSid ?? `AC${'0'.repeat(32)}`,
    authToken: environment.twilioAuthTokens[0] ?? 'none',
    baseUrl: environment.twilioBaseUrl,
  });
}

/** Nobody waits for the transaction any more: it leaves nothing. */
class GivenUp extends Error {}

/** What use cases and resolvers of one request, event or job work with. Transactions roll back where they end after `isGivenUp`. */
export function createContext(foundation: Pick<Foundation, 'database' | 'environment' | 'clock' | 'log'>, carrier: Carrier, caller: Caller, isGivenUp: () => boolean = () => false): Context {
  const { database, environment, clock, log } = foundation;
  const tenantId = tenantOf(caller.principal);
  const job = jobUnderWay(caller.run);
  const run = <T>(work: (tx: Work) => Promise<T>, ends: boolean) =>
    database.transaction(tenantId, async (tx) => {
      const result = await work(openWork(tx, (at) => job.again(tx, at), caller.requestId));
      if (isGivenUp()) throw new GivenUp('the transaction came too late');
      if (ends) await job.complete(tx);
      return result;
    });
  return {
    principal: caller.principal,
    now: clock,
    log,
    carrier,
    publicUrl: environment.publicUrl.replace(/\/$/, ''),
    transaction: (work) => run(work, true),
    step: (work) => run(work, false),
    loaders: {
      line: new DataLoader<string, Line | null>(async (ids) => {
        const lines = await lineStore(database.reader(tenantId)).byIds(ids);
        const byId = new Map(lines.map((line) => [line.id, line]));
        return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
      }),
      optedOut: new DataLoader<string, boolean>(async (phones) => {
        const optedOut = await optOutStore(database.reader(tenantId)).among(phones);
        return phones.map((phone) => optedOut.has(phone));
      }),
    },
  };
}

/** All stores on one transaction. */
function openWork(tx: Transaction, again: (at: Date) => Promise<void>, correlationId: string | null): Work {
  return {
    lines: lineStore(tx),
    calls: callStore(tx),
    messages: messageStore(tx),
    optOuts: optOutStore(tx),
    receipts: receiptStore(tx),
    say: (event) => appendEvent(tx, event, correlationId),
    enqueue: (job) => enqueueJob(tx, job),
    again,
  };
}

/** The job is ended once, by the first transaction that ends it. A transaction that was rolled back did not. */
function jobUnderWay(run: JobRun | undefined): { complete: JobRun['complete']; again: JobRun['again'] } {
  let settledIn: object | null = null;
  return {
    async complete(tx) {
      if (!run || settledIn) return;
      await run.complete(tx);
      settledIn = tx;
    },
    async again(tx, at) {
      if (!run) throw new Error('There is no job to come again');
      await run.again(tx, at);
      settledIn = tx;
    },
  };
}
