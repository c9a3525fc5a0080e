import type { Work } from '../context';
import type { Appointment } from '../domain/appointment';
import { sayAppointmentChanged } from './sayAppointmentChanged';

/** Lets go of what is held for the conversation, and says so; answers what it was. */
export async function letGoHolds(opened: Work, conversationId: string, now: Date): Promise<Appointment[]> {
  return sayLetGo(opened, await opened.appointments.releaseHolds(conversationId), now);
}

/** Lets go of every hold of the business that has run out, and says so. */
export async function letGoExpired(opened: Work, now: Date): Promise<void> {
  await sayLetGo(opened, await opened.appointments.releaseExpired(now), now);
}

async function sayLetGo(opened: Work, holds: Appointment[], now: Date): Promise<Appointment[]> {
  for (const hold of holds) await sayAppointmentChanged(opened, hold, 'LET_GO', now);
  return holds;
}
