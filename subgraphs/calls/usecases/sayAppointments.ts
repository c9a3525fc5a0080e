import { appointmentBooked, appointmentChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import { isVisit, type Appointment } from '../domain/appointment';

/** A slot is held for a customer. */
export async function sayHeld(opened: Work, hold: Appointment, now: Date): Promise<void> {
  await sayChanged(opened, hold, 'HELD', now);
}

/** Tells the others that a customer has an appointment. Prices in whole dollars become cents. */
export async function sayBooked(opened: Work, appointment: Appointment, now: Date): Promise<void> {
  await sayChanged(opened, appointment, appointment.status, now);
  await opened.say(
    appointmentBooked({
      appointmentId: appointment.id,
      conversationId: appointment.conversationId,
      start: appointment.startAt.toISOString(),
      estimateLowMinor: Math.round((appointment.estimate?.low ?? 0) * 100),
      estimateHighMinor: Math.round((appointment.estimate?.high ?? 0) * 100),
      at: now.toISOString(),
    }),
  );
}

/** Lets go of what is held for the conversation, and says so; answers what it was. */
export async function letGoHolds(opened: Work, conversationId: string, now: Date): Promise<Appointment[]> {
  return sayLetGo(opened, await opened.appointments.releaseHolds(conversationId), now);
}

/** Lets go of every hold of the business that has run out, and says so. */
export async function letGoExpired(opened: Work, now: Date): Promise<void> {
  await sayLetGo(opened, await opened.appointments.releaseExpired(now), now);
}

async function sayLetGo(opened: Work, holds: Appointment[], now: Date): Promise<Appointment[]> {
  for (const hold of holds) await sayChanged(opened, hold, 'LET_GO', now);
  return holds;
}

async function sayChanged({ workers, say }: Work, { id, conversationId, workerId }: Appointment, status: string, now: Date): Promise<void> {
  const forVisit = isVisit(status);
  const worker = forVisit ? (await workers.all()).find((candidate) => candidate.id === workerId) : undefined;
  await say(appointmentChanged({ appointmentId: id, conversationId, workerUserId: worker?.userId ?? null, status, isVisit: forVisit, at: now.toISOString() }));
}
