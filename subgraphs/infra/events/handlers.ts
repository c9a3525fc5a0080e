import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import type { appointmentChanged } from '../../../schema/events/calls';
import type { Context } from '../context';
import { isVisit } from '../domain/liveEvents';

/** So that a technician hears the events of an own appointment's conversation. A slot that is only held, or let go, is nobody's appointment. */
export async function onAppointmentChanged({ payload }: HandledEvent<Parameters<typeof appointmentChanged>[0]>, context: Context): Promise<void> {
  const { appointmentId, conversationId, workerUserId, status, at } = payload;
  await context.transaction(async ({ appointments }) => {
    if (conversationId === null || !isVisit(status)) return;
    await appointments.save({ id: appointmentId, conversationId, userId: workerUserId ?? null, changedAt: new Date(at) });
  });
}
