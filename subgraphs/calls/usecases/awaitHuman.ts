import { enqueueJob } from '../../../platform/jobs/jobs';
import type { Work } from '../context';
import type { Conversation } from '../domain/conversation';

const patienceMinutesDefault = 30;

/**
 * The customer waits for a human from now on, if they do not already: a human's silence of so many minutes raises an alert (domain.md,
 * "Conversations"). More texts meanwhile do not start the time anew.
 */
export async function awaitHuman({ tx, work }: Work, conversation: Conversation, now: Date): Promise<Conversation> {
  if (conversation.waitingSince !== null) return conversation;
  const minutes = (await work.business())?.ai.humanIdleMinutes ?? patienceMinutesDefault;
  await enqueueJob(tx, { topic: 'calls.remindHuman', payload: { conversationId: conversation.id, since: now.toISOString() }, runAt: new Date(now.getTime() + minutes * 60_000), replaceKey: conversation.id });
  return { ...conversation, waitingSince: now };
}
