import type { Work } from '../context';
import { reminderAt, type Conversation } from '../domain/conversation';
import { handBackJob, remindHumanJob } from './ownJobs';

const patienceMinutesDefault = 30;

/**
 * The customer waits for a human from now on, if they do not already: a human's silence of so many minutes raises an alert (domain.md,
 * "Conversations"), and raises it again where the customer goes on asking after it. Where the business wants it, the AI gets the conversation back.
 */
export async function awaitHuman({ businesses, enqueue }: Work, conversation: Conversation, now: Date): Promise<Conversation> {
  const since = conversation.waitingSince ?? now;
  const settings = (await businesses.settings())?.ai;
  const due = (job: typeof remindHumanJob, runAt: Date) => enqueue(job({ conversationId: conversation.id, since: since.toISOString() }, { runAt, replaceKey: conversation.id }));
  const remindAt = reminderAt(conversation.waitingSince, now, settings?.humanIdleMinutes ?? patienceMinutesDefault);
  if (remindAt) await due(remindHumanJob, remindAt);
  // Only whose it is can be silent: what nobody has taken yet is still to be taken, not given back.
  const beginsToWait = conversation.assigneeId !== null && conversation.waitingSince === null;
  if (beginsToWait && settings?.handBackAfterMinutes) await due(handBackJob, new Date(now.getTime() + settings.handBackAfterMinutes * 60_000));
  return { ...conversation, waitingSince: since };
}
