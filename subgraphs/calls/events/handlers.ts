import * as telephony from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import { doorsOf, mayLag } from '../../../platform/runtime/callers';
import type { Caller, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import type { Context } from '../context';
import { configureBusiness } from '../usecases/configureBusiness';
import { giveUpDelivery, giveUpMissedCall, giveUpText } from '../usecases/giveUp';
import { openMissedCall } from '../usecases/openMissedCall';
import { recordCallProgress } from '../usecases/recordCallProgress';
import { recordDelivery } from '../usecases/recordDelivery';
import { recordInboundMessage } from '../usecases/recordInboundMessage';
import { recordOptOut } from '../usecases/recordOptOut';

/** What this subgraph does when others say that something happened: parse, one use case. */
export function eventHandlers(contextOf: (caller: Caller) => Context): NonNullable<RunningSubgraph['on']> {
  const { onEvent: on } = doorsOf(contextOf);
  return {
    ...on(telephony.callMissed, openMissedCall, { onDead: giveUpMissedCall }),
    ...on(telephony.messageReceived, recordInboundMessage, { onDead: giveUpText }),
    ...on(telephony.optOutChanged, recordOptOut),
    ...on(telephony.lineChanged, (context, line) => context.transaction(({ lines }) => lines.save({ id: line.lineId, number: line.number }))),
    ...on(businessConfigured, configureBusiness),
    // The customer's next step waits for none of these.
    ...mayLag({
      ...on(telephony.callReceived, (context, call) => recordCallProgress(context, { ...call, status: 'RINGING' })),
      ...on(telephony.callAnswered, (context, call) => recordCallProgress(context, { ...call, status: 'ANSWERED' })),
      ...on(telephony.callCompleted, (context, call) => recordCallProgress(context, { ...call, status: 'COMPLETED' })),
      ...on(telephony.messageAccepted, (context, sent) => recordDelivery(context, { kind: 'accepted', messageId: sent.messageId, twilioSid: sent.twilioSid, at: sent.acceptedAt })),
      ...on(telephony.messageDelivered, (context, sent) => recordDelivery(context, { kind: 'delivered', messageId: sent.messageId })),
      ...on(telephony.messageFailed, (context, sent) => recordDelivery(context, { kind: 'failed', ...sent }), { onDead: giveUpDelivery }),
      ...on(telephony.messageDropped, (context, sent) => recordDelivery(context, { kind: 'dropped', messageId: sent.messageId, reason: sent.reason }), { onDead: giveUpDelivery }),
    }),
  };
}
