import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import type { appointmentChanged, conversationChanged, humanArrived, humanNeeded } from '../../../schema/events/calls';
import type { businessConfigured } from '../../../schema/events/tenancy';
import type { Context } from '../context';
import { noteArrival } from '../usecases/noteArrival';
import { raiseAlert } from '../usecases/raiseAlert';

type Handled<Event extends (value: never) => unknown> = HandledEvent<Parameters<Event>[0]>;

/** Opens an alert, or opens one of danger again. */
export function onHumanNeeded({ payload }: Handled<typeof humanNeeded>, context: Context): Promise<void> {
  return raiseAlert(context, { ...payload, at: new Date(payload.at) });
}

/** Ends or acknowledges the alerts of the conversation. */
export function onHumanArrived({ payload }: Handled<typeof humanArrived>, context: Context): Promise<void> {
  return noteArrival(context, { conversationId: payload.conversationId, by: payload.userId, at: new Date(payload.at), resolved: payload.resolved });
}

/** So that a technician sees the alerts of an own appointment's conversation. A slot that is only held, or let go, is nobody's appointment. */
export async function onAppointmentChanged({ payload }: Handled<typeof appointmentChanged>, context: Context): Promise<void> {
  const { appointmentId, conversationId, workerUserId, status, at } = payload;
  if (conversationId === null || status === 'HELD' || status === 'LET_GO') return context.transaction(() => Promise.resolve());
  await context.transaction((tx) => tx.appointments.save({ id: appointmentId, conversationId, userId: workerUserId ?? null, changedAt: new Date(at) }));
}

/** So that a filter by a conversation tells one without alerts from one that does not exist. */
export async function onConversationChanged({ payload }: Handled<typeof conversationChanged>, context: Context): Promise<void> {
  await context.transaction((tx) => tx.conversations.lock(payload.conversationId));
}

/** So that a text to the owner knows the business's name and phones. */
export async function onBusinessConfigured({ payload }: Handled<typeof businessConfigured>, context: Context): Promise<void> {
  await context.transaction((tx) => tx.businesses.save(payload.version, { name: payload.businessName, alertPhones: payload.alertPhones }));
}
