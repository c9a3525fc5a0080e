import { join } from 'node:path';
import type { Database } from '../../platform/database/database';
import { createTicker } from '../../platform/runtime/ticker';
import type { Caller, Foundation, RunningSubgraph, SubgraphModule, WorkingSubgraph } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import type { Accounts } from './clients/accounts';
import { openSpool } from './clients/spool';
import type { Context, WebhookIntake } from './context';
import { createAccounts, createContext } from './createContext';
import { laneOf, type Webhook } from './domain/webhook';
import { eventHandlers } from './events/handlers';
import { mountTwilioWebhooks } from './http/routes';
import { jobHandlers } from './jobs/handlers';
import { resolvers } from './resolvers/resolvers';
import { openLineMirror, readChangedLines } from './store/lineMirror';
import { findLines } from './store/lines';
import { forgetReceipts } from './store/receipts';
import { applySpooled } from './usecases/applySpooled';

/** Webhooks are answered at once, however many texts and events wait for a connection. */
const webhookConnections = 6;
/** A line that another process added or changed is known after so long at the latest; what waits on disk is applied as soon. */
const refreshMillis = 2_000;

/** Our numbers, the calls and texts that Twilio carries for them, and who asked for no more texts. */
export const subgraph: SubgraphModule = {
  name: 'telephony',
  typeDefs: () => readSubgraphSdl('telephony'),
  paths: ['/webhooks/*', '/internal/webhooks/*', '/internal/phone-numbers/*'],
  worksApart: true,
  start,
  startWorking: (foundation) => {
    const accounts = createAccounts(foundation);
    // The mirror is the other thread's, which looks for itself.
    return Promise.resolve(workOf((caller) => createContext(foundation, accounts, caller), () => undefined));
  },
};

/** What is done about events and jobs. */
function workOf(contextOf: (caller: Caller) => Context, linesChanged: () => void): WorkingSubgraph {
  return { on: eventHandlers(contextOf, linesChanged), jobs: jobHandlers(contextOf), schedules: [forgetReceipts] };
}

async function start(foundation: Foundation): Promise<RunningSubgraph> {
  const { database, environment, log } = foundation;
  const accounts = createAccounts(foundation);
  const contextOf = (caller: Caller): Context => createContext(foundation, accounts, caller);
  const webhookDatabase = await database.reserve(webhookConnections);
  const intake = openIntake(foundation, webhookDatabase, accounts);
  const upkeep = startUpkeep(intake);
  // A cold start waits for the lines where it can: the file knows them where the database is away.
  await intake.mirror.refresh().catch((error: unknown) => log.warn({ err: error }, 'lines are known from disk only: the database is away'));
  return {
    resolvers,
    createContext: contextOf,
    routes: (app) => mountTwilioWebhooks(app, { intake, environment }),
    ...workOf(contextOf, upkeep.linesChanged),
    healthChecks: [{ name: 'twilio', critical: false, run: () => accounts.environmentCarrier.ping() }],
    async stop() {
      await upkeep.stop();
      await intake.spool.close();
      await webhookDatabase.close();
    },
  };
}

/** Where webhooks come in, on connections of their own. */
function openIntake({ database, environment, log, clock, dataDirectory }: Foundation, webhookDatabase: Database, accounts: Accounts): WebhookIntake {
  const mirror = openLineMirror(join(dataDirectory, 'mirror', 'lines.json'), (since) => readChangedLines(database, since));
  return {
    mirror,
    spool: openSpool(join(dataDirectory, 'spool'), (entry) => laneOf(entry as Partial<Webhook>)),
    async findLine(by) {
      const [line] = await findLines(webhookDatabase, by);
      if (line) mirror.put(line);
      return line ?? null;
    },
    environmentSid: accounts.environmentSid,
    async tokensOf(accountSid) {
      // The environment's first: no business can stand in for it.
      if (accountSid === accounts.environmentSid) return accounts.tokensOf(null);
      const account = mirror.account(accountSid);
      if (!account) return [];
      return accounts.tokensOf(account).catch((error: unknown) => {
        log.error({ err: error, account: accountSid }, 'the tokens of an account cannot be opened: its webhooks are refused');
        return [];
      });
    },
    contextOf: (tenantId, sid, isGivenUp) =>
      createContext({ database: webhookDatabase, environment, clock, log }, accounts, { principal: { kind: 'system', tenantId }, requestId: sid }, isGivenUp),
    now: clock,
    log,
  };
}

/** Keeps the mirror as the lines are, and empties the spool. */
function startUpkeep(intake: WebhookIntake): { linesChanged(): void; stop(): Promise<void> } {
  const every = (name: string, work: () => Promise<void>) => createTicker({ name, pollMillis: refreshMillis, log: intake.log, run: () => work().then(() => null) });
  const mirroring = every('telephony mirror', () => intake.mirror.refresh());
  const draining = every('telephony spool', async () => {
    if (intake.spool.pending) await applySpooled(intake);
  });
  return {
    linesChanged: () => mirroring.wake(),
    async stop() {
      await mirroring.stop();
      await draining.stop();
    },
  };
}
