import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import type { appointmentBooked, leadChanged, messageAdded, outcomeDecided } from '../../../schema/events/calls';
import type { callMissed, callReceived } from '../../../schema/events/telephony';
import type { businessConfigured } from '../../../schema/events/tenancy';
import type { Context, Fact } from '../context';
import { durationClass } from '../domain/durations';
import { countFacts } from '../usecases/countFacts';

type Payload<Event extends (value: never) => unknown> = Parameters<Event>[0];
type Handled<Event extends (value: never) => unknown> = HandledEvent<Payload<Event>>;

const one = (metric: Fact['metric'], at: string): Fact => ({ metric, at: new Date(at), amount: 1 });

/** A call counts when it began. */
export function onCallReceived(event: Handled<typeof callReceived>, context: Context): Promise<void> {
  return countFacts(context, [one('calls', event.payload.startedAt)]);
}

/** A missed call counts when it began, so that it lies in the same period as the call that it is among. */
export function onCallMissed(event: Handled<typeof callMissed>, context: Context): Promise<void> {
  return countFacts(context, [one('missedCalls', event.payload.startedAt)]);
}

/** How soon a caller was texted; the conversation waits for the reply from then on. */
export function onOutcomeDecided({ payload }: Handled<typeof outcomeDecided>, context: Context): Promise<void> {
  if (payload.kind !== 'TEXTED') return countFacts(context, []);
  const textBack = payload.textBackMillis === null ? [] : [one(`textBack:${durationClass(payload.textBackMillis)}`, payload.missedAt)];
  return countFacts(context, textBack, payload.conversationId === null ? undefined : { conversationId: payload.conversationId, textedAt: new Date(payload.missedAt) });
}

/** The customer's first text of a conversation is the reply. */
export function onMessageAdded({ payload }: Handled<typeof messageAdded>, context: Context): Promise<void> {
  return countFacts(context, [], { conversationId: payload.conversationId, replied: true });
}

/** A lead counts once, when it was made. */
export function onLeadChanged({ payload }: Handled<typeof leadChanged>, context: Context): Promise<void> {
  return countFacts(context, [one('leads', payload.at)], { conversationId: payload.conversationId, leadAt: new Date(payload.at) });
}

/** What a visit recovers is the middle of its estimate; a visit booked without a conversation recovered no missed call. */
export function onAppointmentBooked({ payload }: Handled<typeof appointmentBooked>, context: Context): Promise<void> {
  const booking = one('bookings', payload.at);
  if (payload.conversationId === null) return countFacts(context, [booking]);
  const revenue: Fact = { metric: 'revenueMinor', at: booking.at, amount: (payload.estimateLowMinor + payload.estimateHighMinor) / 2 };
  return countFacts(context, [booking, revenue], { conversationId: payload.conversationId, booked: true });
}

/** So that days and hours are the business's own. */
export async function onBusinessConfigured({ payload }: Handled<typeof businessConfigured>, context: Context): Promise<void> {
  await context.transaction((tx) => tx.businesses.save(payload.version, payload.timeZone));
}
