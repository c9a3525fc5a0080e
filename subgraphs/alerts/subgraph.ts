import type { Job, JobRun } from '../../platform/jobs/jobs';
import type { Caller, HandledEvent, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import type { Context } from './context';
import { createContext } from './createContext';
import { onAppointmentChanged, onBusinessConfigured, onConversationChanged, onHumanArrived, onHumanNeeded } from './events/handlers';
import { resolvers } from './resolvers/resolvers';
import { repeatNoticeTopic } from './usecases/raiseAlert';
import { repeatNotice } from './usecases/repeatNotice';

/** What a human should look at, until one has. */
export const subgraph: SubgraphModule = {
  name: 'alerts',
  typeDefs: () => readSubgraphSdl('alerts'),
  async start(foundation) {
    const handle =
      <Event extends HandledEvent>(handler: (event: Event, context: Context) => Promise<void>) =>
      (event: Event, caller: Caller) =>
        handler(event, createContext(foundation, caller));
    return {
      resolvers,
      createContext: (caller) => createContext(foundation, caller),
      eventConcurrency: 2,
      onlyWhen: { 'calls.conversationChanged': { opened: true } },
      on: {
        'calls.humanNeeded': handle(onHumanNeeded),
        'calls.humanArrived': handle(onHumanArrived),
        'calls.appointmentChanged': handle(onAppointmentChanged),
        'calls.conversationChanged': handle(onConversationChanged),
        'tenancy.businessConfigured': handle(onBusinessConfigured),
      },
      jobs: {
        [repeatNoticeTopic]: (job: Job<{ alertId: string }>, run: JobRun) =>
          repeatNotice(createContext(foundation, { principal: { kind: 'system', tenantId: job.tenantId }, requestId: `job-${job.id}`, run }), job.payload.alertId),
      },
    };
  },
};
