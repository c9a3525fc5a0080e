import type { Caller, HandledEvent, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { readSubgraphSdl } from '../../schema/sdl';
import type { Context } from './context';
import { createContext } from './createContext';
import { onAppointmentBooked, onBusinessConfigured, onCallMissed, onCallReceived, onLeadChanged, onMessageAdded, onOutcomeDecided } from './events/handlers';
import { resolvers } from './resolvers/resolvers';

/** The business's figures, counted as things happen. */
export const subgraph: SubgraphModule = {
  name: 'analytics',
  typeDefs: () => readSubgraphSdl('analytics'),
  async start(foundation) {
    const handle =
      <Event extends HandledEvent>(handler: (event: Event, context: Context) => Promise<void>) =>
      (event: Event, caller: Caller) =>
        handler(event, createContext(foundation, caller));
    return {
      resolvers,
      createContext: (caller) => createContext(foundation, caller),
      // Counters may lag behind a rush of calls; the texts may not.
      eventConcurrency: 1,
      onlyWhen: { 'calls.messageAdded': { firstReply: true }, 'calls.leadChanged': { created: true } },
      on: {
        'telephony.callReceived': handle(onCallReceived),
        'telephony.callMissed': handle(onCallMissed),
        'calls.outcomeDecided': handle(onOutcomeDecided),
        'calls.messageAdded': handle(onMessageAdded),
        'calls.leadChanged': handle(onLeadChanged),
        'calls.appointmentBooked': handle(onAppointmentBooked),
        'tenancy.businessConfigured': handle(onBusinessConfigured),
      },
    };
  },
};
