import type { Work } from '../context';
import { continueConversationJob } from './ownJobs';

/** A turn that is due, and the slots that the database refused to it so far. */
export type DueTurn = Parameters<typeof continueConversationJob>[0];

/** The AI's turn of a conversation: one waits at most, and those of one conversation come one after the other. */
export async function enqueueTurn({ enqueue }: Pick<Work, 'enqueue'>, due: DueTurn, runAt: Date): Promise<void> {
  await enqueue(continueConversationJob(due, { priority: 'high', runAt, replaceKey: due.conversationId, serialKey: `calls.turn:${due.conversationId}` }));
}
