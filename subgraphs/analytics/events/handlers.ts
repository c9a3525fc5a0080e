import { doorsOf, mayLag } from '../../../platform/runtime/callers';
import type { Caller, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import { appointmentBooked, leadChanged, messageAdded, outcomeDecided } from '../../../schema/events/calls';
import { callAnswered, callMissed } from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import type { Context, Fact } from '../context';
import { durationClass } from '../domain/durations';
import { countFacts } from '../usecases/countFacts';

const one = (metric: Fact['metric'], at: string): Fact => ({ metric, at: new Date(at), amount: 1 });

/** What this subgraph counts when something has happened: parse, one use case. */
export function eventHandlers(contextOf: (caller: Caller) => Context): NonNullable<RunningSubgraph['on']> {
  const { onEvent: on } = doorsOf(contextOf);
  return mayLag({
    // A call counts once it is answered or missed, at the time when it began: one that still rings would be among the calls that were not missed.
    ...on(callAnswered, (context, { startedAt }) => countFacts(context, [one('calls', startedAt)])),
    ...on(callMissed, (context, { startedAt }) => countFacts(context, [one('calls', startedAt), one('missedCalls', startedAt)])),
    // How soon a caller was texted; the conversation waits for the reply from then on.
    ...on(outcomeDecided, (context, { kind, conversationId, textBackMillis, missedAt, decidedAt }) => {
      if (kind !== 'TEXTED') return countFacts(context, []);
      const textBack = textBackMillis === null ? [] : [one(`textBack:${durationClass(textBackMillis)}`, missedAt)];
      return countFacts(context, textBack, conversationId === null ? undefined : { conversationId, textedAt: new Date(decidedAt) });
    }),
    // A customer's text that is later than ours is the reply.
    ...on(messageAdded, (context, { conversationId, at }) => countFacts(context, [], { conversationId, heardAt: new Date(at) }), { when: { isReply: true } }),
    // A lead counts once, when it was made.
    ...on(leadChanged, (context, { conversationId, at }) => countFacts(context, [one('leads', at)], { conversationId, leadAt: new Date(at) }), { when: { created: true } }),
    // What a visit recovers is the middle of its estimate; a visit booked without a conversation recovered no missed call.
    ...on(appointmentBooked, (context, { conversationId, estimateLowMinor, estimateHighMinor, at }) => {
      const booking = one('bookings', at);
      if (conversationId === null) return countFacts(context, [booking]);
      const revenue: Fact = { metric: 'revenueMinor', at: booking.at, amount: (estimateLowMinor + estimateHighMinor) / 2 };
      return countFacts(context, [booking, revenue], { conversationId, booked: true });
    }),
    // So that days and hours are the business's own.
    ...on(businessConfigured, (context, { version, timeZone }) => context.transaction(({ businesses }) => businesses.save(version, timeZone))),
  });
}
