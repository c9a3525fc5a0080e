import { join } from 'node:path';
import { createTicker } from '../../platform/runtime/ticker';
import type { Foundation, HandledEvent, ResolverMap, RunningSubgraph, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import { openSpool } from './clients/spool';
import type { Desk } from './context';
import { createCarrier, createContext } from './createContext';
import { onBusinessConfigured } from './events/onBusinessConfigured';
import { onMessageQueued } from './events/onMessageQueued';
import { onNoticeRequested } from './events/onNoticeRequested';
import { onOptOutAsked } from './events/onOptOutAsked';
import { mountTwilioWebhooks } from './http/routes';
import { resolvers } from './resolvers/resolvers';
import { openLineMirror } from './store/lineMirror';
import { isDatabaseAway } from './store/databaseAway';
import { findLines } from './store/lines';
import { forgetReceipts } from './store/receipts';
import { confirmTalk } from './usecases/acceptCall';
import { checkCall } from './usecases/checkCall';
import { settleCall } from './usecases/recordCallEnd';
import { sendText } from './usecases/sendText';
import { applySpooled } from './usecases/takeWebhook';

/** Webhooks are answered at once, however many texts and events wait for a connection. */
const webhookConnections = 6;
/** A line that another process added or changed is known after so long at the latest; what waits on disk is applied as soon. */
const refreshMillis = 2_000;

/** Our numbers, the calls and texts that Twilio carries for them, and who asked for no more texts. */
export const subgraph: SubgraphModule = {
  name: 'telephony',
  typeDefs: () => readSubgraphSdl('telephony'),
  start,
};

async function start(foundation: Foundation): Promise<RunningSubgraph> {
  const { database, environment, log, clock, dataDirectory } = foundation;
  const carrier = createCarrier(environment);
  const mirror = openLineMirror(join(dataDirectory, 'mirror', 'lines.json'), () => database.transaction(null, (tx) => findLines(tx, 'all')));
  const spool = openSpool(join(dataDirectory, 'spool'));
  const system = (tenantId: string, caller: { requestId: string; run?: Parameters<typeof createContext>[2]['run'] }) =>
    createContext(foundation, carrier, { principal: { kind: 'system', tenantId }, ...caller });

  const front = { ...foundation, database: await database.reserve(webhookConnections) };
  const desk: Desk = {
    mirror,
    spool,
    async findLine(by) {
      const [line] = await front.database.transaction(null, (tx) => findLines(tx, by));
      if (line) mirror.put(line);
      return line ?? null;
    },
    isDatabaseAway,
    contextOf: (tenantId, isGivenUp) => createContext(front, carrier, { principal: { kind: 'system', tenantId }, requestId: 'twilio' }, isGivenUp),
    now: clock,
    log,
  };
  const mirroring = createTicker({
    name: 'telephony mirror',
    pollMillis: refreshMillis,
    log,
    run: async () => {
      await mirror.refresh();
      return null;
    },
  });
  const draining = createTicker({
    name: 'telephony spool',
    pollMillis: refreshMillis,
    log,
    run: async () => {
      if (spool.pending) await applySpooled(desk);
      return null;
    },
  });
  // A cold start waits for the lines where it can: the file knows them where the database is away.
  await mirror.refresh().catch((error: unknown) => log.warn({ err: error }, 'lines are known from disk only: the database is away'));

  const forEvent = (handler: (event: HandledEvent, context: ReturnType<typeof system>) => Promise<void>) => (event: HandledEvent<never>, caller: Parameters<SubgraphCreateContext>[0]) =>
    handler(event, system(event.tenantId, caller));

  return {
    resolvers: resolvers as unknown as ResolverMap,
    createContext: (caller) => createContext(foundation, carrier, caller),
    routes: (app) => mountTwilioWebhooks(app, { desk, environment }),
    on: {
      'calls.messageQueued': forEvent(onMessageQueued),
      'alerts.noticeRequested': forEvent(onNoticeRequested),
      'calls.optOutAsked': forEvent(onOptOutAsked),
      'tenancy.businessConfigured': forEvent(async (event, context) => {
        await onBusinessConfigured(event, context);
        mirroring.wake();
      }),
      'telephony.lineChanged': async () => mirroring.wake(),
    },
    jobs: {
      'telephony.sendText': (job, run) => sendText(system(job.tenantId, { requestId: `job ${job.id}`, run }), payloadOf<{ messageId: string }>(job).messageId),
      'telephony.confirmTalk': (job, run) => confirmTalk(system(job.tenantId, { requestId: `job ${job.id}`, run }), payloadOf<{ callSid: string }>(job).callSid),
      'telephony.settleCall': (job, run) => settleCall(system(job.tenantId, { requestId: `job ${job.id}`, run }), payloadOf<{ callSid: string; durationSeconds: number }>(job)),
      'telephony.checkCall': (job, run) => checkCall(system(job.tenantId, { requestId: `job ${job.id}`, run }), payloadOf<{ callSid: string }>(job).callSid),
    },
    schedules: [forgetReceipts],
    healthChecks: [
      { name: 'database', critical: true, run: () => database.transaction(null, async (tx) => void (await tx.query('select 1 as one'))) },
      { name: 'twilio', critical: false, run: () => carrier.ping() },
    ],
    async stop() {
      await mirroring.stop();
      await draining.stop();
      await spool.close();
      await front.database.close();
    },
  };
}

type SubgraphCreateContext = RunningSubgraph['createContext'];

/** What our own use cases put into the job. */
function payloadOf<Payload>(job: { payload: unknown }): Payload {
  return job.payload as Payload;
}
