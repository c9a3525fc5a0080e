import type { Context } from '../context';
import { arrive } from '../domain/alert';
import { applyOutcome } from './changeAlert';

/** A person came to the conversation, or ended it: its alerts are acknowledged or over (domain/alert.ts, `arrive`). */
export async function noteArrival(context: Context, arrival: { conversationId: string; by: string; at: Date; resolved: boolean }): Promise<void> {
  await context.transaction(async (tx) => {
    await tx.conversations.lock(arrival.conversationId);
    await tx.conversations.humanArrived(arrival.conversationId, arrival.at);
    for (const alert of await tx.alerts.lockOpenOf(arrival.conversationId)) await applyOutcome(tx, arrive(alert, arrival));
  });
}
