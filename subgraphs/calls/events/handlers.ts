import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { EventDefinition } from '../../../schema/events/event';
import * as telephony from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import type { Caller, HandledEvent } from '../../../platform/runtime/subgraphModule';
import type { Context } from '../context';
import { openMissedCall } from '../usecases/openMissedCall';
import { receiveText } from '../usecases/receiveText';
import { recordCallProgress } from '../usecases/recordCallProgress';
import { recordDelivery } from '../usecases/recordDelivery';

type Handler = (event: HandledEvent<never>, caller: Caller) => Promise<void>;

/** What this subgraph does when others say that something happened: parse, one use case. */
export function handlers(contextOf: (caller: Caller) => Context): Record<string, Handler> {
  const on = <Payload>(definition: EventDefinition<Payload> & { payload: z.ZodType<Payload> }, handle: (context: Context, payload: Payload) => Promise<unknown>): Record<string, Handler> => ({
    [definition.type]: async (event, caller) => {
      await handle(contextOf(caller), definition.payload.parse(event.payload));
    },
  });
  return {
    ...on(telephony.callReceived, (context, call) => recordCallProgress(context, { ...call, status: 'RINGING', at: call.startedAt })),
    ...on(telephony.callAnswered, (context, call) => recordCallProgress(context, { ...call, startedAt: call.answeredAt, status: 'ANSWERED', at: call.answeredAt })),
    ...on(telephony.callCompleted, (context, call) => recordCallProgress(context, { ...call, startedAt: call.endedAt, status: 'COMPLETED', at: call.endedAt })),
    ...on(telephony.callMissed, openMissedCall),
    ...on(telephony.messageReceived, receiveText),
    ...on(telephony.messageAccepted, (context, sent) => recordDelivery(context, { kind: 'accepted', messageId: sent.messageId, twilioSid: sent.twilioSid, at: sent.acceptedAt })),
    ...on(telephony.messageDelivered, (context, sent) => recordDelivery(context, { kind: 'delivered', messageId: sent.messageId })),
    ...on(telephony.messageFailed, (context, sent) => recordDelivery(context, { kind: 'failed', ...sent })),
    ...on(telephony.messageDropped, (context, sent) => recordDelivery(context, { kind: 'dropped', messageId: sent.messageId, reason: sent.reason })),
    ...on(telephony.optOutChanged, (context, change) =>
      context.transaction(async ({ conversations }) => {
        const customer = await conversations.customerAt(change.phone);
        await conversations.changeCustomer(customer.id, { optedOut: change.optedOut });
      }),
    ),
    ...on(telephony.lineChanged, (context, line) => context.transaction(({ work }) => work.saveLine({ id: line.lineId, number: line.number }))),
    ...on(businessConfigured, (context, settings) =>
      context.transaction(async ({ work }) => {
        await work.saveBusiness(settings);
        // A new business has one worker (domain.md, "Leads, appointments").
        if ((await work.workers()).length === 0) await work.addWorker({ id: randomUUID(), name: settings.businessName, userId: null });
      }),
    ),
  };
}
