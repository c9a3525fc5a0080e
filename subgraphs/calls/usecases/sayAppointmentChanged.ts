import { appointmentBooked, appointmentChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import { isVisit, type Appointment, type AppointmentStatus } from '../domain/appointment';

/** Tells the others what became of an appointment: its status now, or that it was let go. */
export async function sayAppointmentChanged({ workers, say }: Work, { id, conversationId, workerId }: Appointment, status: AppointmentStatus | 'LET_GO', now: Date): Promise<void> {
  const forVisit = isVisit(status);
  const worker = forVisit ? (await workers.all()).find((candidate) => candidate.id === workerId) : undefined;
  await say(appointmentChanged({ appointmentId: id, conversationId, workerUserId: worker?.userId ?? null, status, isVisit: forVisit, at: now.toISOString() }));
}

/** Tells the others that a customer has an appointment. Prices in whole dollars become cents. */
export async function sayAppointmentBooked(opened: Work, appointment: Appointment, now: Date): Promise<void> {
  const { id, conversationId, startAt, status, estimate } = appointment;
  await sayAppointmentChanged(opened, appointment, status, now);
  await opened.say(
    appointmentBooked({
      appointmentId: id,
      conversationId,
      start: startAt.toISOString(),
      estimateLowMinor: Math.round((estimate?.low ?? 0) * 100),
      estimateHighMinor: Math.round((estimate?.high ?? 0) * 100),
      at: now.toISOString(),
    }),
  );
}
