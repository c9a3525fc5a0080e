import { doorsOf, mayLag } from '../../../platform/runtime/callers';
import type { Caller, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import { appointmentChanged } from '../../../schema/events/calls';
import type { Context } from '../context';

/** What this subgraph does when something has happened: parse, one use case. */
export function eventHandlers(contextOf: (caller: Caller) => Context): NonNullable<RunningSubgraph['on']> {
  const { onEvent: on } = doorsOf(contextOf);
  return mayLag({
    // So that a technician hears the events of an own appointment's conversation. A slot that is held or let go is nobody's appointment.
    ...on(appointmentChanged, (context, { appointmentId, conversationId, workerUserId, isVisit, at }) =>
      context.transaction(async ({ appointments }) => {
        if (conversationId === null || !isVisit) return;
        await appointments.save({ id: appointmentId, conversationId, userId: workerUserId ?? null, changedAt: new Date(at) });
      }),
    ),
  });
}
